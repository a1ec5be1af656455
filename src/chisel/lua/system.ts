import { execSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SharkError } from '../../errors.js';
import { ioReason } from '../../source/source.js';
import type { Host } from '../api.js';
import type { Permissions } from '../load.js';
import { type FromLua, type HostFunction, Several, type ToLua } from './vm.js';

const STDOUT = 1;
const STDERR = 2;
const MODES: Readonly<Record<string, string>> = { r: 'r', w: 'w', a: 'a', 'r+': 'r+', 'w+': 'w+', 'a+': 'a+' };

const text = (value: FromLua): string => (value === undefined ? '' : String(value));
/** Names of files are byte strings in Lua. */
const pathOf = (value: FromLua): string => Buffer.from(text(value), 'latin1').toString('utf8');
const failed = (error: unknown) => new Several([undefined, ioReason(error)]);

function refuse(name: string, what: string, option: string): never {
  throw new SharkError('TS_SHARK_CHISEL', `${name} wants to ${what}, which needs ${option}`);
}

/** A file that is read: its text, and how far a script is. */
interface Reading {
  readonly body: string;
  at: number;
}

function readFrom(file: Reading, what: FromLua): ToLua {
  const { body, at } = file;
  const kind = typeof what === 'string' ? what.replace('*', '')[0] : (what ?? 'l');
  if (kind === 'a') {
    file.at = body.length;
    return body.slice(at);
  }
  if (at >= body.length) return undefined;
  if (typeof kind === 'number') {
    file.at = at + kind;
    return body.slice(at, at + kind);
  }
  const end = body.indexOf('\n', at);
  const line = body.slice(at, end < 0 ? undefined : end);
  file.at = end < 0 ? body.length : end + 1;
  if (kind !== 'n') return line;
  const n = Number(line);
  return Number.isNaN(n) ? undefined : n;
}

/** Files, programs and clock as a script sees them, within its permissions. */
export function systemFunctions(script: string, host: Host, permissions: Permissions) {
  const files = new Map<number, Reading | undefined>();
  const mayTouch = (what: string) => permissions.write || refuse(script, what, '--allow-write');
  const mayRun = (what: string) => permissions.exec || refuse(script, what, '--allow-exec');

  const file: Record<string, HostFunction> = {
    file_open: (name, mode) => {
      mayTouch(`open the file ${pathOf(name)}`);
      const kind = MODES[text(mode ?? 'r').replace('b', '')] ?? 'r';
      try {
        const fd = openSync(pathOf(name), kind);
        files.set(fd, kind === 'r' ? { body: readFileSync(fd, 'latin1'), at: 0 } : undefined);
        return fd;
      } catch (error) {
        return new Several([undefined, `${text(name)}: ${ioReason(error)}`]);
      }
    },
    file_write: (fd, body) => {
      if (fd === STDOUT) host.write(text(body));
      else writeSync(fd === STDERR ? STDERR : (fd as number), Buffer.from(text(body), 'latin1'));
      return undefined;
    },
    file_read: (fd, what) => {
      const reading = files.get(fd as number);
      return reading && readFrom(reading, what);
    },
    file_flush: (fd) => {
      if (fd === STDOUT) host.flush();
      return undefined;
    },
    file_close: (fd) => {
      if (files.delete(fd as number)) closeSync(fd as number);
      return true;
    },
  };

  const os: Record<string, HostFunction> = {
    time: () => Math.floor(Date.now() / 1000),
    clock: () => process.cpuUsage().user / 1e6,
    difftime: (a, b) => Number(a) - Number(b),
    date: (format, time) => dateText(text(format ?? '%c'), time === undefined ? Date.now() : Number(time) * 1000),
    getenv: (name) => {
      const value = process.env[text(name)];
      return value === undefined ? undefined : Buffer.from(value, 'utf8').toString('latin1');
    },
    tmpname: () => {
      mayTouch('make a temporary file');
      return join(tmpdir(), `lua_${process.pid}_${files.size}_${Date.now()}`);
    },
    execute: (command) => {
      if (command === undefined) return permissions.exec;
      mayRun(`run ${text(command)}`);
      host.flush();
      try {
        execSync(pathOf(command), { stdio: 'inherit' });
        return 0;
      } catch (error) {
        return ((error as { status?: number }).status ?? 1) * 256;
      }
    },
    remove: (name) => {
      mayTouch(`remove ${pathOf(name)}`);
      try {
        rmSync(pathOf(name));
        return true;
      } catch (error) {
        return failed(error);
      }
    },
    rename: (from, to) => {
      mayTouch(`rename ${pathOf(from)}`);
      try {
        renameSync(pathOf(from), pathOf(to));
        return true;
      } catch (error) {
        return failed(error);
      }
    },
  };
  return { file, os };
}

const two = (n: number) => String(n).padStart(2, '0');
const DATE_PARTS: Readonly<Record<string, (d: Date) => string>> = {
  Y: (d) => String(d.getFullYear()),
  m: (d) => two(d.getMonth() + 1),
  d: (d) => two(d.getDate()),
  H: (d) => two(d.getHours()),
  M: (d) => two(d.getMinutes()),
  S: (d) => two(d.getSeconds()),
  y: (d) => two(d.getFullYear() % 100),
  j: (d) => String(Math.ceil((d.getTime() - new Date(d.getFullYear(), 0, 0).getTime()) / 86400e3)).padStart(3, '0'),
  X: (d) => `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`,
  x: (d) => `${two(d.getMonth() + 1)}/${two(d.getDate())}/${two(d.getFullYear() % 100)}`,
  '%': () => '%',
};

/** os.date: the common conversions, and tables for *t. */
function dateText(format: string, ms: number): ToLua {
  const date = new Date(ms);
  const utc = format.startsWith('!');
  const local = utc ? new Date(ms + date.getTimezoneOffset() * 60e3) : date;
  const wanted = utc ? format.slice(1) : format;
  if (wanted.startsWith('*t')) {
    return {
      year: local.getFullYear(), month: local.getMonth() + 1, day: local.getDate(),
      hour: local.getHours(), min: local.getMinutes(), sec: local.getSeconds(),
      wday: local.getDay() + 1, isdst: false,
    }; // biome-ignore format: as pairs
  }
  const c = wanted.replace(/%c/g, '%x %X');
  return c.replace(/%([A-Za-z%])/g, (all, letter: string) => DATE_PARTS[letter]?.(local) ?? all);
}
