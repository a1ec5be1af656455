/** Of the fields of SPELLED, those whose words come from the thread of the event, from its process, or from who made these. */
export const OF_OWN_PROCESS: ReadonlySet<string> = new Set([
  'fd.name',
  'fd.nameraw',
  'fd.filename',
  'fd.directory',
  'proc.name',
  'proc.exe',
  'proc.exepath',
  'proc.args',
  'proc.cmdline',
  'proc.exeline',
  'proc.cwd',
]);

/** Of the fields of SPELLED, those whose words come with a program that is started, or with a thread that is made. */
export const OF_PROGRAM: ReadonlySet<string> = new Set([
  'proc.name',
  'proc.exe',
  'proc.args',
  'proc.cmdline',
  'proc.exeline',
  'proc.pname',
  'proc.pexe',
  'proc.pcmdline',
  'proc.aname',
  'proc.aexe',
  'proc.acmdline',
  'proc.sname',
]);

/**
 * Text fields whose values are spelled out in the capture: names, paths and arguments that an event or the process list
 * carries, joined at slashes, blanks and other signs, and else only numbers, addresses and the words of MADE_UP. A word
 * in such a value stands letter by letter in the file, but for unprintable bytes that may be left out of it.
 */
export const SPELLED: ReadonlySet<string> = new Set([
  ...OF_OWN_PROCESS,
  'proc.pname',
  'proc.pexe',
  'proc.pexepath',
  'proc.pcmdline',
  'proc.aname',
  'proc.aexe',
  'proc.aexepath',
  'proc.acmdline',
  'proc.sname',
]);

/** All words that these fields can show without one of them standing in the capture. */
export const MADE_UP: readonly string[] = [
  '<NA>',
  '<NONE>',
  '<UNKNOWN>',
  '<unknown>',
  'NULL',
  'INVALID',
  'family',
  '/proc/',
  '/PATH_TOO_LONG',
  '/DIR_TOO_LONG/FILENAME_TOO_LONG',
  'container:',
];
