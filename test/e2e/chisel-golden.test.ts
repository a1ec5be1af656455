// What chisels print, as real sysdig 0.36 does.
import { compareRecorded } from './recorded.js';

compareRecorded(['chisel-', 'table-', 'lines-'], true, 100);
