/** Arr with its chained methods: each is the function of the same name with the array as its first argument. */

import { Arr } from "../array/arr.ts";
import type { ArrLike } from "../array/arr-like.ts";
import type { BasicIndex } from "../array/basic-index.ts";
import type { DType } from "../array/dtype.ts";
import type { NestedNumbers } from "../array/from-data.ts";
import type { Shape } from "../array/shape.ts";
import { argmax, argmin } from "./reduction/arg-extremes.ts";
import type { Axes } from "./movement/axes.ts";
import { cumprod, cumsum, type CumulativeOptions } from "./reduction/cumulative.ts";
import * as elementwise from "./elementwise/elementwise.ts";
import * as gathering from "./indexing/gathering.ts";
import * as indexing from "./indexing/indexing.ts";
import { logSumExp, type LogSumExpOptions } from "./reduction/log-sum-exp.ts";
import { norm, type NormOptions } from "./reduction/norm.ts";
import * as linearAlgebra from "./linear-algebra/index.ts";
import * as reduction from "./reduction/reduction.ts";
import type { ReductionOptions } from "./reduction/reduction.ts";
import { repeat, roll } from "./movement/repetition.ts";
import { diff, type DifferenceOptions } from "./sampled/differences.ts";
import { average, type AverageOptions } from "./statistics/average.ts";
import { type Fractions, median, percentile, quantile } from "./statistics/quantile.ts";
import { type ClosenessOptions, isClose } from "./elementwise/closeness.ts";
import * as sorting from "./indexing/sorting.ts";
import type { SearchSortedOptions } from "./indexing/sorting.ts";
import * as shapes from "./movement/shape.ts";
import * as statistics from "./reduction/statistics.ts";
import type { VarianceOptions } from "./reduction/statistics.ts";

declare module "../array/arr.ts" {
  interface Arr {
    /** Negative −x. */
    neg(): Arr;
    /** Absolute value. */
    abs(): Arr;
    /** −1, 0 or 1. */
    sign(): Arr;
    /** Largest integer not above x. */
    floor(): Arr;
    /** Smallest integer not below x. */
    ceil(): Arr;
    /** Nearest integer, from halves the even one. */
    round(): Arr;
    /** Integer part, rounded towards zero. */
    trunc(): Arr;
    /** Square root. */
    sqrt(): Arr;
    /** Reciprocal square root. */
    rsqrt(): Arr;
    /** Square x·x. */
    square(): Arr;
    /** Cube root. */
    cbrt(): Arr;
    /** Reciprocal 1/x. */
    reciprocal(): Arr;
    /** Exponential e^x. */
    exp(): Arr;
    /** e^x − 1, accurate near 0. */
    expm1(): Arr;
    /** Power of two 2^x. */
    exp2(): Arr;
    /** Natural logarithm. */
    log(): Arr;
    /** log(1 + x), accurate near 0. */
    log1p(): Arr;
    /** Logarithm to base 2. */
    log2(): Arr;
    /** Logarithm to base 10. */
    log10(): Arr;
    /** Sine of an angle in radians. */
    sin(): Arr;
    /** Cosine of an angle in radians. */
    cos(): Arr;
    /** Tangent of an angle in radians. */
    tan(): Arr;
    /** Inverse sine. */
    asin(): Arr;
    /** Inverse cosine. */
    acos(): Arr;
    /** Inverse tangent. */
    atan(): Arr;
    /** Hyperbolic sine. */
    sinh(): Arr;
    /** Hyperbolic cosine. */
    cosh(): Arr;
    /** Hyperbolic tangent. */
    tanh(): Arr;
    /** Inverse hyperbolic sine. */
    asinh(): Arr;
    /** Inverse hyperbolic cosine. */
    acosh(): Arr;
    /** Inverse hyperbolic tangent. */
    atanh(): Arr;
    /** Error function. */
    erf(): Arr;
    /** Complementary error function 1 − erf x. */
    erfc(): Arr;
    /** Logarithm of the absolute value of the gamma function. */
    lgamma(): Arr;
    /** Derivative of lgamma. */
    digamma(): Arr;
    /** Logistic sigmoid 1 / (1 + e^−x). */
    sigmoid(): Arr;
    /** log(1 + e^x). */
    softplus(): Arr;
    /** Neither infinite nor NaN. */
    isFinite(): Arr;
    /** Is NaN. */
    isNaN(): Arr;
    /** Is ∞ or −∞. */
    isInf(): Arr;
    /** Sum. Operands broadcast. */
    add(other: ArrLike): Arr;
    /** Difference. Operands broadcast. */
    sub(other: ArrLike): Arr;
    /** Product, element by element. Operands broadcast. */
    mul(other: ArrLike): Arr;
    /** Quotient. Operands broadcast. */
    div(other: ArrLike): Arr;
    /** Power. Operands broadcast. */
    pow(other: ArrLike): Arr;
    /** Remainder with the sign of the divisor. Operands broadcast. */
    mod(other: ArrLike): Arr;
    /** Length of the vector (x, other). Operands broadcast. */
    hypot(other: ArrLike): Arr;
    /** x < other. Operands broadcast. */
    less(other: ArrLike): Arr;
    /** x ≤ other. Operands broadcast. */
    lessEqual(other: ArrLike): Arr;
    /** x > other. Operands broadcast. */
    greater(other: ArrLike): Arr;
    /** x ≥ other. Operands broadcast. */
    greaterEqual(other: ArrLike): Arr;
    /** x = other. Operands broadcast. */
    equal(other: ArrLike): Arr;
    /** x ≠ other. Operands broadcast. */
    notEqual(other: ArrLike): Arr;
    /** Both hold. Operands broadcast. */
    logicalAnd(other: ArrLike): Arr;
    /** At least one holds. Operands broadcast. */
    logicalOr(other: ArrLike): Arr;
    /** Exactly one holds. Operands broadcast. */
    logicalXor(other: ArrLike): Arr;
    /** Does not hold. */
    logicalNot(): Arr;
    /** Within tolerances of the other. Operands broadcast. */
    isClose(other: ArrLike, options?: ClosenessOptions): Arr;
    /** The same values as another element type. */
    cast(dtype: DType): Arr;
    /** Held between two bounds. */
    clip(low: ArrLike, high: ArrLike): Arr;
    /** Sum over an axis, several, or all. */
    sum(axis?: Axes, options?: ReductionOptions): Arr;
    /** Product over an axis, several, or all. */
    prod(axis?: Axes, options?: ReductionOptions): Arr;
    /** Largest element over an axis, several, or all. */
    max(axis?: Axes, options?: ReductionOptions): Arr;
    /** Smallest element over an axis, several, or all. */
    min(axis?: Axes, options?: ReductionOptions): Arr;
    /** Arithmetic mean over an axis, several, or all. */
    mean(axis?: Axes, options?: ReductionOptions): Arr;
    /** Whether any element is true, over an axis, several, or all. */
    any(axis?: Axes, options?: ReductionOptions): Arr;
    /** Whether all elements are true, over an axis, several, or all. */
    all(axis?: Axes, options?: ReductionOptions): Arr;
    /** Mean squared deviation from the mean over an axis, several, or all. */
    variance(axis?: Axes, options?: VarianceOptions): Arr;
    /** Square root of the variance over an axis, several, or all. */
    standardDeviation(axis?: Axes, options?: VarianceOptions): Arr;
    /** The middle element in order over an axis, several, or all. */
    median(axis?: Axes, options?: ReductionOptions): Arr;
    /** The number below which a fraction of the elements lies, over an axis, several, or all. */
    quantile(q: Fractions, axis?: Axes, options?: ReductionOptions): Arr;
    /** As `quantile`, of hundredths. */
    percentile(q: Fractions, axis?: Axes, options?: ReductionOptions): Arr;
    /** Weighted mean over an axis, several, or all. */
    average(axis?: Axes, options?: AverageOptions): Arr;
    /** Norm of the elements along an axis, several, or all. */
    norm(axis?: Axes, options?: NormOptions): Arr;
    /** log Σ exp(x) over an axis, several, or all. */
    logSumExp(axis?: Axes, options?: LogSumExpOptions): Arr;
    /** Position of the largest element along an axis, or of all in row-major order. */
    argmax(axis?: number | null, options?: ReductionOptions): Arr;
    /** Position of the smallest element along an axis, or of all in row-major order. */
    argmin(axis?: number | null, options?: ReductionOptions): Arr;
    /** Sums of all elements so far along an axis. */
    cumsum(axis?: number | null, options?: CumulativeOptions): Arr;
    /** Products of all elements so far along an axis. */
    cumprod(axis?: number | null, options?: CumulativeOptions): Arr;
    /** Differences of neighbours along an axis. */
    diff(options?: DifferenceOptions): Arr;
    /** Elements moved along an axis; those that leave at the end come in at the start. */
    roll(shift: number | readonly number[], axis?: number | readonly number[]): Arr;
    /** The elements in row-major order under another shape; one length may be -1. */
    reshape(...shape: readonly number[] | readonly [Shape]): Arr;
    /** Axes reordered; reversed by default. */
    transpose(permutation?: readonly number[]): Arr;
    /** Axes reversed: the transpose of a matrix. */
    readonly T: Arr;
    /** A new axis of length 1. */
    expandDims(axis: number): Arr;
    /** Without axes of length 1. */
    squeeze(axis?: Axes): Arr;
    /** Reversed along an axis, several, or all. */
    flip(axis?: Axes): Arr;
    /** Two axes exchanged. */
    swapAxes(first: number, second: number): Arr;
    /** Each element several times, one after another. */
    repeat(counts: number | readonly number[], axis?: number): Arr;
    /** NumPy's basic indexing. */
    slice(...indices: readonly BasicIndex[]): Arr;
    /** Elements at indices along an axis. */
    take(indices: ArrLike | NestedNumbers, axis?: number): Arr;
    /** From each row along an axis the elements at its own indices. */
    takeAlongAxis(indices: ArrLike | NestedNumbers, axis?: number): Arr;
    /** Elements in ascending order along an axis, the last by default; null sorts all as one row. NaN last. */
    sort(axis?: number | null): Arr;
    /** Positions that put the elements in order along an axis, the last by default. */
    argsort(axis?: number | null): Arr;
    /** Where values belong in these ascending rows. */
    searchSorted(values: ArrLike, options?: SearchSortedOptions): Arr;
    /** Matrix product. */
    matMul(other: ArrLike): Arr;
    /** Inner product of vectors. */
    dot(other: ArrLike): Arr;
    /** The elements [..., i, i + offset] of matrices. */
    diagonal(offset?: number): Arr;
  }
}

const unary = {
  neg: elementwise.neg,
  abs: elementwise.abs,
  sign: elementwise.sign,
  floor: elementwise.floor,
  ceil: elementwise.ceil,
  round: elementwise.round,
  trunc: elementwise.trunc,
  sqrt: elementwise.sqrt,
  rsqrt: elementwise.rsqrt,
  square: elementwise.square,
  cbrt: elementwise.cbrt,
  reciprocal: elementwise.reciprocal,
  exp: elementwise.exp,
  expm1: elementwise.expm1,
  exp2: elementwise.exp2,
  log: elementwise.log,
  log1p: elementwise.log1p,
  log2: elementwise.log2,
  log10: elementwise.log10,
  sin: elementwise.sin,
  cos: elementwise.cos,
  tan: elementwise.tan,
  asin: elementwise.asin,
  acos: elementwise.acos,
  atan: elementwise.atan,
  sinh: elementwise.sinh,
  cosh: elementwise.cosh,
  tanh: elementwise.tanh,
  asinh: elementwise.asinh,
  acosh: elementwise.acosh,
  atanh: elementwise.atanh,
  erf: elementwise.erf,
  erfc: elementwise.erfc,
  lgamma: elementwise.lgamma,
  digamma: elementwise.digamma,
  sigmoid: elementwise.sigmoid,
  softplus: elementwise.softplus,
  isFinite: elementwise.isFinite,
  isNaN: elementwise.isNaN,
  isInf: elementwise.isInf,
  logicalNot: elementwise.logicalNot,
} satisfies Record<string, (x: ArrLike) => Arr>;

const binary = {
  add: elementwise.add,
  sub: elementwise.sub,
  mul: elementwise.mul,
  div: elementwise.div,
  pow: elementwise.pow,
  mod: elementwise.mod,
  hypot: elementwise.hypot,
  less: elementwise.less,
  lessEqual: elementwise.lessEqual,
  greater: elementwise.greater,
  greaterEqual: elementwise.greaterEqual,
  equal: elementwise.equal,
  notEqual: elementwise.notEqual,
  logicalAnd: elementwise.logicalAnd,
  logicalOr: elementwise.logicalOr,
  logicalXor: elementwise.logicalXor,
} satisfies Record<string, (x: ArrLike, y: ArrLike) => Arr>;

const reductions = {
  sum: reduction.sum,
  prod: reduction.prod,
  max: reduction.max,
  min: reduction.min,
  any: reduction.any,
  all: reduction.all,
  mean: statistics.mean,
  variance: statistics.variance,
  standardDeviation: statistics.standardDeviation,
  median,
  average,
  norm,
  logSumExp,
} satisfies Record<string, (x: ArrLike, axis?: Axes, options?: ReductionOptions) => Arr>;

const alongOneAxis = { argmax, argmin, cumsum, cumprod } satisfies Record<
  string,
  (x: ArrLike, axis?: number | null, options?: ReductionOptions & CumulativeOptions) => Arr
>;

const others: Pick<
  Arr,
  | "cast"
  | "isClose"
  | "quantile"
  | "percentile"
  | "diff"
  | "roll"
  | "clip"
  | "reshape"
  | "transpose"
  | "expandDims"
  | "squeeze"
  | "flip"
  | "swapAxes"
  | "repeat"
  | "slice"
  | "take"
  | "takeAlongAxis"
  | "sort"
  | "argsort"
  | "searchSorted"
  | "matMul"
  | "dot"
  | "diagonal"
> &
  ThisType<Arr> = {
  cast(dtype) {
    return elementwise.cast(this, dtype);
  },
  isClose(other, options) {
    return isClose(this, other, options);
  },
  quantile(q, axis, options) {
    return quantile(this, q, axis, options);
  },
  percentile(q, axis, options) {
    return percentile(this, q, axis, options);
  },
  diff(options) {
    return diff(this, options);
  },
  roll(shift, axis) {
    return roll(this, shift, axis);
  },
  clip(low, high) {
    return elementwise.clip(this, low, high);
  },
  reshape(...shape) {
    const [first] = shape;
    return shapes.reshape(this, typeof first === "object" ? first : (shape as readonly number[]));
  },
  transpose(permutation) {
    return shapes.transpose(this, permutation);
  },
  expandDims(axis) {
    return shapes.expandDims(this, axis);
  },
  squeeze(axis) {
    return shapes.squeeze(this, axis);
  },
  flip(axis) {
    return shapes.flip(this, axis);
  },
  swapAxes(first, second) {
    return shapes.swapAxes(this, first, second);
  },
  repeat(counts, axis) {
    return repeat(this, counts, axis);
  },
  slice(...indices) {
    return indexing.slice(this, ...indices);
  },
  take(indices, axis) {
    return gathering.take(this, indices, axis);
  },
  takeAlongAxis(indices, axis) {
    return gathering.takeAlongAxis(this, indices, axis);
  },
  sort(axis) {
    return sorting.sort(this, axis);
  },
  argsort(axis) {
    return sorting.argsort(this, axis);
  },
  searchSorted(values, options) {
    return sorting.searchSorted(this, values, options);
  },
  matMul(other) {
    return linearAlgebra.matMul(this, other);
  },
  dot(other) {
    return linearAlgebra.dot(this, other);
  },
  diagonal(offset) {
    return linearAlgebra.diagonal(this, offset);
  },
};

function define(name: string, value: (this: Arr, ...rest: never[]) => Arr): void {
  Object.defineProperty(Arr.prototype, name, { value, writable: false, enumerable: false, configurable: true });
}

/** Gives Arr its methods. */
function installMethods(): void {
  for (const [name, f] of Object.entries(unary)) {
    define(name, function () {
      return f(this);
    });
  }
  for (const [name, f] of Object.entries(binary)) {
    define(name, function (other: ArrLike) {
      return f(this, other);
    });
  }
  for (const [name, f] of Object.entries(reductions)) {
    define(name, function (axis?: Axes, options?: ReductionOptions) {
      return f(this, axis, options);
    });
  }
  for (const [name, f] of Object.entries(alongOneAxis)) {
    define(name, function (axis?: number | null, options?: ReductionOptions & CumulativeOptions) {
      return f(this, axis, options);
    });
  }
  for (const name of Object.keys(others) as (keyof typeof others)[]) define(name, others[name]);
  Object.defineProperty(Arr.prototype, "T", {
    get(this: Arr) {
      return shapes.transpose(this);
    },
    configurable: true,
  });
}

installMethods();

export { Arr };
