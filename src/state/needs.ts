/** Parts of the machine state a field looks at; joined by the planner, kept only if somebody asks. */
export const Need = {
  NONE: 0,
  /** Thread table: clone, execve, exit, ids, directories. */
  THREADS: 1,
  /** Descriptor tables of the processes, with the names of files (implies THREADS). */
  FDS: 2,
  /** When a thread's last enter event was, for the latency of its exit event. */
  LATENCY: 4,
  USERS: 8,
  CONTAINERS: 16,
  /** What processes were started with (arguments, environment, program file), may do and use (limits, capabilities, memory). */
  DETAILS: 32,
  /** The order of fds in the original's tables. */
  FD_ORDER: 64,
  /** Names and ends of sockets: of the one that an event works on, and of any. */
  OWN_SOCKET: 128,
  SOCKETS: 256,
  /** Devices and inodes of files. */
  INODES: 512,
  /** Descriptor tables as far as events work on fds of theirs; the path of the file that an event works on. */
  OWN_FD: 1024,
  OWN_FILE: 2048,
} as const;

/** Needs for which there are descriptor tables, and for which files in them have names. */
export const FD_TABLES = Need.FDS | Need.OWN_FD;
export const FILE_NAMES = Need.FDS | Need.OWN_FILE;
export type Needs = number;
