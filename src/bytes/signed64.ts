export const TWO32 = 0x100000000;

/**
 * A signed 64-bit number from its halves, exact to 2^53. Nearly all are small: these are integers to the engine as well,
 * which a sum of products would not be, and integers are much faster than others.
 */
export const signed64 = (low: number, high: number): number => (high === low >> 31 ? low : high * TWO32 + (low >>> 0));
