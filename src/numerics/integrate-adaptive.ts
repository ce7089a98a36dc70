/** Adaptive integration: panels are halved where the error is largest, then integrated together. */

import { adaptiveChecks } from "./option-checks.ts";
import { type Arr, arange, type ArrLike } from "../array/index.ts";
import { describeType, ShapeError } from "../errors/index.ts";
import { checkOptions } from "../errors/option-checks.ts";
import {
  add,
  cast,
  div,
  equal,
  isFinite,
  isNaN,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  max,
  maximum,
  min,
  mul,
  reciprocal,
  square,
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
import { type IntegralEstimate, integrateToRounding } from "./integrate-kronrod.ts";
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
  /** What rounding alone leaves of the error. */
  readonly rounding: Arr;
  readonly count: Arr;
}

/**
 * The integral of `integrand` from `lower` to `upper`, by halving the panel with the largest error until their sum is within
 * tolerance, or as small as rounding lets it become, as for an integral that is 0. Infinite bounds are mapped to finite ones. A pure program like any other: it maps, compiles and differentiates. The panels are chosen without derivative and
 * held fixed; the value is the integral over them, whose derivatives in the bounds and in what the integrand reads are exact.
 *
 * @param integrand  elementwise function of points of shape [panels, nodes], in any unit U
 * @param lower      scalar, unit V; may be infinite
 * @param upper      scalar, unit V; may be infinite; below `lower` the sign changes, and at it the integral is 0
 * @returns  value and error (unit U V), number of panels, status
 * @throws   ShapeError unless the bounds are scalars; OptionError for an option that cannot be
 * @example
 * ```ts
 * import { sqrt, quadrature } from "fluxion";
 * const { value, error, panels } = quadrature.integrateAdaptive(sqrt, 0, 1);
 * console.log(value.item(), error.item() < 1e-10, panels.item()); // 2/3: the corner at 0 takes some halvings
 * const gauss = quadrature.integrateAdaptive((x) => x.square().neg().exp(), -Infinity, Infinity);
 * console.log(gauss.value.item()); // sqrt(pi)
 * ```
 * @see      Piessens et al. (1983), QUADPACK, routines QAG and QAGI
 */
export function integrateAdaptive(
  integrand: (points: Arr) => ArrLike,
  lower: ArrLike,
  upper: ArrLike,
  options: AdaptiveOptions = {},
): AdaptiveIntegral {
  checkOptions(options, adaptiveChecks, "integrateAdaptive");
  const { maximumPanels = 50, relativeTolerance = 1e-10, absoluteTolerance = 0, nodes = 21 } = options;
  const from = scalarBound(lower, "lower");
  const to = scalarBound(upper, "upper");
  const { points, integrandOf } = intervalOf(from, to);
  // Panels are fractions of the interval, so that the points follow the bounds.
  const panels: Integrate = (left, right) =>
    integrateToRounding(integrandOf(integrand), points(left), points(right), { nodes });
  const fixedPanels: Integrate = (left, right) => {
    const { value, error, rounding } = panels(left, right);
    return { value: stopGradient(value), error: stopGradient(error), rounding: stopGradient(rounding) };
  };
  // No halving brings the error below what rounding leaves, and the estimate of a panel may be twice that.
  const enough = ({ value, error, rounding }: Mesh): Arr =>
    lessEqual(
      sum(error),
      maximum(maximum(mul(value.sum().abs(), relativeTolerance), absoluteTolerance), mul(sum(rounding), 2)),
    );

  const mesh = whileLoop(
    (current) => logicalNot(enough(current)),
    (current) => halveWorst(current, fixedPanels, maximumPanels),
    startMesh(fixedPanels, maximumPanels),
    { maxSteps: maximumPanels - 1 },
  );
  // Between equal bounds there is nothing, also where the integrand has no value.
  const same = equal(from, to);
  const total = sum(panels(mesh.left, mesh.right).value);
  const error = where(same, 0, sum(mesh.error));
  return {
    value: where(logicalAnd(same, isNaN(total)), 0, total),
    error,
    panels: mesh.count,
    status: cast(
      where(
        logicalOr(enough(mesh), same),
        solverStatus.converged,
        where(lessEqual(error, Number.MAX_VALUE), solverStatus.panelsExhausted, solverStatus.nonFinite),
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

type Integrand = (points: Arr) => ArrLike;

/** An interval as the image of [0, 1]: where fractions of it lie, and the integrand in that variable. */
interface Interval {
  readonly points: (fractions: Arr) => Arr;
  readonly integrandOf: (integrand: Integrand) => Integrand;
}

/**
 * Finite bounds a, b: x = a + u (b - a). From a to ±infinity: x = a ± u / (1 - u); from ∓infinity to b: x = b ∓ (1 - u) / u; both:
 * x = ± v / (1 - v²), v = 2 u - 1. Bounds that are not known yet may be of any kind; then the kind is chosen when they are.
 */
function intervalOf(from: Arr, to: Arr): Interval {
  const isKnown = [from, to].every((bound) => !bound.isTracer && Number.isFinite(bound.item()));
  if (isKnown || [from, to].every((bound) => bound.dtype === "i32")) {
    const width = sub(to, from);
    return { points: (u) => add(from, mul(u, width)), integrandOf: (integrand) => integrand };
  }
  const [lowerIsFinite, upperIsFinite] = [isFinite(from), isFinite(to)];
  const [lower, upper] = [where(lowerIsFinite, from, 0), where(upperIsFinite, to, 0)];
  const choose = (both: Arr, above: Arr, below: Arr, neither: Arr): Arr =>
    where(lowerIsFinite, where(upperIsFinite, both, above), where(upperIsFinite, below, neither));
  // +1 where the infinite bound lies in the direction in which the variable grows.
  const direction = where(upperIsFinite, where(less(from, 0), 1, -1), where(less(to, 0), -1, 1));
  const width = sub(upper, lower);
  return {
    points: (u) => u,
    integrandOf: (integrand) => (u) => {
      const rest = sub(1, u);
      const v = sub(mul(u, 2), 1);
      const half = mul(mul(u, rest), 4);
      const x = choose(
        add(lower, mul(u, width)),
        add(lower, mul(direction, div(u, rest))),
        sub(upper, mul(direction, div(rest, u))),
        mul(direction, div(v, half)),
      );
      const slope = choose(
        width,
        mul(direction, reciprocal(square(rest))),
        mul(direction, reciprocal(square(u))),
        mul(mul(direction, 2), div(add(1, square(v)), square(half))),
      );
      return mul(integrand(x), slope);
    },
  };
}

type Estimate = IntegralEstimate & { readonly rounding: Arr };

type Integrate = (left: Arr, right: Arr) => Estimate;

function startMesh(integrate: Integrate, slots: number): Mesh {
  const first = equal(arange(slots), 0);
  const { value, error, rounding } = integrate(asArr(0), asArr(1));
  return {
    left: where(first, 0, 0.5),
    right: where(first, 1, 0.5),
    value: where(first, value, 0),
    error: where(first, error, 0),
    rounding: where(first, rounding, 0),
    count: cast(1, "i32"),
  };
}

/** The panel with the largest error becomes its left half; its right half takes the next slot. */
function halveWorst({ left, right, value, error, rounding, count }: Mesh, integrate: Integrate, slots: number): Mesh {
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
    rounding: placeBoth(halves.rounding, rounding),
    count: add(count, 1),
  };
}
