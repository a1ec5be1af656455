import { defineChisel } from 'ts-shark/chisel';

/** A line per event, in the language of -p: no code at all. */
export default defineChisel({
  category: 'Examples',
  summary: 'commands and who ran them',
  run: () => ({
    filter: 'evt.type=execve and evt.dir=<',
    format: '%evt.time.s %user.name %proc.pname -> %proc.cmdline',
  }),
});
