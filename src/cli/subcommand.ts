import { Command, CommanderError } from 'commander';
import { SharkError } from '../errors.js';

/** A subcommand's parser: errors are ours, and -h prints its options. */
export function subcommand(name: string, description: string): Command {
  return new Command(`ts-shark ${name}`)
    .description(description)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
}

/** Takes the arguments apart; false: help was printed, and that is all. Throws SharkError(TS_SHARK_USAGE). */
export function parsed(command: Command, argv: readonly string[]): boolean {
  try {
    command.parse([...argv], { from: 'user' });
    return true;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return false;
    throw new SharkError(
      'TS_SHARK_USAGE',
      error.message.replace(/^error: /, ''),
      `${command.name()} -h lists the options`,
    );
  }
}

/** Fires on Ctrl-C and SIGTERM. */
export function interruption(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}
