/** Where bytes come from: a file, a pipe, what a gzip stream holds. */
export interface ByteSource {
  /** As the user calls it, for messages. */
  readonly name: string;
  /** Bytes in all where that is known (a plain file), else undefined. */
  readonly size: number | undefined;
  /** There need not be an event in it: what is recorded, where nothing happened that anybody asked for. */
  readonly mayBeQuiet?: boolean;
  /** Reads up to `max` bytes into `target` at `offset`; 0 at the end. Rejects with a SharkError. */
  read(target: Buffer, offset: number, max: number): Promise<number>;
  close(): Promise<void>;
}

/** Why a file cannot be read or written, in words and without the path that the caller puts in front. */
export function ioReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return 'no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOSPC':
      return 'no space left on device';
    case 'EISDIR':
      return 'is a directory';
    default:
      return (error as Error).message.replace(/^E[A-Z]+: /, '');
  }
}
