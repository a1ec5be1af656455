// The thread of a BackgroundWriter.
import { workerData } from 'node:worker_threads';
import { CELL, PIECE, PIECES, type Ring, STATE } from './ring.js';
import { ShortWrite, writeAll } from './write-all.js';

const { fd, cells, pieces, reason } = workerData as Ring;

const wanted = Atomics.compareExchange(cells, CELL.STATE, STATE.STARTING, STATE.WORKING) === STATE.STARTING;
Atomics.notify(cells, CELL.STATE);

for (let written = 0; wanted; ) {
  while (Atomics.load(cells, CELL.GIVEN) === written) Atomics.wait(cells, CELL.GIVEN, written);
  const slot = written % PIECES;
  const start = slot * PIECE;
  try {
    writeAll(fd, pieces, start, start + cells[CELL.LENGTHS + slot]);
  } catch (error) {
    const closed = error instanceof ShortWrite && error.closed;
    cells[CELL.REASON] = new TextEncoder().encodeInto((error as Error).message, reason).written;
    Atomics.store(cells, CELL.STATE, closed ? STATE.CLOSED : STATE.FAILED);
    // Who waits for this one to be written must not wait on.
    Atomics.store(cells, CELL.WRITTEN, -1);
    Atomics.notify(cells, CELL.WRITTEN);
    break;
  }
  Atomics.store(cells, CELL.WRITTEN, ++written);
  Atomics.notify(cells, CELL.WRITTEN);
}
