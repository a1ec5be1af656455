// What is printed without chisels.
import { compareRecorded } from './recorded.js';

compareRecorded(['chisel-', 'table-'], false, 50);
