import { localClock } from '../../bytes/clock.js';
import { type BufferStyle, putBuffer } from '../../bytes/dump.js';
import { Literal } from '../../bytes/literal.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { errnoName, signalName, syscallName } from '../names.js';
import type { Dialect, ParamFormat, ParamInfo } from '../table.js';
import { EventView } from '../view.js';
import { type AddressStyle, putAddress, putTuple } from './address.js';
import { FLAG_WIDTHS, flagValue, putEnum, putFlags, putMode } from './flags.js';

/** What the text of a parameter takes from the machine state. Names are byte strings. */
export interface ParamResolver extends AddressStyle {
  /** How byte buffers are shown, and after how many characters they are cut in the `dots` style (0: not at all). */
  bufferStyle: BufferStyle;
  bufferLimit: number;
  /** Whether the event's thread is known. */
  hasThread(): boolean;
  /** Writes `<f>/etc/passwd` for an open fd; nothing for one that is not known. */
  putFd(out: ByteWriter, fd: number): void;
  /** Letter of an open fd's type, `?` for one that is not known. */
  fdLetter(fd: number): string;
  /** comm of a thread. */
  comm(tid: number): string | undefined;
  userName(uid: number): string | undefined;
  groupName(gid: number): string | undefined;
  currentDir(): string;
  /** Name of an open fd; '' for one that is not known. */
  fdName(fd: number): string;
}

/** Writes one form of parameter `i`. */
type Put = (out: ByteWriter, ev: EventView, i: number, env: ParamResolver) => void;

/** One parameter of one event type, ready to be written. */
export interface ParamCodec {
  /** `name=` */
  readonly label: Literal;
  /** The value as it is. */
  readonly raw: Put;
  /** What it stands for, if anything: writes nothing otherwise. */
  readonly resolved: Put | undefined;
  /** What an empty parameter prints as. */
  readonly empty: string;
}

const AT_FDCWD = -100;
const SLASH = 0x2f;
const NONE = 0xffffffff;
const SECOND = 1_000_000_000;
const SPACE = 0x20;
/** The same for pairs, the other way round. */
const TEXTS: ReadonlySet<string> = new Set(['charbuf', 'fspath', 'fsrelpath']);

/** Types of which an empty parameter prints as NULL; the others print as <NA>. */
const NULLS: ReadonlySet<string> = new Set(['bytebuf', 'socktuple', 'fdlist', 'dyn']);

export function makeCodec(info: ParamInfo, siblings: readonly ParamInfo[], dialect: Dialect): ParamCodec {
  const { raw, resolved } = forms(info, siblings);
  const isNull = dialect === 'exits' ? NULLS.has(info.type) : !TEXTS.has(info.type);
  return { label: new Literal(`${info.name}=`), raw, resolved, empty: isNull ? 'NULL' : '<NA>' };
}

interface Forms {
  readonly raw: Put;
  readonly resolved?: Put;
}

function forms(info: ParamInfo, siblings: readonly ParamInfo[]): Forms {
  const number = NUMBERS[info.type];
  if (number) return { raw: number(info.format) };
  switch (info.type) {
    case 'errno':
      return { raw: putInt64, resolved: (out, ev, i) => putErrno(out, ev.i64(i)) };
    case 'fd':
      return { raw: putInt64, resolved: (out, ev, i, env) => putFdResolved(out, ev.i64(i), env) };
    case 'fd32':
      return { raw: putInt32, resolved: (out, ev, i, env) => putFdResolved(out, ev.u32(i) | 0, env) };
    case 'pid':
      return { raw: putInt64, resolved: (out, ev, i, env) => out.text(env.comm(ev.i64(i)) ?? '') };
    case 'pid32':
      return { raw: putInt32, resolved: (out, ev, i, env) => out.text(env.comm(ev.u32(i) | 0) ?? '') };
    case 'charbuf':
      return { raw: putText };
    case 'fspath':
      return { raw: putPath, resolved: putFullPath };
    case 'fsrelpath':
      return { raw: putPath, resolved: putRelativeTo(info.dirfd, siblings) };
    case 'bytebuf':
      return { raw: putBytes };
    case 'sockaddr':
      return { raw: putAddress };
    case 'socktuple':
      return { raw: putTuple };
    case 'fdlist':
      return { raw: putFdList };
    case 'syscallid':
      return { raw: putSyscall, resolved: (out, ev, i) => out.text(syscallName(ev.u16At(i)) ?? '') };
    case 'sigtype':
      return { raw: (out, ev, i) => out.int(ev.u8At(i)), resolved: (out, ev, i) => out.text(signalName(ev.u8At(i))) };
    case 'sigset':
      return { raw: putSignals };
    case 'reltime':
      return { raw: putInterval, resolved: putIntervalSeconds };
    case 'abstime':
      return { raw: putDateTime };
    case 'bool':
      return { raw: (out, ev, i) => out.text(ev.u32(i) !== 0 ? 'true' : 'false') };
    case 'uid':
      return { raw: putId, resolved: (out, ev, i, env) => putIdName(out, ev.u32(i), env, (id) => env.userName(id)) };
    case 'gid':
      return { raw: putId, resolved: (out, ev, i, env) => putIdName(out, ev.u32(i), env, (id) => env.groupName(id)) };
    case 'mode':
      return { raw: formatted(info.format, (ev, i) => ev.u32(i) | 0), resolved: putMode(info.values ?? []) };
    case 'dyn':
      return dynamicForms(info, siblings);
    default: {
      const width = FLAG_WIDTHS[info.type];
      if (width === undefined) return { raw: (out) => out.text('(n.a.)') };
      const value = flagValue(width);
      const values = info.values ?? [];
      const names = info.type.startsWith('enum') ? putEnum(values, value) : putFlags(values, value);
      return { raw: (out, ev, i) => out.int(value(ev, i)), resolved: names };
    }
  }
}

// Numbers. Unsigned parameters print as if they were signed, as in the original.

const putInt64: Put = (out, ev, i) => {
  if (ev.len(i) < 8) {
    out.int(ev.i64(i));
    return;
  }
  const o = ev.offset(i);
  out.int64(ev.wordAt(o + 4), ev.wordAt(o) >>> 0);
};
const putInt32: Put = (out, ev, i) => out.int(ev.u32(i) | 0);

/** A number of at most 32 bits in its format. */
function formatted(format: ParamFormat, get: (ev: EventView, i: number) => number): Put {
  if (format === 'hex') return (out, ev, i) => out.hex(get(ev, i) >>> 0, true);
  if (format === 'oct') {
    return (out, ev, i) => {
      const n = get(ev, i) >>> 0;
      out.text(n === 0 ? '0' : `0${n.toString(8)}`);
    };
  }
  return (out, ev, i) => out.int(get(ev, i));
}

const narrow =
  (get: (ev: EventView, i: number) => number, mask: number, signed: (n: number) => number) => (format: ParamFormat) =>
    formatted(format, format === 'dec' ? (ev, i) => signed(get(ev, i)) : (ev, i) => get(ev, i) & mask);
const int8 = narrow(
  (ev, i) => ev.u8At(i),
  0xff,
  (n) => (n << 24) >> 24,
);
const int16 = narrow(
  (ev, i) => ev.u16At(i),
  0xffff,
  (n) => (n << 16) >> 16,
);
const int32 = narrow(
  (ev, i) => ev.u32(i),
  -1,
  (n) => n | 0,
);

function int64(format: ParamFormat): Put {
  if (format === 'hex') {
    return (out, ev, i) => {
      const whole = ev.len(i) >= 8;
      out.hex64(whole ? ev.u32High(i) : 0, whole ? ev.u32(i) : 0, true);
    };
  }
  if (format === 'oct') {
    return (out, ev, i) => {
      const n = ev.u64(i);
      out.text(n === 0n ? '0' : `0${n.toString(8)}`);
    };
  }
  return putInt64;
}

const NUMBERS: Readonly<Record<string, (format: ParamFormat) => Put>> = {
  int8,
  int16,
  int32,
  int64,
  uint8: int8,
  uint16: int16,
  uint32: int32,
  uint64: int64,
  port: int16,
  l4proto: int8,
  sockfamily: int8,
};

function putErrno(out: ByteWriter, n: number): void {
  if (n < 0) out.text(errnoName(-n));
}

function putFdResolved(out: ByteWriter, fd: number, env: ParamResolver): void {
  if (!env.hasThread()) return;
  if (fd >= 0) env.putFd(out, fd);
  else if (fd === AT_FDCWD) out.text('AT_FDCWD');
  else putErrno(out, fd);
}

const putSyscall: Put = (out, ev, i) => {
  const code = ev.u16At(i);
  if (syscallName(code) === undefined) out.text('<unknown syscall>');
  else out.int(code);
};

const putId: Put = (out, ev, i) => out.int(ev.u32(i) | 0);

function putIdName(out: ByteWriter, id: number, env: ParamResolver, name: (id: number) => string | undefined): void {
  if (id === NONE) out.text('<NONE>');
  else out.text((env.hasThread() ? name(id) : undefined) ?? '<NA>');
}

// Texts and paths.

const putText: Put = (out, ev, i) => ev.putStr(out, i, false);
const putPath: Put = (out, ev, i, env) => ev.putStr(out, i, env.paths.ascii);

const isAbsolute = (ev: EventView, i: number) => ev.u8[ev.offset(i)] === SLASH;
const isRelative = (path: string) => path !== '<NA>' && path !== '' && !path.startsWith('/');

const putFullPath: Put = (out, ev, i, env) => {
  if (isAbsolute(ev, i)) return;
  const path = ev.str(i);
  if (env.hasThread() && isRelative(path)) out.text(env.paths.clean(env.paths.join(env.currentDir(), path)));
};

function putRelativeTo(dirfdParam: number | undefined, siblings: readonly ParamInfo[]): Put {
  const type = dirfdParam === undefined ? '' : siblings[dirfdParam]?.type;
  if (dirfdParam === undefined || (type !== 'fd' && type !== 'fd32')) return putFullPath;
  return (out, ev, i, env) => {
    if (isAbsolute(ev, i)) return;
    const path = ev.str(i);
    if (!env.hasThread() || !isRelative(path)) return;
    const dirfd = ev.i64(dirfdParam);
    const name = dirfd === AT_FDCWD ? '' : env.paths.clean(env.fdName(dirfd));
    const dir = dirfd === AT_FDCWD ? env.currentDir() : name === '' || name.endsWith('/') ? name : `${name}/`;
    out.text(env.paths.clean(env.paths.join(dir, path)));
  };
}

const putBytes: Put = (out, ev, i, env) => {
  const from = ev.offset(i);
  const n = ev.len(i);
  const { bufferStyle, bufferLimit: limit } = env;
  if (limit === 0 || n <= limit || bufferStyle !== 'dots') {
    putBuffer(out, ev.u8, from, from + n, bufferStyle);
    return;
  }
  // One character for each byte.
  putBuffer(out, ev.u8, from, from + limit - 3, bufferStyle);
  out.text('...');
};

const putFdList: Put = (out, ev, i, env) => {
  if (!env.hasThread()) return;
  const from = ev.offset(i);
  const to = from + ev.len(i);
  const count = ev.len(i) >= 2 ? ev.u8.readUInt16LE(from) : 0;
  for (let k = 0, at = from + 2; k < count && at + 10 <= to; k++, at += 10) {
    if (k > 0) out.byte(SPACE);
    const high = ev.u8.readInt32LE(at + 4);
    const fd = high * 0x100000000 + ev.u8.readUInt32LE(at);
    // Here the original prints negative numbers as unsigned ones.
    if (high < 0) out.text(ev.u8.readBigUInt64LE(at).toString());
    else out.int(fd);
    out.byte(0x3a);
    out.text(env.fdLetter(fd));
    out.hex(ev.u8.readInt16LE(at + 8) >>> 0, false);
  }
};

const putSignals: Put = (out, ev, i) => {
  const set = ev.u32(i);
  let first = true;
  for (let bit = 0; bit < 32; bit++) {
    const name = (set >>> bit) & 1 ? signalName(bit + 1) : '';
    if (name === '') continue;
    if (!first) out.byte(SPACE);
    first = false;
    out.text(name);
  }
};

// Times.

const FOREVER = 0xffffffffffffffffn;

const putInterval: Put = (out, ev, i) => out.text(ev.u64(i) === FOREVER ? 'none' : ev.u64(i).toString());

const putIntervalSeconds: Put = (out, ev, i) => {
  const ns = ev.u64(i);
  if (ns === FOREVER) return;
  out.text(shortest(Number(ns) / SECOND));
  out.byte(0x73);
};

/** As printf's %g: six significant digits, no trailing zeros. */
export function shortest(n: number): string {
  if (n === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(Number(n.toPrecision(6)))));
  if (exponent >= -4 && exponent < 6) return String(Number(n.toPrecision(6)));
  const [mantissa, power] = n.toExponential(5).split('e');
  const digits = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  const sign = power.startsWith('-') ? '-' : '+';
  return `${digits}e${sign}${power.replace(/^[+-]/, '').padStart(2, '0')}`;
}

const putDateTime: Put = (out, ev, i) => {
  const ns = ev.u64(i);
  const second = Number(ns / 1_000_000_000n);
  localClock.putDate(out, second);
  out.byte(SPACE);
  localClock.putTime(out, second);
  out.byte(0x2e);
  out.nanos(Number(ns % 1_000_000_000n));
};

// Parameters whose first byte says what they are.

function dynamicForms(info: ParamInfo, siblings: readonly ParamInfo[]): Forms {
  const variants = (info.variants ?? []).map((v) => forms({ ...v, format: info.format }, siblings));
  const pick = (ev: EventView, i: number) => variants[ev.u8At(i)];
  return {
    raw: (out, ev, i, env) => {
      const variant = pick(ev, i);
      if (variant) variant.raw(out, innerView(ev, i), 0, env);
      else out.text('INVALID DYNAMIC PARAMETER');
    },
    resolved: (out, ev, i, env) => pick(ev, i)?.resolved?.(out, innerView(ev, i), 0, env),
  };
}

const LENGTH_BYTES = 2;
const innerParam = new EventView();
innerParam.setMemory(Buffer.alloc(128));
innerParam.data = LENGTH_BYTES;
innerParam.nparams = 1;

/** The value behind the index, as the only parameter of an event of its own. */
function innerView(ev: EventView, i: number): EventView {
  const n = Math.max(0, ev.len(i) - 1);
  const end = LENGTH_BYTES + n;
  if (end > innerParam.u8.length) innerParam.setMemory(Buffer.alloc(2 * end));
  const from = ev.offset(i) + 1;
  innerParam.u16[0] = n;
  ev.u8.copy(innerParam.u8, LENGTH_BYTES, from, from + n);
  innerParam.end = end;
  return innerParam;
}
