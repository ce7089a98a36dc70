/** Powers with common exponents become products and roots, within 2 ulp, and equal where a power has a limit value. */

import { Literal, type Operand } from "../../../program/program.ts";
import type { Rewriter } from "../rewriter.ts";

type Rewrite = (x: Operand, rewriter: Rewriter, number: (value: number) => Literal) => Operand;

const square = (x: Operand, rewriter: Rewriter): Operand => rewriter.apply("square", [x]);
const reciprocal = (x: Operand, rewriter: Rewriter): Operand => rewriter.apply("reciprocal", [x]);

/** A root of x: of +0 also for -0, and `atMinusInfinity` for -∞, where sqrt gives NaN and pow does not. */
function rooted(
  x: Operand,
  rewriter: Rewriter,
  number: (value: number) => Literal,
  atMinusInfinity: number,
  root: (positive: Operand) => Operand,
): Operand {
  const positive = rewriter.apply("add", [x, number(0)]);
  const isMinusInfinity = rewriter.apply("equal", [x, number(-Infinity)]);
  return rewriter.apply("select", [isMinusInfinity, number(atMinusInfinity), root(positive)]);
}

const rewrites = new Map<number, Rewrite>([
  [1, (x) => x],
  [2, square],
  [3, (x, rewriter) => rewriter.apply("mul", [square(x, rewriter), x])],
  [4, (x, rewriter) => square(square(x, rewriter), rewriter)],
  [-1, reciprocal],
  // The reciprocal first: the square of a small x would vanish before it is divided by.
  [-2, (x, rewriter) => square(reciprocal(x, rewriter), rewriter)],
  [
    0.5,
    (x, rewriter, number) => rooted(x, rewriter, number, Infinity, (positive) => rewriter.apply("sqrt", [positive])),
  ],
  [
    -0.5,
    (x, rewriter, number) =>
      rooted(x, rewriter, number, 0, (positive) => reciprocal(rewriter.apply("sqrt", [positive]), rewriter)),
  ],
  [
    1.5,
    (x, rewriter, number) =>
      rooted(x, rewriter, number, Infinity, (positive) =>
        rewriter.apply("mul", [positive, rewriter.apply("sqrt", [positive])]),
      ),
  ],
]);

export function powerRule([x, y]: readonly Operand[], rewriter: Rewriter): Operand | undefined {
  if (!(y instanceof Literal)) return undefined;
  return rewrites.get(y.value)?.(x!, rewriter, (value) => new Literal(value, x!.type.dtype));
}
