// What chisels do while events come in: panels on a screen, the clock that goes on without events.
import fc from 'fast-check';
import t from 'tap';
import { ByteWriter } from '../../src/bytes/writer.js';
import type { Interval } from '../../src/chisel/api.js';
import { ticker } from '../../src/chisel/interval.js';
import { cut, Screen, shareRows } from '../../src/chisel/screen.js';
import { AttendedSource } from '../../src/source/attended.js';
import type { EventContext } from '../../src/state/context.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const PIECE = /\x1b\[[^A-Za-z]*[A-Za-z]|[^\x1b]/g;

/** Standard output, and all that went through it. */
class Output {
  readonly out = new ByteWriter(64);
  sent = '';
  flush(): void {
    this.sent += this.out.slice(0);
    this.out.pos = 0;
  }
}

/** What a terminal shows: understands what Screen sends, and fails on all else. */
class Terminal {
  private lines: string[];
  private row = 0;
  private column = 0;
  private wraps = true;
  cursor = true;

  constructor(
    private readonly rows: number,
    private readonly columns: number,
  ) {
    this.lines = Array.from({ length: rows }, () => 'old text'.padEnd(columns, '#'));
  }

  feed(text: string): void {
    for (const piece of text.match(PIECE) ?? []) this.one(piece);
  }

  private one(piece: string): void {
    switch (piece) {
      case '\x1b[H':
        this.row = this.column = 0;
        return;
      case '\x1b[2J':
        this.lines.fill('');
        return;
      case '\x1b[K':
        this.lines[this.row] = this.lines[this.row].slice(0, this.column);
        return;
      case '\x1b[J':
        this.lines[this.row] = this.lines[this.row].slice(0, this.column);
        this.lines.fill('', this.row + 1);
        return;
      case '\x1b[?25l':
      case '\x1b[?25h':
        this.cursor = piece.endsWith('h');
        return;
      case '\x1b[?7l':
      case '\x1b[?7h':
        this.wraps = piece.endsWith('h');
        return;
      case '\n':
        this.row++;
        this.column = 0;
        if (this.row === this.rows) throw new Error('scrolls');
        return;
      default:
        if (piece.startsWith('\x1b')) throw new Error(`does not know ${JSON.stringify(piece)}`);
        if (this.wraps || this.column === this.columns) throw new Error(`no room for ${piece}`);
        this.lines[this.row] = this.lines[this.row].slice(0, this.column).padEnd(this.column) + piece;
        this.column++;
    }
  }

  get text(): string {
    return this.lines.join('\n').trimEnd();
  }
}

t.test('rows are shared out', async (t) => {
  t.strictSame(shareRows([3, 4], 10), [3, 4], 'enough for all');
  t.strictSame(shareRows([100, 4], 10), [6, 4], 'what one does not want, the other has');
  t.strictSame(shareRows([100, 90, 2], 20), [9, 9, 2]);
  fc.assert(
    fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 5 }), fc.nat(80), (wanted, rows) => {
      const given = shareRows(wanted, rows);
      const sum = given.reduce((a, b) => a + b, 0);
      const all = wanted.reduce((a, b) => a + b, 0);
      const fair = Math.floor(rows / wanted.length);
      return (
        sum <= rows &&
        given.every((n, i) => n <= wanted[i] && n >= Math.min(wanted[i], fair)) &&
        (all > rows || sum === all)
      );
    }),
  );
});

t.test('lines are cut at the width of the terminal', async (t) => {
  const utf8 = (text: string) => Buffer.from(text).toString('latin1');
  t.equal(cut('abcdef', 4), 'abcd');
  t.equal(cut('abc', 4), 'abc');
  t.equal(cut(utf8('äöüß€x'), 5), utf8('äöüß€'), 'characters, not bytes');
  t.equal(cut('\x1b[31mabc\x1b[0m', 2), '\x1b[31mab\x1b[0m', 'colours take no room, and are switched off');
  t.equal(cut('a\tb', 20), 'a       b');
  t.equal(cut('a\tb', 4), 'a   ');
  t.equal(cut('abc', 0), '');
});

t.test('panels are drawn in place, whatever they show', async () => {
  const line = fc.stringMatching(/^[ -~]{0,30}$/);
  const shows = fc.array(fc.tuple(fc.nat(2), fc.array(line, { maxLength: 12 })), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(shows, fc.integer({ min: 4, max: 20 }), fc.integer({ min: 1, max: 40 }), (all, rows, columns) => {
      const output = new Output();
      const screen = new Screen(output, { columns, rows });
      const panels = [screen.panel(), screen.panel(), screen.panel()];
      const state: string[][] = [[], [], []];
      const terminal = new Terminal(rows, columns);
      for (const [i, lines] of all) {
        panels[i].show(lines);
        state[i] = lines;
        terminal.feed(output.sent);
        output.sent = '';
        const shown = state.filter((text) => text.length > 0);
        const heights = shareRows(
          shown.map((text) => text.length),
          Math.max(0, rows - shown.length),
        );
        const blocks = shown.map((text, k) =>
          text
            .slice(0, heights[k])
            .map((one) => `${one.slice(0, columns)}\n`)
            .join(''),
        );
        if (terminal.text.replace(/ +$/gm, '') !== blocks.join('\n').replace(/ +$/gm, '').trimEnd()) return false;
        if (terminal.cursor) return false;
      }
      screen.close();
      terminal.feed(output.sent);
      return terminal.cursor;
    }),
  );
});

t.test('another size, no terminal, company', async (t) => {
  const output = new Output();
  const size = { columns: 20, rows: 10 };
  const screen = new Screen(output, size);
  screen.redraw();
  t.equal(output.sent, '', 'nothing was drawn yet');
  screen.close();
  t.equal(output.sent, '', 'a cursor that was never hidden');
  const panel = screen.panel();
  panel.show(['one line\nand another', 'third']);
  size.rows = 3;
  size.columns = 3;
  output.sent = '';
  screen.redraw();
  const terminal = new Terminal(3, 3);
  terminal.feed(output.sent);
  t.equal(terminal.text, 'one\nand');

  output.sent = '';
  const scripted = new Screen(output, size);
  scripted.pass('\x1b[?25lbars');
  scripted.close();
  output.flush();
  t.ok(output.sent.endsWith('\x1b[?25h'), 'a script that hid the cursor and failed');
  scripted.pass('\x1b[?25lbars\x1b[?25h');
  output.flush();
  output.sent = '';
  scripted.close();
  t.equal(output.sent, '', 'one that gave it back itself');

  const piped = new Output();
  const scroll = new Screen(piped, undefined);
  scroll.panel().show(['a', 'b']);
  scroll.panel().show(['c']);
  scroll.close();
  t.equal(piped.sent, 'a\nb\nc\n');

  const mixed = new Output();
  const beside = new Screen(mixed, size);
  beside.shared = true;
  beside.panel().show(['a']);
  beside.close();
  t.equal(mixed.sent, 'a\n', 'where another chisel prints lines, they are not overwritten');
});

const SECOND = 1e9;

t.test('the clock goes on where no event does', async (t) => {
  const ctx = { time: 0, secondsOf: (at: number) => 5 + Math.floor(at / SECOND), nanosOf: (at: number) => at % SECOND };
  const calls: string[] = [];
  const interval: Interval = {
    every: SECOND,
    clock: true,
    call: (now, since) => calls.push(`${now.seconds}.${now.nanos / 1e8}+${since / 1e8}`),
  };
  const tick = ticker(ctx as unknown as EventContext, interval, { live: true });
  const at = (time: number, call: () => void) => {
    ctx.time = time * SECOND;
    call();
    return calls.splice(0).join();
  };
  t.equal(at(0.5, tick.event), '');
  t.equal(
    at(0.5, () => tick.clock(1.1 * SECOND)),
    '',
    'events may be on their way',
  );
  t.equal(
    at(0.5, () => tick.clock(1.2 * SECOND)),
    '6.0+5',
  );
  t.equal(
    at(0.5, () => tick.clock(1.3 * SECOND)),
    '',
    'once',
  );
  t.equal(at(0.9, tick.event), '', 'one that comes late does not tell it again');
  t.equal(at(1.4, tick.event), '');
  t.equal(at(2.1, tick.event), '7.1+11', 'events tell it sooner');
  t.equal(at(1.9, tick.event), '', 'and a step back does not');
  t.equal(
    at(2.1, () => tick.clock(2.9 * SECOND)),
    '',
  );
  t.equal(
    at(2.1, () => tick.clock(9.7 * SECOND)),
    '14.0+69',
    'once for several',
  );
});

t.test('a source is attended while nothing comes', async (t) => {
  let looks = 0;
  const silent = { name: 'x', size: undefined, read: () => new Promise<number>(() => {}), close: async () => {} };
  const source = new AttendedSource(silent, () => {
    looks++;
  });
  const read = source.read(Buffer.alloc(1), 0, 1);
  const until = async (done: () => boolean) => {
    for (let i = 0; i < 100 && !done(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  await until(() => looks > 2);
  t.ok(looks > 2);
  await source.close();
  t.equal(await read, 0, 'and ends when it is closed');

  const bad = new AttendedSource(silent, () => {
    throw new Error('pipe is closed');
  });
  await t.rejects(bad.read(Buffer.alloc(1), 0, 1), /pipe is closed/, 'what goes wrong then is heard of');

  const busy = new AttendedSource({ ...silent, read: async () => 7 }, () => {
    looks++;
  });
  looks = 0;
  for (let i = 0; i < 1000; i++) await busy.read(Buffer.alloc(1), 0, 1);
  t.ok(looks >= 1 && looks < 50, `not at every read: ${looks}`);
});
