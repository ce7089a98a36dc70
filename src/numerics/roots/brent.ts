/** brent: the root of a function of one variable in an interval at whose ends it differs in sign. */

import { brentChecks } from "../option-checks.ts";
import type { Arr, ArrLike } from "../../array/index.ts";
import { checkOptions, describeType, ShapeError } from "../../errors/index.ts";
import {
  abs,
  add,
  cast,
  div,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  minimum,
  mul,
  neg,
  sub,
  where,
  whileLoop,
} from "../../ops/index.ts";
import { asArr, commonDType } from "../../ops/operands.ts";
import { solveImplicitly } from "../../transforms/implicit-solution.ts";
import { solverStatus } from "../status.ts";
import { requireSteps, type Root, type RootSearch } from "./root-options.ts";

/** How closely to find the root, and how long to try. */
export interface BrentOptions {
  /** Width of the interval at which to stop, in the unit of the variable; 0, down to rounding, unless given. */
  readonly tolerance?: number;
  /** Most steps; 100 unless given. */
  readonly maximumSteps?: number;
}

/** The root lies between `best` and `opposite`, where f has the other sign; `previous` was the best before. */
interface Bracket {
  readonly best: Arr;
  readonly previous: Arr;
  readonly opposite: Arr;
  readonly fBest: Arr;
  readonly fPrevious: Arr;
  readonly fOpposite: Arr;
  /** The last step and the one before it. */
  readonly step: Arr;
  readonly stepBefore: Arr;
  readonly running: Arr;
  readonly steps: Arr;
}

/**
 * The root of `f` between `lower` and `upper`, where f has opposite signs: inverse interpolation where that shrinks the
 * interval, bisection where it does not, so it cannot fail on a continuous function. No derivative of f is needed to find the root;
 * the root itself is differentiable, to any order, in all that f reads (see implicit.root), and maps and compiles.
 *
 * @param f        a scalar function of a scalar
 * @param lower    scalar, one end of the interval
 * @param upper    scalar, the other end
 * @param options  tolerance, maximumSteps
 * @returns        root, status and number of steps. Without a change of sign: the root is NaN and the status noBracket
 * @throws         ShapeError when f or a bound is no scalar; ParameterError when maximumSteps is no positive integer
 * @example
 * ```ts
 * import { type Arr, grad, roots } from "fluxion";
 * // Kepler's equation for the eccentric anomaly.
 * const anomaly = (mean: Arr, eccentricity: Arr) =>
 *   roots.brent((e) => e.sub(e.sin().mul(eccentricity)).sub(mean), 0, 2 * Math.PI).root;
 * console.log(grad(anomaly)(1, 0.5).item()); // 1 / (1 - 0.5 cos E)
 * ```
 * @see      Brent (1973), Algorithms for Minimization without Derivatives, chapter 4
 */
export function brent(f: (x: Arr) => ArrLike, lower: ArrLike, upper: ArrLike, options: BrentOptions = {}): Root<Arr> {
  checkOptions(options, brentChecks, "brent");
  const { tolerance = 0, maximumSteps = 100 } = options;
  requireSteps("brent", maximumSteps);
  const [from, to] = bounds(lower, upper);
  const value = (x: Arr): Arr => {
    const y = asArr(f(x));
    if (y.rank === 0) return cast(y, x.dtype);
    throw new ShapeError({
      where: "brent",
      path: "f",
      expected: "a scalar",
      received: describeType(y),
      hint: "For many roots at once use vmap; for systems of equations use newton.",
    });
  };
  const { solution, report } = solveImplicitly<[Arr, Arr], Arr, RootSearch>(
    {
      where: "brent",
      residual: value,
      solve: (a, b) => {
        const [fa, fb] = [value(a), value(b)];
        const start: Bracket = {
          best: b,
          previous: a,
          opposite: b,
          fBest: fb,
          fPrevious: fa,
          fOpposite: fb,
          step: sub(b, a),
          stepBefore: sub(b, a),
          running: logicalAnd(isFinite(fa, fb), logicalNot(sameSign(fa, fb))),
          steps: cast(0, "i32"),
        };
        const found = whileLoop(
          (bracket) => bracket.running,
          (bracket) => narrow(bracket, value, tolerance),
          start,
          { maxSteps: maximumSteps },
        );
        const failure = where(isFinite(fa, fb), solverStatus.noBracket, solverStatus.nonFinite);
        const ended = where(found.running, solverStatus.stepsExhausted, solverStatus.converged);
        const broken = where(isFinite(found.fBest, found.fBest), ended, solverStatus.nonFinite);
        return {
          solution: where(start.running, found.best, Number.NaN),
          report: { status: cast(where(start.running, broken, failure), "i32"), steps: found.steps },
        };
      },
    },
    [from, to],
  );
  return { root: solution, ...report };
}

/** One step: a new best point, nearer to the root or in half the interval. */
function narrow(bracket: Bracket, value: (x: Arr) => Arr, tolerance: number): Bracket {
  // The opposite end must differ in sign, and the best point have the smaller value.
  const replaced = sameSign(bracket.fBest, bracket.fOpposite);
  const width = sub(bracket.best, bracket.previous);
  const end = where(replaced, bracket.previous, bracket.opposite);
  const fEnd = where(replaced, bracket.fPrevious, bracket.fOpposite);
  const [last, lastBefore] = [where(replaced, width, bracket.step), where(replaced, width, bracket.stepBefore)];
  const swapped = less(abs(fEnd), abs(bracket.fBest));
  const [b, fb] = [where(swapped, end, bracket.best), where(swapped, fEnd, bracket.fBest)];
  const [c, fc] = [where(swapped, bracket.best, end), where(swapped, bracket.fBest, fEnd)];
  const [a, fa] = [where(swapped, bracket.best, bracket.previous), where(swapped, bracket.fBest, bracket.fPrevious)];

  const spacing = b.dtype === "f32" ? 2 ** -23 : Number.EPSILON;
  const smallest = add(mul(abs(b), 2 * spacing), 0.5 * tolerance);
  const half = mul(sub(c, b), 0.5);
  const done = logicalOr(lessEqual(abs(half), smallest), equal(fb, 0));

  // Inverse interpolation, linear through two points or quadratic through three: the step is p / q.
  const s = div(fb, nonzero(fa));
  const [q3, r3] = [div(fa, nonzero(fc)), div(fb, nonzero(fc))];
  const isLinear = equal(a, c);
  const quadratic = mul(s, sub(mul(mul(half, 2), mul(q3, sub(q3, r3))), mul(sub(b, a), sub(r3, 1))));
  const numerator = where(isLinear, mul(mul(half, 2), s), quadratic);
  const denominator = where(isLinear, sub(1, s), mul(mul(sub(q3, 1), sub(r3, 1)), sub(s, 1)));
  const p = abs(numerator);
  const q = where(greater(numerator, 0), neg(denominator), denominator);
  // It must stay within three quarters of the interval, and be less than half of the step before the last.
  const room = minimum(sub(mul(mul(half, 3), q), abs(mul(q, smallest))), abs(mul(lastBefore, q)));
  const progressing = logicalAnd(greaterEqual(abs(lastBefore), smallest), greater(abs(fa), abs(fb)));
  const interpolates = logicalAnd(progressing, less(mul(p, 2), room));
  const step = where(interpolates, div(p, nonzero(q)), half);
  const moved = where(greater(abs(step), smallest), step, where(greater(half, 0), smallest, neg(smallest)));
  const next = where(done, b, add(b, moved));
  const fNext = value(next);
  return {
    best: next,
    previous: where(done, a, b),
    opposite: c,
    fBest: fNext,
    fPrevious: where(done, fa, fb),
    fOpposite: fc,
    step,
    stepBefore: where(interpolates, last, half),
    running: logicalAnd(logicalNot(done), isFinite(fNext, fNext)),
    steps: add(bracket.steps, cast(logicalNot(done), "i32")),
  };
}

function bounds(lower: ArrLike, upper: ArrLike): [Arr, Arr] {
  const [a, b] = [asArr(lower), asArr(upper)];
  [a, b].forEach((bound, i) => {
    if (bound.rank === 0) return;
    throw new ShapeError({
      where: "brent",
      path: i === 0 ? "lower" : "upper",
      expected: "a scalar",
      received: describeType(bound),
      hint: "For many roots at once use vmap.",
    });
  });
  const dtype = commonDType([lower, upper], true, "brent");
  return [cast(a, dtype), cast(b, dtype)];
}

const nonzero = (x: Arr): Arr => where(equal(x, 0), 1, x);

const isFinite = (x: Arr, y: Arr): Arr => logicalAnd(less(abs(x), Infinity), less(abs(y), Infinity));

/** Both positive or both negative. */
function sameSign(x: Arr, y: Arr): Arr {
  return logicalOr(logicalAnd(greater(x, 0), greater(y, 0)), logicalAnd(less(x, 0), less(y, 0)));
}
