import { fileURLToPath } from 'node:url';
import t from 'tap';
import { makePlan, type Sink } from '../../src/engine/plan.js';
import { runCapture } from '../../src/engine/run.js';
import { isEnter } from '../../src/event/table.js';
import { Need } from '../../src/field/def.js';
import { fieldCatalog } from '../../src/field/registry.js';
import { openSource } from '../../src/source/open.js';
import { EventContext } from '../../src/state/context.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const NO_LIMITS = { events: Number.POSITIVE_INFINITY, duration: Number.POSITIVE_INFINITY };

async function each(path: string, look: (ctx: EventContext) => void): Promise<EventContext> {
  const ctx = new EventContext();
  const sink: Sink = {
    needs: Need.THREADS | Need.FDS | Need.LATENCY | Need.USERS,
    event() {
      look(ctx);
      return true;
    },
  };
  await runCapture(
    await openSource(path),
    ctx,
    makePlan(undefined, [sink]),
    [sink],
    NO_LIMITS,
    new AbortController().signal,
  );
  return ctx;
}

const getter = (name: string, arg?: string) => {
  const field = fieldCatalog.resolve(name, arg);
  if (!field) throw new Error(name);
  return field.get;
};

for (const [name, dialect] of [
  ['attack.scap', 'pairs'],
  ['attack.exit-only.scap', 'exits'],
] as const) {
  const path = fixture(name);
  t.test(`${name} is read as ${dialect}`, async (t) => {
    const type = getter('evt.type');
    const num = getter('fd.num');
    const fdName = getter('fd.name');
    const latency = getter('evt.latency');
    const args = getter('evt.args');
    const passed = getter('evt.rawarg', 'fd');
    let reads = 0;
    let named = 0;
    let latencies = 0;
    let enters = 0;
    let blanks = 0;
    const wrong: string[] = [];
    const ctx = await each(path, (ctx) => {
      if (isEnter(ctx.ev.type) && type(ctx) === 'read') enters++;
      if (type(ctx) === 'read' && !isEnter(ctx.ev.type)) {
        reads++;
        if (fdName(ctx)) named++;
        // In pairs the number is on the enter event alone.
        const fd = passed(ctx);
        if (dialect === 'exits' && fd !== num(ctx)) wrong.push(`event ${ctx.num}: fd ${String(fd)}`);
      }
      if (Number(latency(ctx) ?? 0) > 0) latencies++;
      if (String(args(ctx)).endsWith(' ')) blanks++;
    });
    t.equal(ctx.dialect, dialect);
    t.ok(reads > 0, 'reads');
    t.ok(named / reads > 0.5, 'most reads are on files and sockets that have a name');
    t.same(wrong, []);
    t.equal(latencies > 0, dialect === 'pairs', 'latencies are known to pairs alone');
    t.equal(enters > 0, dialect === 'pairs');
    t.equal(blanks > 0, dialect === 'pairs', 'only the older form ends in a blank');
  });
}
