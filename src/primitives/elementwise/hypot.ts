/** hypot: the length of a vector of two components, and the slopes of lengths. */

import type { Arr } from "../../array/arr.ts";
import { onesOf } from "../../array/zeros.ts";
import { add, div, mul } from "./arithmetic.ts";
import { equal, select } from "./comparison.ts";
import { uniform } from "../../program/derivative.ts";
import { binary } from "./family.ts";
import { sqrt, square } from "./powers.ts";
import type { Value } from "../../program/primitive.ts";

/**
 * x / r for a component x of a vector of length r, given a sum of squares of components that x² is one of. At the origin the length has a cone: there the slope is taken as 0, the mean of
 * all slopes, and has no derivative along those components: NaN.
 */
export function directionCosine(x: Value, squares: Value, r: Arr): Arr {
  const isOrigin = equal(r, 0);
  // The root of the squares is 0 at the origin, with the derivative 0 / 0.
  const cone = sqrt(select(isOrigin, squares, onesOf(r)));
  return select(isOrigin, cone, div(x, select(isOrigin, 1, r)));
}

// d sqrt(x^2 + y^2) = (x dx + y dy) / r
export const hypot = binary(
  "hypot",
  {
    reference: Math.hypot,
    jvp: {
      x: ({ x, y, out }, dx) => mul(dx, directionCosine(x, add(square(x), square(y)), out)),
      y: ({ x, y, out }, dy) => mul(dy, directionCosine(y, add(square(x), square(y)), out)),
    },
    work: 4,
    commutes: false,
    fault: {},
    check: { at: [uniform(0.3, 2), uniform(-2, 2)], order: 2 },
  },
  (a: Arr, b: Arr): Arr => add(a, b),
);
