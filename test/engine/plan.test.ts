// A planned run keeps and asks only what somebody reads. It must print what a run prints that keeps everything.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import t from 'tap';
import { ByteWriter } from '../../src/bytes/writer.js';
import { summarySink } from '../../src/cli/summary.js';
import type { Limits } from '../../src/engine/limits.js';
import { explainPlan, makePlan, type Plan, type Sink } from '../../src/engine/plan.js';
import { anyPasses, worthProbing } from '../../src/engine/probe.js';
import { runCapture } from '../../src/engine/run.js';
import { TYPE_LIMIT } from '../../src/event/table.js';
import { Need } from '../../src/field/def.js';
import { FIELDS, fieldCatalog } from '../../src/field/registry.js';
import { ALL_TYPES } from '../../src/field/use.js';
import { type CompiledFilter, compileFilter } from '../../src/filter/compile.js';
import { compileFormat, formatNeeds, parseFormat } from '../../src/output/format.js';
import { Summary } from '../../src/output/summary.js';
import { openSource } from '../../src/source/open.js';
import { EventContext, type TimeMode } from '../../src/state/context.js';
import { FD_TABLES, FILE_NAMES } from '../../src/state/needs.js';

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.scap'));
const NO_LIMITS = { events: Number.POSITIVE_INFINITY, duration: Number.POSITIVE_INFINITY };
const EVERYTHING = Object.values(Need).reduce<number>((all, bit) => all | bit, 0);

const compile = (text: string): CompiledFilter => compileFilter(text, fieldCatalog);

interface Printed {
  readonly text: string;
  readonly events: number;
}

/** Compiles filter and format anew: some fields count from one look to the next. */
async function print(
  file: string,
  filterText: string | undefined,
  formatText: string,
  full: boolean,
  timeMode: TimeMode = 'h',
): Promise<Printed> {
  const filter = filterText === undefined ? undefined : compile(filterText);
  const format = parseFormat(formatText, fieldCatalog);
  const ctx = new EventContext();
  ctx.timeMode = timeMode;
  const out = new ByteWriter();
  const put = compileFormat(format);
  let events = 0;
  const sink: Sink = {
    needs: formatNeeds(format, { types: filter?.types ?? ALL_TYPES, timeMode }),
    event() {
      events++;
      const start = out.pos;
      if (put(ctx, out)) out.byte(0x0a);
      else out.pos = start;
      return true;
    },
  };
  const planned = makePlan(filter, [sink]);
  const whole: Plan = {
    needs: EVERYTHING,
    types: new Uint8Array(TYPE_LIMIT).fill(1),
    match: filter?.match,
    unwanted: new Uint8Array(TYPE_LIMIT),
    watched: undefined,
    pids: undefined,
  };
  await runCapture(
    await openSource(folder + file),
    ctx,
    full ? whole : planned,
    [sink],
    NO_LIMITS,
    new AbortController().signal,
  );
  return { text: out.buf.toString('latin1', 0, out.pos), events };
}

const ATOMS = [
  'evt.type=open',
  'evt.type in (openat, close, read)',
  'evt.type!=read',
  'evt.type in (kill, setuid, mmap, futex)',
  'evt.type in (clone, procexit)',
  'evt.type=execve',
  'evt.dir=<',
  'evt.failed=true',
  'evt.is_io_read=true',
  'evt.rawres<0',
  'evt.latency>100000',
  'evt.count>0',
  'evt.args contains etc',
  'evt.arg.fd exists',
  'evt.type in (kill, wait4, write) and evt.args contains 1',
  'evt.type=setuid and evt.arg.uid=root',
  'evt.buffer contains HTTP',
  'proc.name=nmap',
  'proc.name in (sh, bash, cat)',
  'proc.pname exists',
  'proc.aname=bash',
  'proc.cmdline contains -',
  'proc.exepath startswith /usr',
  'proc.pid>100',
  'thread.ismain=false',
  'fd.num<3',
  'fd.type=file',
  'fd.name contains lib',
  'fd.typechar=4',
  'fd.port=80',
  'fd.net=127.0.0.0/8',
  'user.name=root',
  'user.uid=0',
  'group.gid=0',
  'container.id=host',
];

const filters = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    fc.constantFrom(...ATOMS),
    fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('filter').map((a) => `not (${a})`),
  ),
})).filter;

const printable = [
  ...FIELDS.filter((def) => !def.filterOnly && !def.arg?.required).map((def) => def.name),
  ...['evt.arg.fd', 'evt.arg.name', 'evt.arg[0]', 'evt.arg[1]', 'evt.rawarg.res', 'proc.aname[2]', 'proc.env[PATH]'],
];
const formats = fc.uniqueArray(fc.constantFrom(...printable), { minLength: 1, maxLength: 4 });

t.ok(fixtures.length > 0, 'there are fixtures');

t.test('sockets are not kept for those who see events on files alone', async (t) => {
  const socketsOf = (filter: string, ...fields: readonly string[]) => {
    const format = parseFormat(fields.map((name) => `%${name}`).join(' '), fieldCatalog);
    const compiled = compile(filter);
    const plan = makePlan(compiled, [{ needs: formatNeeds(format, compiled), event: () => true }]);
    return (plan.needs & (Need.OWN_SOCKET | Need.SOCKETS)) !== 0;
  };
  for (const filter of [
    'fd.type=file',
    'fd.type in (file) and evt.dir=<',
    '(fd.type=file and evt.dir=>) or fd.type=file',
  ]) {
    t.notOk(socketsOf(filter, 'fd.name', 'fd.num', 'proc.exepath'), filter);
    t.ok(socketsOf(filter, 'fd.name', 'evt.args'), `${filter}, where arguments may be other fds`);
  }
  for (const filter of ['fd.type=file or fd.num=1', 'not fd.type=file', 'fd.type!=file', 'fd.type in (file, ipv4)']) {
    t.ok(socketsOf(filter, 'fd.name'), filter);
  }
  t.notOk(socketsOf('evt.dir=<', 'proc.exepath'), 'nor where nobody asks for fds');
  const own = FIELDS.filter(({ needs, filterOnly, arg }) => needs & Need.OWN_SOCKET && !filterOnly && !arg?.required);
  const format = `*%evt.num ${own.map(({ name }) => `%${name}`).join('|')}`;
  for (const file of fixtures) {
    const full = await print(file, 'fd.type=file', format, true);
    t.ok(full.text === (await print(file, 'fd.type=file', format, false)).text, file);
    t.ok(full.events > 0);
  }
});

t.test('paths of files are not kept for those who see events on other fds alone', async (t) => {
  const pathsFor = (filter: string, ...fields: readonly string[]) => {
    const format = parseFormat(fields.map((name) => `%${name}`).join(' '), fieldCatalog);
    const compiled = compile(filter);
    const plan = makePlan(compiled, [{ needs: formatNeeds(format, compiled), event: () => true }]);
    t.ok(plan.needs & FD_TABLES);
    return (plan.needs & FILE_NAMES) !== 0;
  };
  const kinds = 'fd.type in (ipv4, ipv6, unix, pipe)';
  for (const filter of ['fd.type=ipv4', `${kinds} and evt.dir=<`, '(fd.type=ipv4 and evt.dir=>) or fd.type=pipe']) {
    t.notOk(pathsFor(filter, 'fd.name', 'fd.sip', 'evt.rawarg.res'), filter);
    t.ok(pathsFor(filter, 'fd.name', 'evt.args'), `${filter}, where arguments may be other fds`);
    t.ok(pathsFor(filter, 'fd.name', 'proc.exepath'), `${filter}, where programs are called by directory and name`);
  }
  for (const filter of ['fd.type=ipv4 or fd.num=1', 'not fd.type=ipv4', 'fd.type in (ipv4, directory)', 'fd.num>0']) {
    t.ok(pathsFor(filter, 'fd.name'), filter);
  }
  const own = FIELDS.filter(
    ({ needs, filterOnly, arg }) => needs & Need.OWN_FD && !(needs & Need.FDS) && !filterOnly && !arg?.required,
  );
  const format = `*%evt.num ${own.map(({ name }) => `%${name}`).join('|')}`;
  for (const file of fixtures) {
    const full = await print(file, kinds, format, true);
    t.ok(full.text === (await print(file, kinds, format, false)).text, file);
    t.ok(full.events > 0);
  }
});

t.test('arguments take of the state what the types show that are let in', async (t) => {
  const needs = (filter: string, format: string, timeMode?: TimeMode) => {
    const compiled = compile(filter);
    return formatNeeds(parseFormat(format, fieldCatalog), { types: compiled.types, ...(timeMode && { timeMode }) });
  };
  const all = Need.THREADS | Need.FDS | Need.SOCKETS | Need.USERS;
  const fds = Need.THREADS | Need.FDS | Need.SOCKETS;
  t.equal(needs('evt.num>0', '%evt.info'), all);
  t.equal(needs('evt.type=mprotect', '%evt.info'), Need.NONE, 'numbers and flags');
  t.equal(needs('evt.type=kill', '%evt.info'), Need.THREADS, 'names of processes');
  t.equal(needs('evt.type=setuid', '%evt.args'), Need.THREADS | Need.USERS);
  t.equal(needs('evt.type=close', '%evt.args'), fds);
  t.equal(needs('evt.type=chmod', '%evt.args'), fds, 'paths from a directory that may have come by its fd');
  t.equal(needs('evt.type=write', '%evt.arg.data'), Need.NONE);
  t.equal(needs('evt.type=write', '%evt.info'), fds, 'the system log is known by its fd');
  t.equal(needs('evt.type=fcntl', '%evt.arg.cmd'), Need.NONE);
  t.equal(needs('evt.type=fcntl', '%evt.arg.fd'), fds);
  t.equal(needs('evt.type=fcntl and evt.dir=>', '%evt.arg[1]'), Need.NONE);
  t.equal(needs('evt.type=fcntl and evt.dir=>', '%evt.arg[0]'), fds);
  t.equal(needs('evt.type=kill', '%evt.arg.fd'), Need.NONE, 'it has none');
  t.equal(needs('evt.type=kill', '%evt.outputtime', 'h'), Need.NONE);
  t.equal(needs('evt.type=kill', '%evt.outputtime', 'd'), Need.THREADS | Need.LATENCY);
  t.equal(needs('evt.type=kill', '%evt.outputtime'), Need.THREADS | Need.LATENCY);
  t.equal(compile('evt.type=kill and evt.args contains bash').needs, Need.THREADS);
  t.equal(compile('evt.type=kill or evt.args contains bash').needs, all);
  t.equal(compile('evt.type=fcntl and evt.arg.cmd=F_GETFD').needs, Need.NONE);
  t.equal(compile('evt.type=fcntl and evt.arg.cmd=F_GETFD').ofEvent, undefined, 'nor are they read out of turn');
  t.ok(compile('evt.type=fcntl and evt.rawres<0').ofEvent);
});

t.test('a planned run prints what a run prints that keeps everything', async (t) => {
  let printed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...fixtures),
      fc.option(filters, { nil: undefined }),
      formats,
      fc.constantFrom<TimeMode>('h', 'd'),
      async (file, filter, fields, timeMode) => {
        const format = `*%evt.num ${fields.map((name) => `%${name}`).join('|')}`;
        const full = await print(file, filter, format, true, timeMode);
        const planned = await print(file, filter, format, false, timeMode);
        printed += planned.events;
        if (planned.text !== full.text) {
          const a = planned.text.split('\n');
          const b = full.text.split('\n');
          const i = a.findIndex((line, k) => line !== b[k]);
          throw new Error(`line ${i}: planned '${a[i]}', full '${b[i]}'`);
        }
      },
    ),
    { numRuns: 100 },
  );
  t.ok(printed > 0, 'and lines were printed');
});

t.test('an fd has a new name where the event gave it one, whoever else looked at it before', async (t) => {
  let named = 0;
  for (const file of fixtures) {
    const kept = 'evt.type in (read, write, close, lseek, dup) and fd.type=file and fd.name_changed=true';
    t.equal((await print(file, kept, '%evt.num', false)).events, 0, file);
    named += (await print(file, 'evt.type in (openat, connect) and fd.name_changed=true', '%evt.num', false)).events;
  }
  t.ok(named > 0);
});

t.test('the first look finds what the run finds', async (t) => {
  for (const file of fixtures) {
    for (const filter of ATOMS) {
      const { events } = await print(file, filter, '%evt.num', true);
      const any = await anyPasses(
        await openSource(folder + file),
        new EventContext(),
        compile(filter),
        new AbortController().signal,
      );
      t.equal(any, events > 0, `${filter} in ${file}`);
    }
  }
});

t.test('what a sink leaves out, by types and by the event alone, changes nothing for the rest', async (t) => {
  const filters = [
    'fd.type=file and evt.failed=true',
    'evt.failed=true and proc.name!=bash',
    'fd.num>=0 and evt.rawarg.res>100 and evt.num>500',
    'evt.latency>1000 and evt.cpu=0',
    'evt.type in (clone, openat, close) and evt.rawres>0',
    'evt.type=switch',
  ];
  const format = parseFormat('*%evt.num %evt.type %proc.name %fd.num %fd.name %evt.latency', fieldCatalog);
  let declined = 0;
  for (const file of fixtures) {
    for (const text of filters) {
      const seen = async (asks: boolean) => {
        const filter = compile(text);
        const ctx = new EventContext();
        const out = new ByteWriter();
        const put = compileFormat(format);
        let came = 0;
        const sink: Sink = {
          needs: filter.needs | formatNeeds(format, filter),
          ...(asks && { types: filter.types }),
          ...(asks && filter.ofEvent && { wants: () => filter.ofEvent?.(ctx) === true }),
          event() {
            came++;
            if (filter.match(ctx)) {
              put(ctx, out);
              out.byte(0x0a);
            }
            return true;
          },
        };
        const plan = makePlan(undefined, [sink], false);
        t.equal(plan.wants !== undefined, asks && filter.ofEvent !== undefined);
        await runCapture(await openSource(folder + file), ctx, plan, [sink], NO_LIMITS, new AbortController().signal);
        return { came, text: out.buf.toString('latin1', 0, out.pos) };
      };
      const [asked, all] = [await seen(true), await seen(false)];
      t.equal(asked.text, all.text, `${file} ${text}`);
      declined += all.came - asked.came;
    }
  }
  t.ok(declined > 10_000, 'and many are declined');
  const sink: Sink = { needs: 0, event: () => true };
  t.equal(makePlan(undefined, [{ ...sink, wants: () => false }, sink], false).wants, undefined, 'one takes all');
  const both = [
    { ...sink, wants: () => false },
    { ...sink, wants: () => true },
  ];
  t.equal(makePlan(undefined, both, false).wants?.(), true, 'one wants it');
  t.equal(makePlan(undefined, [{ ...sink, wants: () => false }]).wants, undefined, 'all are to be counted');
});

t.test('what a plan leaves out', async (t) => {
  const sink = (needs: number): Sink => ({ needs, event: () => true });
  const typed = makePlan(compile('evt.type=execve'), [sink(Need.NONE)]);
  t.equal(typed.needs, Need.NONE, 'the type of an event needs no state');
  t.equal(typed.match, undefined, 'nor is a filter asked that the type decides');
  const named = makePlan(compile('proc.name=nmap and evt.type=open'), [sink(Need.NONE)]);
  t.equal(named.needs, Need.THREADS);
  t.ok(named.match);
  t.ok(named.types.reduce((n, bit) => n + bit, 0) < 10, 'a conjunction narrows the types');
  const either = makePlan(compile('proc.name=nmap or evt.type=open'), []);
  t.ok(either.types.reduce((n, bit) => n + bit, 0) > 300, 'a disjunction does not');
  t.ok(makePlan(compile('fd.name=x'), []).needs & Need.FDS);
  t.equal(makePlan(compile('proc.name=x'), []).needs & Need.FDS, 0);
  t.equal(makePlan(undefined, [sink(Need.USERS)]).needs, Need.USERS | Need.THREADS, 'what is kept is kept by thread');

  t.ok(worthProbing(compile('proc.name=x'), makePlan(compile('proc.name=x'), [sink(Need.FDS)])));
  t.notOk(worthProbing(compile('fd.name=x'), makePlan(compile('fd.name=x'), [sink(Need.FDS)])));
  t.notOk(worthProbing(undefined, makePlan(undefined, [sink(Need.FDS)])));

  t.match(explainPlan(typed), /state kept: +none[\s\S]*never, the type of the event decides[\s\S]*execve/);
  t.match(explainPlan(named), /state kept: +threads/);
});

t.test('limits', async (t) => {
  const [file] = fixtures;
  const run = async (limits: Partial<typeof NO_LIMITS>) => {
    const ctx = new EventContext();
    const times: number[] = [];
    const sink: Sink = { needs: 0, event: () => times.push(ctx.time) > 0 };
    const source = await openSource(folder + file);
    const plan = makePlan(undefined, [sink]);
    const { events } = await runCapture(
      source,
      ctx,
      plan,
      [sink],
      { ...NO_LIMITS, ...limits },
      new AbortController().signal,
    );
    return { events, times };
  };
  const all = await run({});
  t.equal(all.events, all.times.length);
  const five = await run({ events: 5 });
  t.equal(five.events, 5);
  const duration = 1e6;
  const short = await run({ duration });
  t.same(
    short.times,
    all.times.filter((time, i) => i < short.times.length && time - all.times[0] < duration),
  );
  t.ok(short.events > 0 && short.events < all.events);
});

t.test('events that are counted for a sink are those that it would have counted', async (t) => {
  for (const file of fixtures) {
    for (const filter of [
      undefined,
      'evt.type=read',
      'evt.dir=<',
      'proc.name=bash',
      'evt.type in (open, openat, switch)',
    ]) {
      const count = async (limits: Limits, tallied: boolean) => {
        const ctx = new EventContext();
        const summary = new Summary();
        const { tally, ...alone } = summarySink(ctx, summary);
        const sink = tallied ? { ...alone, tally } : alone;
        const plan = makePlan(filter === undefined ? undefined : compile(filter), [sink]);
        const source = await openSource(folder + file);
        const { events } = await runCapture(source, ctx, plan, [sink], limits, new AbortController().signal);
        const out = new ByteWriter();
        summary.put(out, ctx.table);
        return `${events}\n${out.slice(0)}`;
      };
      for (const limits of [NO_LIMITS, { ...NO_LIMITS, events: 1000 }, { ...NO_LIMITS, duration: 5e7 }]) {
        t.equal(await count(limits, true), await count(limits, false), `${file} ${filter}`);
      }
    }
  }
});

t.test('how late it is behind the last event', async (t) => {
  const lastTime = async (file: string, filter: string | undefined, needs: number, limits: Limits) => {
    const ctx = new EventContext();
    let time = Number.NaN;
    const sink: Sink = {
      needs,
      event() {
        time = ctx.time;
        return true;
      },
    };
    const plan = makePlan(filter === undefined ? undefined : compile(filter), [sink]);
    await runCapture(await openSource(folder + file), ctx, plan, [sink], limits, new AbortController().signal);
    return { last: ctx.lastTime - ctx.firstTime, delivered: time - ctx.firstTime, num: ctx.num };
  };
  for (const file of fixtures) {
    const whole = await lastTime(file, undefined, EVERYTHING, NO_LIMITS);
    const stepping = await lastTime(file, 'evt.type=close', Need.NONE, NO_LIMITS);
    t.same([stepping.last, stepping.num], [whole.last, whole.num], `${file}: that of the capture`);
    t.ok(stepping.delivered < whole.last, `${file}: others came behind the last one that passed`);
    const limited = await lastTime(file, 'evt.type=close', Need.NONE, { ...NO_LIMITS, events: 3 });
    t.equal(limited.last, limited.delivered, `${file}: where no more were wanted, that of the last one`);
  }
});
