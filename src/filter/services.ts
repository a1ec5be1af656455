import { readFileSync } from 'node:fs';

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

let table: Map<string, number> | undefined;

/** The port of a service, from /etc/services, which is read when the first name is asked for. */
export function servicePort(name: string): number | undefined {
  table ??= readServices();
  return table.get(name);
}

/** Reads lines `name port/protocol alias...`; the first entry of a name counts. */
export function parseServices(text: string): Map<string, number> {
  const ports = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [name, port, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    const number = Number.parseInt(port ?? '', 10);
    if (name === undefined || !(number >= 0)) continue;
    for (const key of [name, ...aliases]) if (!ports.has(key)) ports.set(key, number);
  }
  return ports;
}

function readServices(): Map<string, number> {
  const builtIn = new Map(Object.entries(BUILT_IN));
  try {
    return new Map([...builtIn, ...parseServices(readFileSync('/etc/services', 'latin1'))]);
  } catch {
    return builtIn;
  }
}
