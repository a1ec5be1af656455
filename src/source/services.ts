import { readFileSync } from 'node:fs';
import { L4, type PortStyle } from '../bytes/ports.js';

// What a machine without /etc/services knows.
const BUILT_IN: Readonly<Record<string, number>> = {
  'ftp-data': 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  tftp: 69,
  http: 80,
  www: 80,
  kerberos: 88,
  pop3: 110,
  sunrpc: 111,
  ntp: 123,
  imap2: 143,
  imap: 143,
  snmp: 161,
  ldap: 389,
  https: 443,
  'microsoft-ds': 445,
  syslog: 514,
  submission: 587,
  ldaps: 636,
  imaps: 993,
  pop3s: 995,
  mysql: 3306,
  postgresql: 5432,
  'http-alt': 8080,
};

/** What a list of services tells. */
export interface Services {
  /** Ports by names and aliases. */
  readonly ports: ReadonlyMap<string, number>;
  /** Names by `80/tcp`, and by `80` for the first entry of a port. */
  readonly names: ReadonlyMap<string, string>;
}

const BUILT_IN_TEXT = Object.entries(BUILT_IN)
  .map(([name, port]) => `${name} ${port}/tcp\n${name} ${port}/udp`)
  .join('\n');

let services: Services | undefined;

/** /etc/services, read when something is asked for the first time. */
function known(): Services {
  if (!services) {
    let text = BUILT_IN_TEXT;
    try {
      text = readFileSync('/etc/services', 'latin1');
    } catch {
      // Small machines have none.
    }
    services = parseServices(text);
  }
  return services;
}

/** The port of a service; undefined: nobody knows it. */
export const servicePort = (name: string): number | undefined => known().ports.get(name);

/** Reads lines `name port/protocol alias...`; the first entry of a name or port counts. */
export function parseServices(text: string): Services {
  const ports = new Map<string, number>();
  const names = new Map<string, string>();
  const add = <V>(map: Map<string, V>, key: string, value: V) => {
    if (!map.has(key)) map.set(key, value);
  };
  for (const line of text.split('\n')) {
    const [name, where, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    const number = Number.parseInt(where ?? '', 10);
    if (name === undefined || !(number >= 0)) continue;
    for (const key of [name, ...aliases]) add(ports, key, number);
    add(names, where, name);
    add(names, String(number), name);
  }
  return { ports, names };
}

const PROTOCOLS: Readonly<Record<number, string>> = { [L4.TCP]: '/tcp', [L4.UDP]: '/udp' };

/** Ports by the names of their services, numbers where there is none; any protocol's where it is not known which. */
export const SERVICE_NAMES: PortStyle = {
  put(out, port, proto) {
    const name = known().names.get(`${port}${PROTOCOLS[proto] ?? ''}`);
    if (name === undefined) out.int(port);
    else out.text(name);
  },
};
