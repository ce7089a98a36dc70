/** Advice: what to do about a number that is not one, in sentences that several operations share. */

export const keepPositive =
  "Keep the argument away from there: bound it with max, or choose with where before the operation, not after.";

export const negative = (name: string): string => `\`${name}\` has no real value below zero. ${keepPositive}`;

export const outsideUnit = (name: string): string =>
  `\`${name}\` has a value in [-1, 1] alone; rounding may step out of it: use clip.`;

export const infinities = 'Infinities met; jit(f, { debug: "infinity" }) finds where they come from.';

export const overflow = "The value is beyond the range of the element type: work with logarithms, or rescale.";
