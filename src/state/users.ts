import type { GroupEntry, UserEntry } from '../format/capture.js';

/**
 * Users and groups by container ('' is the host), as the capture has them: a name that it does not hold is `root` for id
 * 0 and `<NA>` otherwise.
 */
export class UserTable {
  private readonly users = new Map<string, Map<number, UserEntry>>();
  private readonly groups = new Map<string, Map<number, GroupEntry>>();
  /** Nothing is taken in: every id is unknown. */
  ignored = false;
  /** Containers use the names of the host, as exit-only captures have it. */
  shared = false;

  /** Nobody is known. */
  get isEmpty(): boolean {
    return this.users.size === 0;
  }

  clear(): void {
    this.users.clear();
    this.groups.clear();
  }

  addUser(container: string, user: UserEntry): void {
    if (this.ignored) return;
    const table = this.users.get(container) ?? new Map<number, UserEntry>();
    this.users.set(container, table.set(user.uid, user));
  }

  addGroup(container: string, group: GroupEntry): void {
    if (this.ignored) return;
    const table = this.groups.get(container) ?? new Map<number, GroupEntry>();
    this.groups.set(container, table.set(group.gid, group));
  }

  hostUsers(): Iterable<UserEntry> {
    return this.users.get('')?.values() ?? [];
  }

  hostGroups(): Iterable<GroupEntry> {
    return this.groups.get('')?.values() ?? [];
  }

  removeUser(container: string, uid: number): void {
    this.users.get(container)?.delete(uid);
  }

  removeGroup(container: string, gid: number): void {
    this.groups.get(container)?.delete(gid);
  }

  user(container: string, uid: number): UserEntry | undefined {
    return this.users.get(this.shared ? '' : container)?.get(uid);
  }

  group(container: string, gid: number): GroupEntry | undefined {
    return this.groups.get(this.shared ? '' : container)?.get(gid);
  }

  /** The user, or what stands for an unknown one. */
  userOrFallback(container: string, uid: number): UserEntry {
    const known = this.user(container, uid);
    if (known) return known;
    const root = uid === 0 && !this.ignored;
    return { uid, gid: 0, name: root ? 'root' : '<NA>', homedir: root ? '/root' : '<NA>', shell: '<NA>' };
  }

  groupOrFallback(container: string, gid: number): GroupEntry {
    return this.group(container, gid) ?? { gid, name: gid === 0 && !this.ignored ? 'root' : '<NA>' };
  }
}
