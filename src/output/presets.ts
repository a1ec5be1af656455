import type { ChalkInstance } from 'chalk';

/** The formats that need not be written out. */

const HEAD = '*%evt.num %evt.outputtime %evt.cpu';
const TAIL = '%evt.dir %evt.type %evt.info';

/** The default line. */
export const PLAIN = `${HEAD} %proc.name (%thread.tid) ${TAIL}`;

const inside = (name: string) => `${HEAD} ${name} (%container.id) %proc.name (%thread.tid:%thread.vtid) ${TAIL}`;

/** `-pc`: with the container. */
export const CONTAINER = inside('%container.name');

/** `-pk`: with the pod. */
export const KUBERNETES = inside('%k8s.pod.name');

/** `-pm`: with the Mesos task, which no capture names. */
export const MESOS = inside('<NA>');

/** The default line on a terminal: name, pid and type in colour, and pid beside tid. */
export function coloured({ greenBright, cyanBright, blueBright }: ChalkInstance): string {
  return `${HEAD} ${greenBright('%proc.name')} (${cyanBright('%proc.pid')}.%thread.tid) %evt.dir ${blueBright('%evt.type')} %evt.info`;
}

/** Values of -p that stand for a format. */
export const PRESETS: Readonly<Record<string, string>> = {
  c: CONTAINER,
  container: CONTAINER,
  k: KUBERNETES,
  kubernetes: KUBERNETES,
  m: MESOS,
  mesos: MESOS,
};
