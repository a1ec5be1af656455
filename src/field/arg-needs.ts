import { type Dialect, type EventInfo, eventTable, type ParamInfo } from '../event/table.js';
import { Need, type Needs, type TypeSet } from './def.js';

const DIALECTS: readonly Dialect[] = ['pairs', 'exits'];
const OF_FDS = Need.THREADS | Need.FDS | Need.SOCKETS;

/** What the arguments of any event may show: numbers of any fds and users. */
export const ARG_NEEDS = OF_FDS | Need.USERS;

/** What is shown beside the value of a parameter, by its type; the others speak for themselves. */
const SHOWN: Readonly<Record<string, Needs>> = {
  fd: OF_FDS,
  fd32: OF_FDS,
  fdlist: OF_FDS,
  // A directory may have come by its fd.
  fspath: OF_FDS,
  fsrelpath: OF_FDS,
  // Ports go by the protocol of the fd.
  sockaddr: OF_FDS,
  socktuple: OF_FDS,
  pid: Need.THREADS,
  pid32: Need.THREADS,
  uid: Need.THREADS | Need.USERS,
  gid: Need.THREADS | Need.USERS,
};

const shownBy = ({ type, variants = [] }: ParamInfo): Needs =>
  variants.reduce((needs, variant) => needs | shownBy(variant), SHOWN[type] ?? Need.NONE);

/** What of the state the texts of some parameters show, in events of these types of either dialect. */
export function argNeeds(types: TypeSet, params: (info: EventInfo) => readonly ParamInfo[]): Needs {
  let needs: Needs = Need.NONE;
  for (const dialect of DIALECTS) {
    for (const info of eventTable(dialect)) {
      if (!types[info.id]) continue;
      for (const param of params(info)) needs |= shownBy(param);
      // The parameters of the other types need not be parsed.
      if (needs === ARG_NEEDS) return needs;
    }
  }
  return needs;
}
