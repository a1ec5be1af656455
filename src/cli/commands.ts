/** Runs a subcommand with its arguments; the exit status. */
export type Run = (argv: readonly string[]) => Promise<number>;

/** Subcommands by their names: the first word of the command line. What they are made of is loaded when they run. */
export const COMMANDS: Readonly<Record<string, () => Promise<Run>>> = {
  info: async () => (await import('./info.js')).info,
  chisel: async () => (await import('./chisel-command.js')).chiselCommand,
  fix: async () => (await import('./fix.js')).fix,
  merge: async () => (await import('./merge.js')).merge,
  split: async () => (await import('./split.js')).split,
  cut: async () => (await import('./cut.js')).cut,
};
