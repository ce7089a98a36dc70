/** Adaptive integration: panels are halved where the error is largest, then integrated together. */

import { adaptiveChecks } from "./option-checks.ts";
import { type Arr, arange, type ArrLike } from "../array/index.ts";
import { checkOptions, describeType, ParameterError, ShapeError } from "../errors/index.ts";
import {
  add,
  cast,
  equal,
  lessEqual,
  logicalNot,
  max,
  maximum,
  min,
  mul,
  stack,
  stopGradient,
  sub,
  sum,
  take,
  where,
  whileLoop,
} from "../ops/index.ts";
import { asArr } from "../ops/operands.ts";
import type { KronrodCount } from "./gauss-kronrod.ts";
import { integrateKronrod, type IntegralEstimate } from "./integrate-kronrod.ts";
import { solverStatus } from "./status.ts";

/** How closely to integrate, and how long to try. */
export interface AdaptiveOptions {
  /** Stop when the estimated error is below this fraction of the integral; 1e-10 unless given. */
  readonly relativeTolerance?: number;
  /** … or below this, in the unit of the integral; 0 unless given. */
  readonly absoluteTolerance?: number;
  /** Most panels; 50 unless given. The work grows with it even where fewer would do. */
  readonly maximumPanels?: number;
  /** Nodes in a panel, 15 or 21; 21 unless given. */
  readonly nodes?: KronrodCount;
}

/** An integral, how far it may be off, and how it was found. */
export interface AdaptiveIntegral extends IntegralEstimate {
  /** Number of panels used, i32[]. */
  readonly panels: Arr;
  /** A code of `solverStatus`, i32[]: converged, stepsExhausted when the panels ran out, or nonFinite. */
  readonly status: Arr;
}

/** Panels of [0, 1], in slots of which the first `count` are used; an unused slot is the single point 1/2. */
interface Mesh {
  readonly left: Arr;
  readonly right: Arr;
  readonly value: Arr;
  readonly error: Arr;
  readonly count: Arr;
}

/**
 * The integral of `integrand` from `lower` to `upper`, by halving the panel with the largest error until their sum is within
 * tolerance. A pure program like any other: it maps, compiles and differentiates. The panels are chosen without derivative and
 * held fixed; the value is the integral over them, whose derivatives in the bounds and in what the integrand reads are exact.
 *
 * @param integrand  elementwise function of points of shape [panels, nodes], in any unit U
 * @param lower      finite scalar, unit V
 * @param upper      finite scalar, unit V; below `lower` the sign changes
 * @returns  value and error (unit U V), number of panels, status
 * @throws   ShapeError unless the bounds are scalars; ParameterError when maximumPanels is no positive integer
 * @example
 * ```ts
 * import { integrateAdaptive, sqrt } from "fluxion";
 * const { value, error, panels } = integrateAdaptive(sqrt, 0, 1);
 * console.log(value.item(), error.item() < 1e-10, panels.item()); // 2/3: the corner at 0 takes some halvings
 * ```
 * @see      Piessens et al. (1983), QUADPACK, routine QAG
 */
export function integrateAdaptive(
  integrand: (points: Arr) => ArrLike,
  lower: ArrLike,
  upper: ArrLike,
  options: AdaptiveOptions = {},
): AdaptiveIntegral {
  checkOptions(options, adaptiveChecks, "integrateAdaptive");
  const { maximumPanels = 50, relativeTolerance = 1e-10, absoluteTolerance = 0, nodes = 21 } = options;
  if (!Number.isInteger(maximumPanels) || maximumPanels < 1) {
    throw new ParameterError({
      where: "integrateAdaptive",
      path: "maximumPanels",
      expected: "an integer >= 1",
      received: String(maximumPanels),
    });
  }
  const from = scalarBound(lower, "lower");
  const to = scalarBound(upper, "upper");
  const width = sub(to, from);
  // Panels are fractions of the interval, so that the points follow the bounds.
  const panels = (left: Arr, right: Arr): IntegralEstimate =>
    integrateKronrod(integrand, add(from, mul(left, width)), add(from, mul(right, width)), { nodes });
  const fixedPanels = (left: Arr, right: Arr): IntegralEstimate => {
    const { value, error } = panels(left, right);
    return { value: stopGradient(value), error: stopGradient(error) };
  };
  const enough = ({ value, error }: Mesh): Arr =>
    lessEqual(sum(error), maximum(mul(value.sum().abs(), relativeTolerance), absoluteTolerance));

  const mesh = whileLoop(
    (current) => logicalNot(enough(current)),
    (current) => halveWorst(current, fixedPanels, maximumPanels),
    startMesh(fixedPanels, maximumPanels),
    { maxSteps: maximumPanels - 1 },
  );
  const error = sum(mesh.error);
  return {
    value: sum(panels(mesh.left, mesh.right).value),
    error,
    panels: mesh.count,
    status: cast(
      where(
        enough(mesh),
        solverStatus.converged,
        where(lessEqual(error, Number.MAX_VALUE), solverStatus.stepsExhausted, solverStatus.nonFinite),
      ),
      "i32",
    ),
  };
}

function scalarBound(bound: ArrLike, path: string): Arr {
  const arr = asArr(bound);
  if (arr.rank === 0) return arr;
  throw new ShapeError({
    where: "integrateAdaptive",
    path,
    expected: "a scalar",
    received: describeType(arr),
    hint: "Each interval has panels of its own: map over several with vmap.",
  });
}

type Integrate = (left: Arr, right: Arr) => IntegralEstimate;

function startMesh(integrate: Integrate, slots: number): Mesh {
  const first = equal(arange(slots), 0);
  const { value, error } = integrate(asArr(0), asArr(1));
  return {
    left: where(first, 0, 0.5),
    right: where(first, 1, 0.5),
    value: where(first, value, 0),
    error: where(first, error, 0),
    count: cast(1, "i32"),
  };
}

/** The panel with the largest error becomes its left half; its right half takes the next slot. */
function halveWorst({ left, right, value, error, count }: Mesh, integrate: Integrate, slots: number): Mesh {
  const slot = cast(arange(slots), "i32");
  const worst = min(where(equal(error, max(error)), slot, slots - 1));
  const [start, end] = [take(left, worst), take(right, worst)];
  const middle = mul(add(start, end), 0.5);
  const halves = integrate(stack([start, middle]), stack([middle, end]));
  const [isFirst, isSecond] = [equal(slot, worst), equal(slot, count)];
  const place = (first: Arr, second: Arr, others: Arr): Arr => where(isFirst, first, where(isSecond, second, others));
  const placeBoth = (pair: Arr, others: Arr): Arr => place(pair.slice(0), pair.slice(1), others);
  return {
    left: place(start, middle, left),
    right: place(middle, end, right),
    value: placeBoth(halves.value, value),
    error: placeBoth(halves.error, error),
    count: add(count, 1),
  };
}
