/** Entropy by Newton's method as an array program of fixed shapes: the steps of `entropySolver`, compiled and mapped. */
import {
  zeros,
  abs,
  add,
  all,
  diagonalMatrix,
  div,
  dot,
  exp,
  expandDims,
  greater,
  greaterEqual,
  isFinite,
  less,
  lessEqual,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  matMul,
  max,
  mul,
  neg,
  sqrt,
  sub,
  sum,
  transpose,
  where,
  whileLoop,
  type Arr,
} from "../../../src/index.ts";
import { cholesky, choleskySolve } from "../../../src/internal.ts";
import { quadratic, quadraticCurvature, quadraticSlope } from "./lagrangian.ts";
import type { TracedProblem, TracedTerms } from "./traced-problem.ts";

/** The logarithms s of x = prior eˢ at the minimum. */
export interface EntropySolution {
  readonly logarithm: Arr;
  /** Multipliers of the equality rows, shape [rows]. */
  readonly multipliers: Arr;
  readonly steps: Arr;
}

/** Newton steps below this size are the last. */
const lastStep = 1e-8;
/** Weight of equality rows relative to the curvature at the prior. */
const heaviness = 2 ** 6;

/** Minimises a problem with an entropy; `terms.entropy` is there. */
export function entropyNewton({ terms, n, rows }: TracedProblem): EntropySolution {
  const { weight, prior } = terms.entropy!;
  const half = mul(0.5, weight);
  const curvature = quadraticCurvature(terms);
  const rowWeight = weightOfRows(terms, rows);
  const weighted = terms.equality === undefined ? null : mul(terms.equality.matrix, expandDims(rowWeight!, 1));
  const values = terms.equality === undefined ? null : mul(terms.equality.values, rowWeight!);
  const full = weighted === null ? curvature : add(curvature, matMul(transpose(weighted), weighted));
  const missingAt = (x: Arr): Arr => (weighted === null ? zeros([1]) : sub(values!, matMul(weighted, x)));
  const pointAt = (s: Arr): Arr => mul(prior, exp(s));
  const slopeAt = (s: Arr, multipliers: Arr): Arr => {
    const x = pointAt(s);
    const plain = add(quadraticSlope(terms, x), mul(half, s));
    return weighted === null ? plain : sub(plain, matMul(transpose(weighted), add(missingAt(x), multipliers)));
  };
  const valueAt = (s: Arr, multipliers: Arr): Arr => {
    const x = pointAt(s);
    const entropy = sum(add(sub(where(greater(x, 0), mul(x, s), 0), x), prior));
    const plain = add(quadratic(terms, x), mul(weight, entropy));
    if (weighted === null) return plain;
    const missing = missingAt(x);
    return add(plain, dot(missing, add(missing, mul(2, multipliers))));
  };
  const moved = (s: Arr, direction: Arr, fraction: Arr): Arr => {
    const change = mul(fraction, direction);
    return add(s, where(greater(change, 0), log1p(where(greater(change, 0), change, 0)), change));
  };

  interface Loop {
    readonly s: Arr;
    readonly multipliers: Arr;
    readonly violation: Arr;
    readonly done: Arr;
    readonly steps: Arr;
  }
  const step = ({ s, multipliers, violation, steps }: Loop): Loop => {
    const x = pointAt(s);
    const root = sqrt(x);
    const slope = slopeAt(s, multipliers);
    const matrix = add(mul(full, mul(expandDims(root, 0), expandDims(root, 1))), diagonalMatrix(add(zeros([n]), half)));
    const y = choleskySolve(cholesky(matrix), neg(mul(root, slope)));
    const isTiny = lessEqual(root, 1e-100);
    const direct = div(neg(add(slope, matMul(full, mul(root, y)))), half);
    const direction = where(isTiny, direct, div(y, where(isTiny, 1, root)));
    const along = mul(2, dot(slope, mul(x, direction)));
    const here = valueAt(s, multipliers);
    const isGood = (fraction: Arr): Arr => {
      const expected = mul(fraction, along);
      const value = valueAt(moved(s, direction, fraction), multipliers);
      return logicalOr(
        lessEqual(value, add(here, mul(1e-4, expected))),
        lessEqual(abs(expected), mul(1e-13, abs(here))),
      );
    };
    const isBroken = logicalNot(all(isFinite(direction)));
    const { fraction } = whileLoop(
      ({ fraction: tried, good }: { fraction: Arr; good: Arr }) => logicalAnd(logicalNot(good), greater(tried, 1e-12)),
      ({ fraction: tried }) => ({ fraction: mul(tried, 0.5), good: isGood(mul(tried, 0.5)) }),
      { fraction: zeros([]).add(1), good: logicalOr(isBroken, isGood(zeros([]).add(1))) },
    );
    const next = where(isBroken, s, moved(s, direction, fraction));
    const largest = max(where(greater(x, 0), abs(direction), 0));
    const settled = logicalAnd(lessEqual(largest, lastStep), greaterEqual(fraction, 1));
    const missing = missingAt(pointAt(next));
    const size = max(abs(missing));
    const isMet = weighted === null ? true : logicalOr(lessEqual(size, 0), greaterEqual(size, mul(0.5, violation)));
    return {
      s: next,
      multipliers: weighted === null ? multipliers : where(settled, add(multipliers, missing), multipliers),
      violation: where(settled, size, violation),
      done: logicalOr(logicalOr(isBroken, less(fraction, 1e-11)), logicalAnd(settled, isMet)),
      steps: add(steps, 1),
    };
  };
  const end = whileLoop(
    ({ done }) => logicalNot(done),
    step,
    {
      s: zeros([n]),
      multipliers: zeros([Math.max(rows, 1)]),
      violation: zeros([]).add(Number.POSITIVE_INFINITY),
      done: zeros([], { dtype: "bool" }),
      steps: zeros([], { dtype: "i32" }),
    },
    { maxSteps: 10 * n + 100 },
  );
  const multipliers = rowWeight === null ? zeros([0]) : mul(end.multipliers, rowWeight);
  return { logarithm: end.s, multipliers, steps: end.steps };
}

function weightOfRows(terms: TracedTerms, rows: number): Arr | null {
  if (terms.equality === undefined || rows === 0) return null;
  const { weight, prior } = terms.entropy!;
  const curvature = quadraticCurvature(terms);
  const stiffness = sqrt(
    add(max(mul(curvature, mul(expandDims(prior, 0), expandDims(prior, 1)))), mul(weight, max(prior))),
  );
  const largest = max(abs(mul(terms.equality.matrix, expandDims(prior, 0))), [1]);
  return mul(heaviness, mul(stiffness, where(greater(largest, 0), div(1, where(greater(largest, 0), largest, 1)), 0)));
}
