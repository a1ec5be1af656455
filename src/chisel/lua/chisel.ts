import type { Chisel } from '../api.js';
export function loadLua(_f: string, _p: unknown): Chisel {
  throw new Error('todo');
}
