// What is stepped over must be what a reader would have passed on, and nothing that it would have complained about.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { EVENT_TYPES } from '../../src/event/table.js';
import { EventView, STATE_ONLY } from '../../src/event/view.js';
import { NO_STATE } from '../../src/format/capture.js';
import { ScapReader } from '../../src/format/scap/reader.js';
import { STEP, Stepper } from '../../src/format/scap/stepper.js';
import { PiecesSource, sharkError } from '../helpers/read-all.js';
import { block, type EventKind, event, join, section, type TestEvent, u64 } from '../helpers/scap-writer.js';

interface Seen {
  readonly num: number;
  readonly type: number;
  readonly tid: number;
  readonly flags: number;
  readonly offset: number;
  readonly shown: boolean;
}

interface Walk {
  readonly seen: readonly Seen[];
  readonly counted: number;
  readonly error: string | undefined;
  readonly events: number;
  readonly end: number;
}

async function walk(bytes: Buffer, sizes: readonly number[], stepper?: Stepper): Promise<Walk> {
  const view = new EventView();
  const reader = new ScapReader(new PiecesSource(bytes, sizes), view, NO_STATE);
  const seen: Seen[] = [];
  let counted = 0;
  let error: string | undefined;
  const advance = () => {
    if (stepper) {
      reader.step(stepper);
      counted += stepper.counted;
    }
    return reader.next();
  };
  const note = (shown: boolean) =>
    seen.push({
      num: reader.events,
      type: view.type,
      tid: view.tid,
      flags: view.dumpFlags,
      offset: reader.offset,
      shown,
    });
  try {
    do {
      while (advance()) note(false);
      if (stepper && stepper.passed > 0) {
        reader.show(stepper.last);
        note(true);
      }
    } while (await reader.fill());
  } catch (caught) {
    error = sharkError(caught).message;
  }
  return { seen, counted, error, events: reader.events, end: reader.offset };
}

const TIDS = 6;
const anyEvent: fc.Arbitrary<TestEvent> = fc.record({
  kind: fc.constantFrom<EventKind>('EV_V2', 'EV_V2', 'EVF_V2', 'EVF_V2', 'EV_V2_LARGE', 'EV'),
  type: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: EVENT_TYPES + 3 })),
  tid: fc.oneof(fc.integer({ min: 0, max: TIDS + 1 }), fc.constantFrom(-1, 2 ** 31, 2 ** 32, 2 ** 40)),
  dumpFlags: fc.integer({ min: 0, max: 3 }),
  params: fc.constant([u64(7), u64(8)]),
});
const sizes = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 6 });
const steps = fc.array(fc.constantFrom(...Object.values(STEP)), { minLength: 10, maxLength: 10 });
const marks = fc.uint8Array({ minLength: TIDS, maxLength: TIDS, max: 1 });

function stepperOf(list: readonly number[], marked: Uint8Array): Stepper {
  const stepper = new Stepper();
  stepper.steps.set(list);
  stepper.marks = marked;
  stepper.byType = new Float64Array(list.length);
  return stepper;
}

t.test('over nothing that was to be looked at', async () => {
  const damage = fc.option(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { freq: 3 });
  const captures = fc.tuple(fc.array(anyEvent, { minLength: 1, maxLength: 30 }), sizes, steps, marks, damage);
  await fc.assert(
    fc.asyncProperty(captures, async ([list, pieces, stepList, marked, harm]) => {
      const bytes = join(section(), ...list.map(event));
      if (harm) bytes[28 + (harm[0] % (bytes.length - 28))] = harm[1];
      const stepper = stepperOf(stepList, marked);
      const plain = await walk(bytes, pieces);
      const quick = await walk(bytes, pieces, stepper);
      assert.equal(quick.error, plain.error);
      assert.equal(quick.events, plain.events);
      assert.equal(quick.end, plain.end);
      const looked = new Set<number>();
      for (const one of quick.seen) {
        if (one.shown) {
          const last = plain.seen.findLast(({ num }) => num <= one.num);
          assert.deepEqual([one.type, one.tid, one.flags], [last?.type, last?.tid, last?.flags]);
          continue;
        }
        assert.deepEqual(
          one,
          plain.seen.find(({ num }) => num === one.num),
        );
        looked.add(one.num);
      }
      const over = plain.seen.filter(({ num }) => !looked.has(num));
      for (const { type, tid } of over) {
        assert.notEqual(stepList[type] ?? STEP.LOOK, STEP.LOOK);
        if (stepList[type] === STEP.KNOWN) assert.equal(marked[tid], 1);
      }
      assert.equal(
        quick.counted,
        over.filter(({ type, flags }) => stepList[type] === STEP.COUNT && (flags & STATE_ONLY) === 0).length,
      );
      assert.equal(
        stepper.byType.reduce((a, b) => a + b, 0),
        quick.counted,
      );
    }),
    { numRuns: 500 },
  );
});

t.test('over all that is to be stepped over', async (t) => {
  const of = (type: number, tid: number): Buffer => event({ type, tid, params: [u64(1)] });
  const bytes = join(section(), of(0, 1), of(1, 1), of(2, 1), of(1, 1), of(3, 1), of(3, 2), of(2, 1));
  const stepper = stepperOf([STEP.LOOK, STEP.STEP, STEP.COUNT, STEP.KNOWN], Uint8Array.of(0, 1, 0));
  const { seen, counted, events } = await walk(bytes, [bytes.length], stepper);
  const looked = seen.filter(({ shown }) => !shown).map(({ num }) => num);
  t.same(looked, [1, 6], 'the first event of a section is always looked at');
  t.same(
    seen.filter(({ shown }) => shown).map(({ num }) => num),
    [7],
    'the last of what is in memory is shown',
  );
  t.same([counted, events, [...stepper.byType]], [2, 7, [0, 0, 2, 0]]);
});

t.test('not over blocks of other kinds', async (t) => {
  const plain = event({ type: 1, params: [] });
  const bytes = join(section(), plain, block(0xbad, Buffer.alloc(8)), plain, plain);
  const { seen, events } = await walk(bytes, [bytes.length], stepperOf([STEP.LOOK, STEP.STEP], new Uint8Array(0)));
  t.equal(events, 3);
  t.same(
    seen.map(({ num, shown }) => [num, shown]),
    [
      [1, false],
      [2, false],
      [3, true],
    ],
  );
});
