/** What to do about a number that is not one: a sentence for each operation that makes them. */

type Elements = readonly (number | undefined)[];

const keepPositive =
  "Keep the argument away from there: bound it with max, or choose with where before the operation, not after.";
const negative = (name: string): string => `\`${name}\` has no real value below zero. ${keepPositive}`;
const outsideUnit = (name: string): string =>
  `\`${name}\` has a value in [-1, 1] alone; rounding may step out of it: use clip.`;
const infinities = 'Infinities met; jit(f, { debug: "infinity" }) finds where they come from.';
const overflow = "The value is beyond the range of the element type: work with logarithms, or rescale.";

const notANumber: Readonly<Record<string, (elements: Elements) => string | undefined>> = {
  log: () => negative("log"),
  sqrt: () => negative("sqrt"),
  log1p: () => `\`log1p\` has no real value below -1. ${keepPositive}`,
  pow: () => "A negative base has no real power with a fractional exponent. Use abs, square or an integer exponent.",
  asin: () => outsideUnit("asin"),
  acos: () => outsideUnit("acos"),
  div: ([a, b]) =>
    a === 0 && b === 0
      ? "0 / 0: choose the limit with where, and keep the denominator from zero on both sides of it."
      : infinities,
  mul: () => `0 times infinity: a derivative that is infinite there, or an overflow before. ${infinities}`,
  add: () => infinities,
  sub: () => infinities,
  sin: () => infinities,
  cos: () => infinities,
  tan: () => infinities,
  reduceSum: () => infinities,
  matMul: () => infinities,
  cholesky: () => "The matrix is not positive definite: add a multiple of the identity, or look at how it was made.",
  solve: () => "The matrix is singular to rounding.",
  triangularSolve: () => "There is a zero on the diagonal.",
};

const infinite: Readonly<Record<string, (elements: Elements) => string | undefined>> = {
  div: ([, b]) => (b === 0 ? "The denominator is zero." : overflow),
  reciprocal: () => "The argument is zero, or so small that its reciprocal is beyond the range of the element type.",
  log: () => "`log` of zero. Bound the argument from below.",
  log1p: () => "`log1p` of -1. Bound the argument from below.",
  exp: () => overflow,
  expm1: () => overflow,
  sinh: () => overflow,
  cosh: () => overflow,
  pow: ([base]) => (base === 0 ? "Zero to a negative power." : overflow),
  mul: () => overflow,
  square: () => overflow,
  add: () => overflow,
  sub: () => overflow,
  reduceSum: () => overflow,
  reduceProd: () => overflow,
  reduceMax: () => "The maximum of no elements.",
  reduceMin: () => "The minimum of no elements.",
};

/** A hint for an operation that made a fault out of these elements, if there is something to say. */
export function hintFor(name: string, madeNaN: boolean, elements: Elements): string | undefined {
  return (madeNaN ? notANumber : infinite)[name]?.(elements);
}
