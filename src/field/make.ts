import { ByteWriter } from '../bytes/writer.js';
import type { EventContext } from '../state/context.js';
import type { ThreadInfo } from '../state/thread.js';
import type { FieldClass, FieldDef, FieldType, Getter, Needs, Putter, Value } from './def.js';

/** Shorthands in which the tables of fields are written. */

type Extra = Partial<Omit<FieldDef, 'name' | 'class' | 'type' | 'doc' | 'get' | 'put'>>;

/** A field without argument, by a function of the event. */
export function field(
  cls: FieldClass,
  name: string,
  type: FieldType,
  needs: Needs,
  doc: string,
  get: (ctx: EventContext) => Value | undefined,
  extra: Extra & { put?: Putter } = {},
): FieldDef {
  const { put, ...rest } = extra;
  return { name, class: cls, type, needs, doc, get: () => get, ...(put && { put: () => put }), ...rest };
}

const scratch = new ByteWriter(1024);

/** The value of a field that knows how to write itself. */
export function textOf(put: Putter): Getter {
  return (ctx) => {
    scratch.pos = 0;
    return put(ctx, scratch) ? scratch.slice(0) : undefined;
  };
}

/** A text field that is written rather than read: filters see what it would write. */
export function written(
  cls: FieldClass,
  name: string,
  needs: Needs,
  doc: string,
  put: Putter,
  extra: Extra = {},
): FieldDef {
  return { name, class: cls, type: 'charbuf', needs, doc, get: () => textOf(put), put: () => put, ...extra };
}

/** A field of the event's thread; null where there is none. */
export function threadField(
  cls: FieldClass,
  name: string,
  type: FieldType,
  needs: Needs,
  doc: string,
  get: (thread: ThreadInfo, ctx: EventContext) => Value | undefined,
  extra: Extra & { put?: Putter } = {},
): FieldDef {
  return field(
    cls,
    name,
    type,
    needs,
    doc,
    (ctx) => {
      const thread = ctx.thread;
      return thread === undefined ? undefined : get(thread, ctx);
    },
    extra,
  );
}

const SAFE = 9007199254740991n;

/** A number where it is exact, else the bigint. */
export const exact = (n: bigint): number | bigint => (n <= SAFE && n >= -SAFE ? Number(n) : n);
