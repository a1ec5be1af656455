import type { FilterError } from '../errors.js';

/**
 * The error as it is shown on a terminal: the message, the line with a mark below the place, and the hint. No line is
 * wider than `width`, except the message and the hint, which are left to wrap.
 */
export function renderFilterError(error: FilterError, width = 80): string {
  const lines = [escapeControls(error.problem), ...excerpt(error.text, error.start, error.end, width)];
  if (error.hint !== undefined) lines.push(`hint: ${escapeControls(error.hint)}`);
  return lines.join('\n');
}

const INDENT = '  ';
const CUT = '...';

interface Cell {
  readonly text: string;
  readonly width: number;
  readonly marked: boolean;
}

function excerpt(text: string, start: number, end: number, width: number): string[] {
  if (text === '') return [];
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', start);
  const cells = [...cellsOf(text.slice(from, lineEnd === -1 ? text.length : lineEnd), start - from, end - from)];
  const room = Math.max(width - INDENT.length, 4 * CUT.length);
  const [first, last] = clip(cells, room);
  const before = first > 0 ? CUT : '';
  const shown = cells.slice(first, last);
  const after = last < cells.length ? CUT : '';
  const line = INDENT + before + shown.map((cell) => cell.text).join('') + after;
  const mark = INDENT + ' '.repeat(before.length) + shown.map(underline).join('');
  return [line.trimEnd(), mark.trimEnd()];
}

function underline(cell: Cell): string {
  return (cell.marked ? '^' : ' ').repeat(cell.width);
}

function* cellsOf(line: string, start: number, end: number): Generator<Cell> {
  let at = 0;
  // What is missing has no characters: then the place itself is marked, even behind the last one.
  const stop = Math.max(end, start + 1);
  for (const char of line) {
    const text = escapeControls(char);
    yield { text, width: columns(text), marked: at < stop && at + char.length > start };
    at += char.length;
  }
  if (start >= at) yield { text: ' ', width: 1, marked: true };
}

// The part to show: as much as there is room for, with the place a third from the left.
function clip(cells: readonly Cell[], room: number): [first: number, last: number] {
  const total = cells.reduce((sum, cell) => sum + cell.width, 0);
  if (total <= room) return [0, cells.length];
  const place = Math.max(
    cells.findIndex((cell) => cell.marked),
    0,
  );
  let first = place;
  let lead = 0;
  while (first > 0 && lead + (cells[first - 1] as Cell).width <= (room - CUT.length) / 3) {
    lead += (cells[--first] as Cell).width;
  }
  // A few characters are no wider than the dots that would stand for them.
  if (cells.slice(0, first).reduce((sum, cell) => sum + cell.width, 0) <= CUT.length) first = 0;
  let rest = room - (first > 0 ? CUT.length : 0) - CUT.length;
  let last = first;
  while (last < cells.length && (cells[last] as Cell).width <= rest) rest -= (cells[last++] as Cell).width;
  // At the end of the line the room that is left belongs to what stands before.
  rest += last === cells.length ? CUT.length : 0;
  while (last === cells.length && first > 0 && (cells[first - 1] as Cell).width <= rest) {
    rest -= (cells[--first] as Cell).width;
  }
  return [first, last];
}

const NAMES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\b': '\\b' };

// A filter may come from a file somebody else wrote; its characters must not steer the terminal.
function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (char) => {
    const code = char.codePointAt(0) as number;
    const hex = code.toString(16);
    return NAMES[char] ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
  });
}

function columns(text: string): number {
  if (text.length > 2) return text.length;
  if (/^[\p{Mn}\p{Me}]$/u.test(text)) return 0;
  // Two columns: East Asian wide characters and emoji.
  const wide =
    /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
  return wide.test(text) ? 2 : [...text].length;
}
