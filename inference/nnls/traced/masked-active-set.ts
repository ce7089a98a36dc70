/** Masked active set: the block active set as an array program of fixed shapes, so that it compiles and maps over batches. */
import {
  abs,
  add,
  all,
  any,
  diagonal,
  diagonalMatrix,
  div,
  dot,
  expandDims,
  greater,
  greaterEqual,
  isFinite,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  matMul,
  max,
  maximum,
  min,
  mul,
  neg,
  rsqrt,
  sub,
  sum,
  transpose,
  where,
  whileLoop,
  ones,
  zeros,
  type Arr,
} from "../../../src/index.ts";
import { cholesky, choleskySolve } from "../../../src/internal.ts";
import { blockFraction } from "../block.ts";
import { quadraticCurvature, quadraticSlope } from "./lagrangian.ts";
import type { TracedProblem } from "./traced-problem.ts";

/** A solution, and what says how good it is. */
export interface MaskedSolution {
  readonly x: Arr;
  /** Multipliers of the equality rows, shape [rows]. */
  readonly multipliers: Arr;
  /** Least-squares problems solved, i32 scalar. */
  readonly steps: Arr;
}

/** Weight of equality rows relative to the curvature of the rest: their error falls by its square at each round. */
const heaviness = 2 ** 6;

interface Loop {
  readonly x: Arr;
  /** 1 for the columns in use. */
  readonly used: Arr;
  /** The objective, less its constant, where the last block had settled. */
  readonly settled: Arr;
  readonly multipliers: Arr;
  /** Violation of the equality rows at the last round. */
  readonly violation: Arr;
  readonly done: Arr;
  readonly steps: Arr;
}

/**
 * The steps of `activeSet`, each with a factor of all n columns in which those not in use are columns of the identity: n³ / 3
 * operations a step, ten to thirty steps. Columns are scaled to unit length, and a part in 1e15 of the identity keeps
 * dependent ones apart. Equality rows are met by multipliers, improved whenever the active set has settled.
 */
export function maskedActiveSet({ terms, n, rows, free }: TracedProblem): MaskedSolution {
  const zero = zeros([n]);
  const curvature = quadraticCurvature(terms);
  const size = diagonal(curvature);
  const isEmpty = lessEqual(size, 0);
  const scale = where(isEmpty, 0, rsqrt(where(isEmpty, 1, size)));
  const squared = mul(expandDims(scale, 0), expandDims(scale, 1));
  const pull = mul(scale, neg(quadraticSlope(terms, zero)));
  const equality = equalityOf(terms.equality, scale, rows);
  const products = add(mul(curvature, squared), equality?.products ?? 0);
  const ridge = n * 2e-16;
  const mayEnter = where(isEmpty, 0, 1);
  const isFree = greater(mul(free, mayEnter), 0);

  const right = (multipliers: Arr): Arr => (equality === null ? pull : add(pull, equality.pull(multipliers)));
  const factorOf = (used: Arr): Arr => {
    const inUse = mul(products, mul(expandDims(used, 0), expandDims(used, 1)));
    return cholesky(add(inUse, diagonalMatrix(add(sub(1, used), ridge))));
  };
  const step = ({ x, used, settled, multipliers, violation, steps }: Loop): Loop => {
    const towards = right(multipliers);
    const target = mul(used, choleskySolve(factorOf(used), mul(used, towards)));
    const isUsed = greater(used, 0);
    const isBroken = logicalNot(all(isFinite(target)));
    const isNegative = logicalAnd(logicalAnd(isUsed, logicalNot(isFree)), lessEqual(target, 0));
    const someNegative = any(isNegative);
    // Cut off at zero, if that is below where x is; both measured from the minimum over the columns in use.
    const cut = where(isNegative, 0, target);
    const excess = (point: Arr): Arr => {
      const away = sub(point, target);
      return dot(away, matMul(products, away));
    };
    const isCut = less(excess(cut), excess(x));
    const reach = where(isNegative, div(x, where(logicalAnd(isNegative, greater(x, 0)), sub(x, target), 1)), 1);
    const fraction = min(reach);
    const isBlocking = logicalAnd(isNegative, lessEqual(reach, fraction));
    const partial = where(isBlocking, 0, add(x, mul(fraction, sub(target, x))));
    const nextX = where(someNegative, where(isCut, cut, where(isFree, partial, maximum(partial, 0))), target);
    const leaving = logicalAnd(someNegative, where(isCut, isNegative, isBlocking));

    // Where nothing is negative, the block has settled: others may enter, or equality rows ask for better multipliers.
    const gradient = sub(towards, matMul(products, target));
    const asking = mul(mul(sub(1, used), mayEnter), where(isFree, abs(gradient), gradient));
    const strongest = max(asking);
    const tolerance = mul(4e-15, add(max(abs(towards)), sum(abs(target))));
    const value = sub(mul(0.5, dot(target, matMul(products, target))), dot(towards, target));
    const hasFallen = less(value, settled);
    const isMinimum = logicalOr(lessEqual(strongest, tolerance), logicalNot(hasFallen));
    const entering = logicalAnd(
      logicalAnd(logicalNot(someNegative), logicalNot(isMinimum)),
      logicalAnd(greater(asking, 0), greaterEqual(asking, mul(blockFraction, strongest))),
    );
    const missing = equality === null ? zeros([1]) : equality.missing(target);
    const nextViolation = max(abs(missing));
    const isMet =
      equality === null
        ? true
        : logicalOr(lessEqual(nextViolation, 0), greaterEqual(nextViolation, mul(0.5, violation)));
    const round = logicalAnd(logicalNot(someNegative), isMinimum);
    const done = logicalOr(isBroken, logicalAnd(round, isMet));
    const improved = equality === null ? multipliers : where(round, add(multipliers, missing), multipliers);
    return {
      x: where(isBroken, x, nextX),
      used: where(isBroken, used, where(leaving, 0, where(entering, 1, used))),
      settled: where(someNegative, settled, where(round, Number.POSITIVE_INFINITY, value)),
      multipliers: improved,
      violation: where(round, nextViolation, violation),
      done,
      steps: add(steps, 1),
    };
  };
  const end = whileLoop(
    ({ done }) => logicalNot(done),
    step,
    {
      x: zero,
      used: where(isFree, ones([n]), zero),
      settled: zeros([]).add(Number.POSITIVE_INFINITY),
      multipliers: zeros([Math.max(rows, 1)]),
      violation: zeros([]).add(Number.POSITIVE_INFINITY),
      done: zeros([], { dtype: "bool" }),
      steps: zeros([], { dtype: "i32" }),
    },
    { maxSteps: 10 * n + 100 },
  );
  // Products have lost digits that the residual has kept.
  const inUse = mul(end.used, where(logicalOr(greater(end.x, 0), isFree), 1, 0));
  const factor = factorOf(inUse);
  const multipliers = equality === null ? zeros([0]) : equality.unscaled(end.multipliers);
  let x = mul(end.x, inUse);
  for (let round = 0; round < 2; round++) {
    const slope = mul(scale, neg(quadraticSlope(terms, mul(scale, x))));
    const left = equality === null ? slope : add(slope, equality.left(x, end.multipliers));
    const correction = mul(inUse, choleskySolve(factor, mul(inUse, left)));
    const next = add(x, correction);
    // A correction is tiny; one that turns an unknown negative, or is no number, is not made.
    x = where(all(logicalAnd(isFinite(next), logicalOr(isFree, greaterEqual(next, 0)))), next, x);
  }
  return { x: mul(scale, x), multipliers, steps: end.steps };
}

/** Equality rows weighted against the rest, in scaled columns. */
function equalityOf(equality: { readonly matrix: Arr; readonly values: Arr } | undefined, scale: Arr, rows: number) {
  if (equality === undefined || rows === 0) return null;
  const plain = mul(equality.matrix, expandDims(scale, 0));
  // Columns have unit length, so rows are weighed by their largest entries.
  const largest = max(abs(plain), [1]);
  const weight = mul(heaviness, where(greater(largest, 0), div(1, where(greater(largest, 0), largest, 1)), 0));
  const weighted = mul(plain, expandDims(weight, 1));
  const values = mul(equality.values, weight);
  const transposed = transpose(weighted);
  return {
    products: matMul(transposed, weighted),
    /** Pull of the rows with their multipliers (those of the weighted rows). */
    pull: (multipliers: Arr): Arr => matMul(transposed, add(values, multipliers)),
    missing: (x: Arr): Arr => sub(values, matMul(weighted, x)),
    left: (x: Arr, multipliers: Arr): Arr => matMul(transposed, add(sub(values, matMul(weighted, x)), multipliers)),
    unscaled: (multipliers: Arr): Arr => mul(multipliers, weight),
  };
}
