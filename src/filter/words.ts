// Which words a capture must hold for a filter to match anything in it.

import { MADE_UP, OF_OWN_PROCESS, OF_PROGRAM, SPELLED } from '../field/spelled.js';
import type { Op } from './ast.js';
import type { TypedCompare, TypedExpr } from './typed.js';

/** Operators that want the literal, or a part of it, to stand in the value as it is. */
const LITERAL_OPS: ReadonlySet<Op> = new Set<Op>(['=', 'in', 'intersects', 'contains', 'startswith', 'endswith']);
const SHORTEST = 3;

/** What must be spelled out in a capture for a filter to be satisfied. */
export interface Words {
  /** At least one of these. */
  readonly any: readonly string[];
  /** By the process whose event satisfies it, or by one that it descends from. */
  readonly ofOwnProcess: boolean;
  /** Where a program is started or a thread is made, nowhere else. */
  readonly ofProgram: boolean;
}

/** The words that a filter demands; undefined where it says nothing of the kind. */
export function wordsOf(expr: TypedExpr): Words | undefined {
  switch (expr.kind) {
    case 'and':
      return expr.children.map(wordsOf).reduce(rarer);
    case 'or': {
      const parts = expr.children.map(wordsOf);
      if (!parts.every((words) => words !== undefined)) return undefined;
      return {
        any: [...new Set(parts.flatMap((words) => words.any))],
        ofOwnProcess: parts.every((words) => words.ofOwnProcess),
        ofProgram: parts.every((words) => words.ofProgram),
      };
    }
    case 'compare':
      return comparedWords(expr);
    default:
      return undefined;
  }
}

/** Of two demands that both hold, the one that more likely rules a capture out: few words, long ones. */
function rarer(a: Words | undefined, b: Words | undefined): Words | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.any.length !== b.any.length) return a.any.length < b.any.length ? a : b;
  const shortest = (words: Words) => Math.min(...words.any.map((word) => word.length));
  return shortest(a) >= shortest(b) ? a : b;
}

function comparedWords({ left, op, modifier, right }: TypedCompare): Words | undefined {
  if (left.kind !== 'field' || !SPELLED.has(left.field.def.name)) return undefined;
  if (modifier !== undefined || right.kind !== 'literals' || !LITERAL_OPS.has(op)) return undefined;
  const words: string[] = [];
  for (const value of right.values) {
    const word = typeof value === 'string' ? longestWord(value) : undefined;
    if (word === undefined) return undefined;
    words.push(word);
  }
  if (words.length === 0) return undefined;
  const { name } = left.field.def;
  return { any: words, ofOwnProcess: OF_OWN_PROCESS.has(name), ofProgram: OF_PROGRAM.has(name) };
}

/**
 * The longest run of characters that no joining of paths and no resolving of dots can put together, and that no number,
 * address or made-up word holds.
 */
function longestWord(literal: string): string | undefined {
  const runs = literal.match(/[A-Za-z0-9_-]+/g) ?? [];
  return runs
    .filter((run) => run.length >= SHORTEST && /[g-zG-Z_]/.test(run) && !MADE_UP.some((made) => made.includes(run)))
    .reduce<string | undefined>((a, b) => (a === undefined || b.length > a.length ? b : a), undefined);
}
