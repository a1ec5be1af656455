// Chisels that several threads run, each over chunks of the events, print what one prints.
import fc from 'fast-check';
import t from 'tap';
import { Chisels } from '../../src/cli/chisels.js';
import type { Options } from '../../src/cli/flags.js';
import { BY_USER, contextFor, makeFilter } from '../../src/cli/request.js';
import { PART } from '../../src/engine/division.js';
import { NO_LIMITS } from '../../src/engine/limits.js';
import { makePlan } from '../../src/engine/plan.js';
import { runCapture } from '../../src/engine/run.js';
import { Stdout } from '../../src/output/stdout.js';
import { openSource } from '../../src/source/open.js';
import { FIXTURES } from '../e2e/run.js';

const NEVER = new AbortController().signal;

interface Case {
  readonly capture: string;
  readonly chisel: string;
  readonly filter: string;
  readonly json: boolean;
}

/** The chisel over a capture: all of it, or the chunks that are one thread's. */
async function run(one: Case, share?: { index: number; count: number; events: number }) {
  const file = `${FIXTURES}${one.capture}.scap`;
  const options: Options = { chisel: [one.chisel.replace(' ', '\0')], ...(one.json && { json: true }) };
  const stdout = new Stdout(false);
  stdout.flush = () => {};
  const ctx = contextFor(options);
  ctx.shared = share !== undefined;
  const filter = (await makeFilter(one.filter))?.();
  const chisels = await Chisels.load({ options, stdout, terminal: false, filterText: one.filter, ...BY_USER });
  const [own] = chisels.sinks(ctx, file);
  let chunk = -1;
  const division = share && {
    events: share.events,
    next: () => (++chunk % share.count === share.index ? PART.OURS : PART.OTHERS),
  };
  const limits = { ...NO_LIMITS, division };
  await runCapture(await openSource(file), ctx, makePlan(filter, [own], false), [own], limits, NEVER);
  const print = () => {
    own.end?.();
    return stdout.out.slice(0);
  };
  return { own, print };
}

const CASES = fc.record({
  capture: fc.constantFrom('shell-gz', 'shell-gz.exit-only', 'attack'),
  chisel: fc.constantFrom(
    'topfiles_bytes',
    'topfiles_time',
    'topprocs_errors',
    'topscalls',
    'topscalls_time',
    'fdbytes_by fd.directory,fd.num',
    'topconns',
  ),
  filter: fc.constantFrom('', 'proc.name!=nmap', 'evt.num>2000'),
  json: fc.boolean(),
});

t.test('tables', async (t) => {
  let rows = 0;
  await fc.assert(
    fc.asyncProperty(
      CASES,
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 2, max: 4 }),
      async (one, events, count) => {
        const whole = (await run(one)).print();
        const [first, ...others] = await Promise.all(
          Array.from({ length: count }, (_, index) => run(one, { index, count, events })),
        );
        for (const { own } of others) first.own.merge?.add(structuredClone(own.merge?.take()));
        const merged = first.print();
        rows += merged.split('\n').length;
        return merged === whole;
      },
    ),
    { numRuns: 25 },
  );
  t.ok(rows > 100);
});

t.test('what cannot be shared', async (t) => {
  const shareable = async (chisel: string) =>
    (await run({ capture: 'shell-gz', chisel, filter: 'evt.num<10', json: false })).own.merge !== undefined;
  t.ok(await shareable('topprocs_net'));
  t.notOk(await shareable('echo_fds'), 'it prints as it goes');
  t.notOk(await shareable('topprocs_cpu'), 'times since the last report');
  t.notOk(await shareable('fdbytes_by evt.deltatime'), 'times since the last event');
});
