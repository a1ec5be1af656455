// A small catalog whose fields read a plain object: the context holds the value of every field under its name.
import type { BoundField, FieldCatalog, FieldDef, Scalar, TypeBound, TypeSet, Value } from '../../src/field/def.js';
import { Need } from '../../src/field/def.js';
import type { EventContext } from '../../src/state/context.js';

export type Fields = Readonly<Record<string, Value | undefined>>;

export const EVENT_TYPES = ['open', 'close', 'read', 'write', 'execve'];

/** A context that holds these values. */
export function context(fields: Fields): EventContext {
  return { num: 1, fields } as unknown as EventContext;
}

export function fieldsOf(ctx: EventContext): Fields {
  return (ctx as EventContext & { fields: Fields }).fields;
}

export function typeSet(...types: readonly number[]): TypeSet {
  const set = new Uint8Array(512);
  for (const type of types) set[type] = 1;
  return set;
}

type Extra = Partial<Omit<FieldDef, 'name' | 'type'>>;

function def(name: string, type: FieldDef['type'], extra: Extra = {}): FieldDef {
  const key = (arg: string | undefined) => (arg === undefined ? name : `${name}[${arg}]`);
  return {
    name,
    type,
    class: 'evt',
    doc: name,
    needs: Need.NONE,
    get: (arg) => (ctx) => fieldsOf(ctx)[key(arg)],
    ...extra,
  };
}

function candidates(name: string, quantifier: 'any' | 'either'): Extra {
  return {
    candidates: { quantifier, get: () => (ctx) => fieldsOf(ctx)[name] as readonly Scalar[] | undefined },
  };
}

function typeBound(op: string, values: readonly string[]): TypeBound | undefined {
  const types = typeSet(...values.map((value) => EVENT_TYPES.indexOf(value)));
  if (op === '=' || op === 'in') return { types, exact: true };
  // The context always has a type, but only these five exist.
  if (op === '!=') return { types: typeSet(0, 1, 2, 3, 4).map((x, i) => x & ~(types[i] as number)), exact: true };
  return undefined;
}

const LOCKED = { noRhs: true, noTransformer: true };

const DEFS: readonly FieldDef[] = [
  def('evt.type', 'charbuf', {
    bound: typeBound,
    checkLiteral: (text) => (EVENT_TYPES.includes(text) ? undefined : `unknown event type ${text}`),
  }),
  def('evt.num', 'uint64'),
  def('evt.rawres', 'int64'),
  def('evt.failed', 'bool'),
  def('evt.buffer', 'bytebuf', { types: () => typeSet(2, 3) }),
  def('evt.dir', 'charbuf'),
  def('evt.deltatime', 'reltime'),
  def('evt.res', 'charbuf'),
  def('evt.outputtime', 'charbuf', { printOnly: true }),
  def('evt.around', 'uint64', {
    ...LOCKED,
    filterOnly: true,
    arg: { kind: 'index', required: true },
    test: (op, values) => {
      if (op !== '=') throw new Error(`evt.around supports only '=' comparison operator`);
      return (ctx) => fieldsOf(ctx)['evt.num'] === Number(values[0]);
    },
  }),
  def('evt.arg', 'charbuf', { arg: { kind: 'key', required: true } }),
  def('evt.rawarg', 'charbuf', {
    ...LOCKED,
    arg: { kind: 'key', required: true },
    typeOf: (arg) => {
      if (arg === 'fd') return 'fd';
      throw new Error(`unknown event argument ${arg}`);
    },
  }),
  def('proc.name', 'charbuf', { needs: Need.THREADS }),
  def('proc.pname', 'charbuf', { needs: Need.THREADS }),
  def('proc.pid', 'int64', { needs: Need.THREADS }),
  def('proc.exepath', 'fspath', { needs: Need.THREADS }),
  def('proc.aname', 'charbuf', {
    ...LOCKED,
    needs: Need.THREADS,
    arg: { kind: 'index', required: false },
    ...candidates('proc.aname', 'any'),
  }),
  def('proc.cpu', 'double'),
  def('proc.argv', 'charbuf', { list: true }),
  def('proc.counts', 'uint64', { list: true }),
  def('proc.pids', 'int64', { list: true }),
  def('user.uid', 'uint32', { needs: Need.USERS }),
  def('fd.name', 'charbuf', { needs: Need.FDS, types: () => typeSet(0, 1, 2, 3) }),
  def('fd.sip', 'ipaddr', { needs: Need.FDS }),
  def('fd.snet', 'ipnet', { ...LOCKED, filterOnly: true }),
  def('fd.sport', 'port'),
  def('fd.ip', 'ipaddr', { ...LOCKED, filterOnly: true, ...candidates('fd.ip', 'either') }),
  def('fd.net', 'ipnet', { ...LOCKED, filterOnly: true, ...candidates('fd.net', 'either') }),
  def('fd.port', 'port', { ...LOCKED, filterOnly: true, ...candidates('fd.port', 'either') }),
  def('fd.types', 'charbuf', { list: true, noRhs: true }),
];

class StubCatalog implements FieldCatalog {
  resolve(name: string, arg?: string): BoundField | undefined {
    const found = DEFS.find((each) => each.name === name);
    if (found === undefined) return undefined;
    if (arg === undefined && found.arg?.required) throw new Error(`'${name}' needs an argument`);
    if (arg !== undefined && found.arg === undefined) throw new Error(`'${name}' takes no argument`);
    return { def: found, arg, type: found.typeOf?.(arg) ?? found.type, format: 'dec', get: found.get(arg) };
  }

  longest(): undefined {
    return undefined;
  }

  nearest(name: string): string | undefined {
    return DEFS.find((each) => each.name.slice(0, 5) === name.slice(0, 5))?.name;
  }
}

export const catalog: FieldCatalog = new StubCatalog();
