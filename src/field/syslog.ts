import type { EventContext } from '../state/context.js';
import type { FieldDef, FieldType, Value } from './def.js';
import { SEVERITIES, syslogMessage } from './evt-arg.js';
import { FD_NEEDS } from './fd.js';
import { field } from './make.js';

const FACILITIES = (
  'kern user mail daemon auth syslog lpr news uucp clock authpriv ftp ntp logaudit logalert cron ' +
  'local0 local1 local2 local3 local4 local5 local6 local7'
).split(' ');

const syslog = (name: string, type: FieldType, doc: string, get: (priority: number, text: string) => Value): FieldDef =>
  field('syslog', name, type, FD_NEEDS, doc, (ctx: EventContext) => {
    const message = ctx.toSyslog ? syslogMessage(ctx) : undefined;
    return message && get(message.priority, message.text);
  });

/** Messages on their way to the system log. */
export const SYSLOG_FIELDS: readonly FieldDef[] = [
  syslog(
    'syslog.facility.str',
    'charbuf',
    'part of the system that sends the message: auth, cron, ...',
    (p) => FACILITIES[p >> 3] ?? '<NA>',
  ),
  syslog('syslog.facility', 'uint32', 'number of the facility', (p) => p >> 3),
  syslog('syslog.severity.str', 'charbuf', 'how bad it is: emerg, alert, crit, err, ...', (p) => SEVERITIES[p & 7]),
  syslog('syslog.severity', 'uint32', 'number of the severity, 0 the worst', (p) => p & 7),
  syslog('syslog.message', 'charbuf', 'text of the message', (_, text) => text),
];
