import { CONTAINER_FIELDS } from './container.js';
import type { BoundField, FieldCatalog, FieldDef } from './def.js';
import { EVT_FIELDS } from './evt.js';
import { EVT_ARG_FIELDS } from './evt-arg.js';
import { EVT_INFRA_FIELDS } from './evt-infra.js';
import { EVT_RESULT_FIELDS } from './evt-result.js';
import { EVT_TIME_FIELDS } from './evt-time.js';
import { FD_FIELDS } from './fd.js';
import { FD_NET_FIELDS } from './fd-net.js';
import { FDLIST_FIELDS } from './fdlist.js';
import { FS_PATH_FIELDS } from './fs-path.js';
import { GONE_FIELDS } from './gone.js';
import { K8S_FIELDS } from './k8s.js';
import { nearestName } from './nearest.js';
import { PROC_FIELDS } from './proc.js';
import { PROC_STDIO_FIELDS } from './proc-stdio.js';
import { PROC_TREE_FIELDS } from './proc-tree.js';
import { SYSLOG_FIELDS } from './syslog.js';
import { THREAD_FIELDS } from './thread.js';
import { USER_FIELDS } from './user.js';

/** Every field there is, class by class in the order of the listing. */
export const FIELDS: readonly FieldDef[] = [
  ...EVT_TIME_FIELDS,
  ...EVT_FIELDS,
  ...EVT_ARG_FIELDS,
  ...EVT_RESULT_FIELDS,
  ...EVT_INFRA_FIELDS,
  ...PROC_FIELDS,
  ...PROC_TREE_FIELDS,
  ...PROC_STDIO_FIELDS,
  ...THREAD_FIELDS,
  ...USER_FIELDS,
  ...FD_FIELDS,
  ...FD_NET_FIELDS,
  ...FS_PATH_FIELDS,
  ...CONTAINER_FIELDS,
  ...K8S_FIELDS,
  ...SYSLOG_FIELDS,
  ...FDLIST_FIELDS,
  ...GONE_FIELDS,
];

/** Whether a field of a filter hangs on the events before: who asks it must see them all. */
export const isSequential = (filter: string): boolean =>
  FIELDS.some(({ name, sequential }) => sequential && filter.includes(name));

const byName = new Map(FIELDS.map((f) => [f.name, f]));

function bind(def: FieldDef, arg: string | undefined): BoundField {
  if (arg === undefined && def.arg?.required) def.get(undefined);
  if (arg !== undefined && !def.arg) throw new Error(`${def.name} takes no argument`);
  if (arg !== undefined && def.arg?.kind === 'index' && !/^\d+$/.test(arg))
    throw new Error(`${def.name} needs a number, not '${arg}'`);
  return {
    def,
    arg,
    type: def.typeOf?.(arg) ?? def.type,
    format: def.formatOf?.(arg) ?? def.format ?? 'dec',
    get: def.get(arg),
  };
}

/** Longest field that the first characters of the text name. */
function longestName(text: string): FieldDef | undefined {
  for (let end = /^[\w.]*/.exec(text)?.[0].length ?? 0; end > 0; end--) {
    const def = byName.get(text.slice(0, end));
    if (def) return def;
  }
  return undefined;
}

/** The fields of ts-shark, for filters and formats. */
export const fieldCatalog: FieldCatalog = {
  resolve(name, arg) {
    const whole = byName.get(name);
    if (whole) return bind(whole, arg);
    const def = longestName(name);
    // What is left is the argument: evt.arg.fd, thread.cgroup.cpuset.
    if (!def?.arg || arg !== undefined || name[def.name.length] !== '.') return undefined;
    return bind(def, name.slice(def.name.length + 1));
  },

  longest(text) {
    const def = longestName(text);
    if (!def) return undefined;
    const rest = text.slice(def.name.length);
    const bracket = def.arg ? /^\[([^\]]*)\]/.exec(rest) : null;
    if (bracket) return { field: bind(def, bracket[1]), length: def.name.length + bracket[0].length };
    const dotted = def.arg?.kind === 'key' ? /^\.([\w]+)/.exec(rest) : null;
    if (dotted) return { field: bind(def, dotted[1]), length: def.name.length + dotted[0].length };
    return { field: bind(def, undefined), length: def.name.length };
  },

  nearest: (name) => nearestName(name, byName.keys()),
};
