import { TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import { type FieldDef, Need } from './def.js';
import { field } from './make.js';

const DESCRIPTION = 2;
const SHORT_ID = 12;
const types = new Uint8Array(TYPE_LIMIT);
types[PPME.INFRASTRUCTURE_EVENT_E] = 1;

/** One item of `Event: start; ID: 1234; name: web; Image: nginx@sha256:...`. */
const infra = (name: string, key: string, doc: string, shorten: (text: string) => string): FieldDef =>
  field(
    'evt',
    name,
    'charbuf',
    Need.NONE,
    doc,
    ({ ev }) => {
      if (ev.type !== PPME.INFRASTRUCTURE_EVENT_E) return undefined;
      const item = ev
        .str(DESCRIPTION)
        .split(';')
        .map((text) => text.trim())
        .find((text) => text.startsWith(key));
      const value = item?.split(':')[1];
      return value === undefined ? undefined : shorten(value.trim());
    },
    { hidden: true, types: () => types },
  );

const whole = (text: string) => text;

/** Events of the container engine, as captures of before 2018 hold them. */
export const EVT_INFRA_FIELDS: readonly FieldDef[] = [
  infra('evt.infra.docker.name', 'Event', 'what the container engine did', whole),
  infra('evt.infra.docker.container.id', 'ID', 'first 12 characters of the id of the container', (text) =>
    text.slice(0, SHORT_ID),
  ),
  infra('evt.infra.docker.container.name', 'name', 'name of the container', whole),
  infra('evt.infra.docker.container.image', 'Image', 'image of the container without its digest', (text) =>
    text.replace(/@.*$/s, ''),
  ),
];
