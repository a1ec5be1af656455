import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { NO_LIMITS } from '../../src/engine/limits.js';
import { makePlan, type Sink } from '../../src/engine/plan.js';
import { runCapture } from '../../src/engine/run.js';
import type { BoundField, FieldDef, FieldType, Value } from '../../src/field/def.js';
import { Need } from '../../src/field/def.js';
import { FIELDS, fieldCatalog } from '../../src/field/registry.js';
import { openSource } from '../../src/source/open.js';
import { EventContext } from '../../src/state/context.js';

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url));

const captures = readdirSync(folder).filter((name) => name.endsWith('.scap'));

const ALL = Object.values(Need).reduce<number>((all, bit) => all | bit, 0);

/** Arguments to try a field with. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'evt.arg': ['fd', 'res', 'name', 'data', '0', '3'],
  'evt.rawarg': ['fd', 'res', 'name', 'data', 'flags', 'mode', 'uid'],
  'evt.type.is': ['openat', '3'],
  'proc.env': ['HOME'],
  'proc.aenv': ['1', 'HOME'],
  'thread.cgroup': ['cpu'],
};

function bindings(def: FieldDef): BoundField[] {
  const args = ARGUMENTS[def.name] ?? (def.arg ? ['1'] : []);
  const bound = args.map((arg) => fieldCatalog.resolve(def.name, arg));
  if (!def.arg?.required) bound.push(fieldCatalog.resolve(def.name));
  return bound.filter((b): b is BoundField => b !== undefined);
}

/** Smallest and largest value of integer types. */
const RANGES: Readonly<Partial<Record<FieldType, readonly [bigint, bigint]>>> = {
  int8: [-(1n << 7n), (1n << 7n) - 1n],
  int16: [-(1n << 15n), (1n << 15n) - 1n],
  int32: [-(1n << 31n), (1n << 32n) - 1n],
  int64: [-(1n << 63n), (1n << 63n) - 1n],
  uint8: [0n, (1n << 8n) - 1n],
  uint16: [0n, (1n << 16n) - 1n],
  uint32: [0n, (1n << 32n) - 1n],
  uint64: [0n, (1n << 64n) - 1n],
  port: [0n, (1n << 16n) - 1n],
  reltime: [-(1n << 63n), (1n << 64n) - 1n],
  abstime: [-(1n << 63n), (1n << 64n) - 1n],
  pid: [-(1n << 63n), (1n << 63n) - 1n],
  fd: [-(1n << 63n), (1n << 63n) - 1n],
  errno: [-(1n << 63n), (1n << 63n) - 1n],
};

function fits(value: Value, type: FieldType): boolean {
  if (typeof value === 'object') return value.every((item) => fits(item, type));
  if (type === 'bool') return typeof value === 'boolean';
  if (type === 'double') return typeof value === 'number' && Number.isFinite(value);
  if (type === 'ipaddr' || type === 'ipnet') return typeof value === 'string' && [4, 16].includes(value.length);
  const range = RANGES[type];
  if (!range) return typeof value === 'string' && [...value].every((c) => c.charCodeAt(0) < 256);
  if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isInteger(value))) return false;
  return BigInt(value) >= range[0] && BigInt(value) <= range[1];
}

/** Reads every field of every event; the complaints, each field's first. */
async function complaints(name: string): Promise<string[]> {
  const ctx = new EventContext();
  const found = new Map<BoundField, string>();
  const fields = FIELDS.flatMap(bindings);
  const label = (f: BoundField) => (f.arg === undefined ? f.def.name : `${f.def.name}[${f.arg}]`);
  const sink: Sink = {
    needs: ALL,
    event() {
      for (const field of fields) {
        if (found.has(field)) continue;
        try {
          const value = field.get(ctx);
          if (value === undefined) continue;
          if (Array.isArray(value) !== (field.def.list === true))
            found.set(field, `${label(field)}: a list or not a list`);
          else if (!fits(value, field.type)) found.set(field, `${label(field)}: ${String(value)} as ${field.type}`);
          const types = field.def.types?.(field.arg);
          if (types && types[ctx.ev.type] === 0) found.set(field, `${label(field)}: a value on ${ctx.info.name}`);
        } catch (error) {
          found.set(field, `${label(field)} throws on event ${ctx.num}: ${String(error)}`);
        }
      }
      return true;
    },
  };
  await runCapture(
    await openSource(folder + name),
    ctx,
    makePlan(undefined, [sink]),
    [sink],
    NO_LIMITS,
    new AbortController().signal,
  );
  return [...found.values()];
}

t.test('names are unique, lower case, and documented', async (t) => {
  t.equal(new Set(FIELDS.map((f) => f.name)).size, FIELDS.length);
  for (const { name, doc } of FIELDS) {
    t.match(name, /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/);
    t.ok(doc.length > 0 && !/\n|[^.]\.$/.test(doc), `${name}: one line without a full stop`);
  }
});

t.test('a field that needs an argument says so', async (t) => {
  for (const def of FIELDS.filter((f) => f.arg?.required)) {
    t.throws(() => fieldCatalog.resolve(def.name), Error, def.name);
  }
});

t.test('of names as near as each other the one that was begun is meant', async (t) => {
  t.equal(fieldCatalog.nearest('fd.nam'), 'fd.name', 'not fd.num');
  t.equal(fieldCatalog.nearest('fd.naem'), 'fd.name');
  t.equal(fieldCatalog.nearest('proc.nmae'), 'proc.name');
  t.equal(fieldCatalog.nearest('nothing.like.it'), undefined);
  t.equal(fieldCatalog.nearest('fd'), undefined, 'a beginning alone is not near');
});

t.test('every getter gives a value of its type on every event', async (t) => {
  t.ok(captures.length > 0, 'there are fixtures');
  for (const name of captures) t.same(await complaints(name), [], name);
});
