import type { FunctionName } from './ast.js';
import { groupOf } from './operators.js';
import type { Typed } from './typed.js';

/** A function other than `val`. */
export type Transformer = Exclude<FunctionName, 'val'>;

const TEXT: Typed = { type: 'charbuf', list: false };
const TEXTS: Typed = { type: 'charbuf', list: true };

/**
 * What a function of these arguments gives, or the reason why it does not take them. With a reason goes the index of
 * the argument that is to blame, if it is one. `names` are the arguments as they are written.
 */
export function callType(
  name: Transformer,
  args: readonly Typed[],
  names: readonly string[],
  arg: string | undefined,
): Typed | readonly [reason: string, index?: number] {
  if (name === 'join' || name === 'concat' || name === 'getopt') return several(name, args, arg);
  const [input] = args;
  if (input === undefined || args.length > 1) return [`${name}() takes exactly 1 argument`];
  if (arg !== undefined) return [`${name}() does not take an argument between brackets`];
  if (name === 'len' && input.list) return { type: 'uint64', list: false };
  if (!accepts(name, input)) {
    return [`type '${input.type}' is not supported by ${name}(), applied on '${names[0] ?? ''}'`, 0];
  }
  return name === 'len' ? { type: 'uint64', list: false } : { type: input.type, list: input.list };
}

function accepts(name: Transformer, input: Typed): boolean {
  if (name === 'b64') return input.type === 'charbuf' || input.type === 'bytebuf';
  const group = groupOf(input.type);
  return group === 'string' || (name === 'len' && group === 'buffer');
}

function several(
  name: 'join' | 'concat' | 'getopt',
  args: readonly Typed[],
  arg: string | undefined,
): Typed | readonly [string, number?] {
  if (arg !== undefined && name !== 'getopt') return [`${name}() does not take an argument between brackets`];
  const [first, second] = args;
  if (name === 'concat') {
    if (args.length < 2) return ['concat() requires at least 2 arguments'];
    const wrong = args.findIndex((each) => each.list || groupOf(each.type) !== 'string');
    return wrong === -1 ? TEXT : ['concat() arguments must be strings', wrong];
  }
  if (first === undefined || second === undefined || args.length > 2) {
    return [
      name === 'join'
        ? 'join() requires exactly 2 arguments: separator and list'
        : 'getopt() requires exactly 2 arguments: argument list and option letters',
    ];
  }
  const [list, text, listIndex] = name === 'join' ? [second, first, 1] : [first, second, 0];
  if (!list.list) return [`${name}() ${listIndex === 1 ? 'second' : 'first'} argument must be a list`, listIndex];
  if (text.list) {
    return name === 'join'
      ? ['join() first argument (separator) must be a single value, not a list', 0]
      : ['getopt() second argument (option letters) must be a single value, not a list', 1];
  }
  const wrong = args.findIndex((each) => groupOf(each.type) !== 'string');
  if (wrong !== -1) return [`${name}() arguments must be strings`, wrong];
  if (name === 'join' || arg === undefined) return name === 'join' ? TEXT : TEXTS;
  return arg.length === 1 ? TEXT : ['getopt() argument between brackets must be a single option character'];
}
