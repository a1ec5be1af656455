import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SharkError } from '../../errors.js';
import { ClosedPipe } from '../../output/stdout.js';
import { inPackage } from '../../source/package.js';
import type { Arg, Chisel, Hooks, Host, Interval } from '../api.js';
import { bindArgs } from '../args.js';
import { BUILT_IN, chiselFolders } from '../find.js';
import { ChiselExit, type ChiselHost } from '../host.js';
import type { Permissions } from '../load.js';
import { systemFunctions } from './system.js';
import { type Answers, hostTables } from './tables.js';
import { type FromLua, Handle, LuaVm, OURS, Stored, type ToLua } from './vm.js';

/** Our own versions of what scripts require. */
const LIBRARY = inPackage('chisels/lua/');
const PRELUDE = join(LIBRARY, 'prelude.lua');

/** Chisels that a script may hand over to, by name. */
export type Successors = ReadonlyMap<string, Chisel>;

const textOf = (value: FromLua): string => (typeof value === 'string' ? value : '');

/** Words that make a script look at the threads of the machine or at its containers. */
const LOOKS_AT_MACHINE = /get_(thread|container)_table/;
/** Words that make a script's interval come: for others, events that it does not want need not be looked at. */
const HAS_INTERVAL = /set_(precise_)?interval/;

function argsOf(table: FromLua, file: string): Arg[] {
  if (table === undefined) return [];
  if (!(table instanceof Map)) throw new SharkError('TS_SHARK_CHISEL', `${file}: args must be a table`);
  const entries = [...table].sort(([a], [b]) => Number(a) - Number(b));
  return entries.map(([, entry]) => {
    const get = (key: string) => (entry instanceof Map ? entry.get(key) : undefined);
    const type = get('argtype') === 'filter' ? 'filter' : 'text';
    return { name: textOf(get('name')), doc: textOf(get('description')), type, optional: get('optional') === true };
  });
}

/** One run of a script: its VM, and what the script asked for. */
class LuaRun {
  readonly vm: LuaVm;
  readonly answers: Answers = {
    filters: [],
    style: undefined,
    format: undefined,
    every: 0,
    precise: false,
    successor: undefined,
  };
  looksAtMachine = false;
  hasInterval = false;

  constructor(
    private readonly file: string,
    host: Host | undefined,
    permissions: Permissions,
  ) {
    this.vm = new LuaVm((error) => error instanceof ChiselExit || error instanceof ClosedPipe);
    // The script itself is only read to know what it is, as long as there is no host.
    const seen = host ?? idleHost(file);
    const { file: files, os } = systemFunctions(basename(file), seen, permissions);
    this.load(PRELUDE, {
      ...files,
      format: hostTables.format,
      write: (text: FromLua) => void seen.write(textOf(text)),
      find: (name: FromLua) => this.find(textOf(name)),
      os: {
        ...os,
        exit: (status: FromLua) => {
          throw new ChiselExit(typeof status === 'number' ? status : 0);
        },
      },
    });
    for (const [name, table] of Object.entries(hostTables.make(seen as ChiselHost, this.answers, dirname(file)))) {
      this.vm.setGlobal(name, table);
    }
    this.load(file);
  }

  private load(file: string, ...args: ToLua[]): void {
    const source = readFileSync(file);
    if (file !== PRELUDE) this.learn(source);
    this.vm.run(source, file === PRELUDE ? OURS : file, ...args);
  }

  private learn(source: Buffer): void {
    const text = source.toString('latin1');
    this.looksAtMachine ||= LOOKS_AT_MACHINE.test(text);
    this.hasInterval ||= HAS_INTERVAL.test(text);
  }

  /** The chunk of a module: beside the script, where chisels are, or our own. */
  private find(name: string): Stored {
    const folders = [dirname(this.file), ...chiselFolders(), LIBRARY];
    const path = folders.map((folder) => join(folder, `${name}.lua`)).find(existsSync);
    if (!path) throw new Error(`module '${name}' not found in ${folders.filter((f) => f !== BUILT_IN).join(', ')}`);
    const source = readFileSync(path);
    this.learn(source);
    return this.vm.compile(source, path);
  }
}

/** For looking at a script's metadata: what it prints while it is loaded is dropped. */
const idleHost = (source: string) =>
  ({
    write() {},
    print() {},
    flush() {},
    source,
    filter: '',
    json: false,
    live: false,
    showContainers: false,
    terminal: undefined,
  }) as unknown as Host;

function refuse(name: string, what: string): never {
  throw new SharkError('TS_SHARK_CHISEL', `${what} for chisel ${name} failed.`);
}

function runScript(
  file: string,
  host: ChiselHost,
  values: object,
  permissions: Permissions,
  successors: Successors,
): Hooks {
  const name = basename(file, '.lua');
  host.permissions = permissions;
  const run = new LuaRun(file, host, permissions);
  const { vm, answers } = run;
  if (run.looksAtMachine) host.needMachine();
  for (const [arg, value] of Object.entries(values)) {
    if (!truthy(vm.callGlobal('on_set_arg', arg, value as string))) refuse(name, 'set_arg()');
  }
  const ready = vm.callGlobal('on_init');
  if (answers.successor) {
    const { name: next, args } = answers.successor;
    const chisel = successors.get(next);
    if (!chisel) throw new SharkError('TS_SHARK_CHISEL', `${file}: chisel.exec does not find a chisel '${next}'`);
    return chisel.run(host, bindArgs(next, chisel.args ?? [], args));
  }
  if (vm.has('on_init') && !truthy(ready)) refuse(name, 'init()');
  const hasEvent = vm.has('on_event');
  let called = false;
  const interval: Interval = {
    get every() {
      return answers.every;
    },
    get precise() {
      return answers.precise;
    },
    call({ seconds, nanos }, sinceLast) {
      const delta = called || answers.precise ? sinceLast : 0;
      called = true;
      if (truthy(vm.callGlobal('on_interval', seconds, nanos, delta))) return;
      throw new SharkError('TS_SHARK_CHISEL', `execution terminated by the ${name} chisel`);
    },
  };
  return {
    filter: answers.filters.map((filter) => `(${filter})`).join(' and '),
    bufferStyle: answers.style,
    format: answers.format,
    start() {
      if (vm.has('on_capture_start') && !truthy(vm.callGlobal('on_capture_start'))) refuse(name, 'on_capture_start()');
    },
    event: () => !hasEvent || truthy(vm.callGlobal('on_event')),
    ...(run.hasInterval && { interval }),
    end({ seconds, nanos }, duration) {
      vm.callGlobal('on_capture_end', seconds, nanos, duration);
    },
  };
}

const truthy = (value: FromLua): boolean => value !== undefined && value !== false;

/**
 * Makes a chisel of a script for sysdig. The script is run once now, for its metadata, and again for each capture.
 * `successors` are the chisels that it may hand over to with chisel.exec.
 */
export function loadLua(file: string, permissions: Permissions, successors: Successors): Chisel {
  const { vm } = new LuaRun(file, undefined, permissions);
  if (vm.getGlobal('view_info') !== undefined) {
    throw new SharkError('TS_SHARK_CHISEL', `${file}: is a view of csysdig, not a chisel`);
  }
  const text = (name: string) => textOf(vm.getGlobal(name));
  return {
    category: text('category') || 'Other',
    summary: text('short_description') || text('description'),
    description: text('description'),
    args: argsOf(vm.getGlobal('args'), file),
    hidden: vm.getGlobal('hidden') === true || text('category') === '',
    run: (host, values) => runScript(file, host as ChiselHost, values, permissions, successors),
  };
}

/** The names in a script that could be those of other chisels. */
export function namesIn(file: string): string[] {
  return Array.from(readFileSync(file, 'latin1').matchAll(/["']([\w-]+)["']/g), (m) => m[1]);
}

/** What a view of csysdig says about itself: its view_info, tables as objects and lists as arrays. */
export function readView(file: string): unknown {
  const view = new LuaRun(file, undefined, { exec: false, write: false }).vm.getGlobal('view_info');
  return plain(view);
}

function plain(value: FromLua): unknown {
  if (!(value instanceof Map)) return value instanceof Handle || value instanceof Stored ? undefined : value;
  const keys = [...value.keys()].sort((a, b) => Number(a) - Number(b));
  if (keys.length > 0 && keys.every((key, i) => key === i + 1)) return keys.map((key) => plain(value.get(key)));
  return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
}
