import type { GroupEntry, UserEntry } from '../format/capture.js';
import { UserTable } from './users.js';

/** A name of the machine that reads, and the one that the capture has for the same id. */
export interface Renamed {
  readonly here: string;
  readonly captured: string;
}

/** Users and groups as the machine that reads knows them. */
export interface LocalNames {
  readonly users: readonly UserEntry[];
  readonly groups: readonly GroupEntry[];
}

/**
 * Names that the machine that reads has for those who ran before the capture began, as sysdig 0.36 shows them: it looks
 * them up before it has read the capture's own list. Ids that this machine does not know are `<NA>`, as there.
 */
export class LocalUsers {
  private table: UserTable | undefined;
  private asked: Renamed | undefined;

  /** `read` is called once, when the first process is to be named. */
  constructor(private readonly read: () => LocalNames) {}

  /** `captured`: users of the capture, whose names stand where this machine has no list. */
  user(uid: number, captured: UserTable): UserEntry {
    const entry = captured.userOrFallback('', uid);
    const { names } = this;
    return names ? this.watched(names.userOrFallback('', uid), entry.name) : entry;
  }

  group(gid: number, captured: UserTable): GroupEntry {
    const entry = captured.groupOrFallback('', gid);
    const { names } = this;
    return names ? this.watched(names.groupOrFallback('', gid), entry.name) : entry;
  }

  /** The first name that somebody asked for since the last call and that the capture has otherwise. */
  take(): Renamed | undefined {
    const { asked } = this;
    this.asked = undefined;
    return asked;
  }

  private get names(): UserTable | undefined {
    this.table ??= this.load();
    return this.table.isEmpty ? undefined : this.table;
  }

  private load(): UserTable {
    const table = new UserTable();
    const { users, groups } = this.read();
    for (const user of users) table.addUser('', user);
    for (const group of groups) table.addGroup('', group);
    return table;
  }

  /** Where the names differ, an entry that notes when somebody asks for its name. */
  private watched<T extends { readonly name: string }>(entry: T, captured: string): T {
    const { name } = entry;
    if (name === captured) return entry;
    const get = () => {
      this.asked ??= { here: name, captured };
      return name;
    };
    return Object.defineProperty({ ...entry }, 'name', { get, enumerable: true });
  }
}
