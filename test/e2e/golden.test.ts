// What is printed without chisels.
import { compareRecorded } from './recorded.js';

compareRecorded(['chisel-', 'table-', 'lines-', 'lua-'], false, 50);
