/** Escape sequences that switch a colour on; they stay on until `reset`. All empty when NO_COLOR is set. */
const on = process.env.NO_COLOR ? () => '' : (code: number) => `\x1b[${code}m`;

export const COLOURS = {
  reset: on(0),
  red: on(31),
  green: on(32),
  yellow: on(33),
  blue: on(34),
  cyan: on(36),
} as const;

export type Colour = keyof typeof COLOURS;
