import { COLOURS, type Colour } from 'ts-shark/chisel';

/** The argument by which colours are switched off. */
export const disableColour = {
  name: 'disable_color',
  doc: 'disable_colors: no colours',
  optional: true,
} as const;

/** The colours, or as many empty texts. */
export function palette(argument: string | undefined): Readonly<Record<Colour, string>> {
  if (argument !== 'disable_color' && argument !== 'disable_colors') return COLOURS;
  return { reset: '', red: '', green: '', yellow: '', blue: '', cyan: '' };
}
