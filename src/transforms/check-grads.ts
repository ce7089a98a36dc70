/** checkGrads and gradientReport: automatic derivatives against Richardson-extrapolated differences, leaf by leaf. */

import { gradientCheckChecks } from "./option-checks.ts";
import { type Arr, fromBuffer, requireHost } from "../array/arr.ts";
import { rowMajorData } from "../array/host-array.ts";
import { allocate, isFloat, type TypedArray } from "../array/dtype.ts";
import { onesLike } from "../array/filled.ts";
import { checkOptions, describeShape, describeType, DerivativeError, ShapeError } from "../errors/index.ts";
import { unflatten } from "../tree/index.ts";
import { extrapolatedDifference } from "./differences.ts";
import type { LooseArguments } from "./grad.ts";
import { jit, type JitOptions } from "./jit.ts";
import { jvp } from "./jvp.ts";
import { argumentPaths, type FlatArguments, flattenArguments } from "./trace-call.ts";
import { vjp } from "./vjp.ts";

/** A way to differentiate. */
export type DifferentiationMode = "forward" | "reverse";

/** What to check, and how closely. */
export interface GradientCheckOptions extends Omit<JitOptions, "static"> {
  /** 1 checks the gradient, 2 also the gradient of a projection of the gradient. Default 1. */
  readonly order?: 1 | 2;
  /** Which modes to check; both by default. */
  readonly modes?: readonly DifferentiationMode[];
  /** Largest error accepted, relative to the derivative. Default 1e-6, and 1e-3 where f32 takes part. */
  readonly tolerance?: number;
}

/** One derivative, by one mode, compared. */
export interface GradientCheckRow {
  /** The leaf: `params.halo.scaleRadius`. */
  readonly path: string;
  /** The element of the leaf, row-major. */
  readonly index: number;
  readonly mode: DifferentiationMode;
  readonly order: 1 | 2;
  /** The derivative by the engine. */
  readonly autodiff: number;
  /** The derivative by extrapolated differences. */
  readonly numeric: number;
  /** What the numeric derivative is good for: its estimated error. */
  readonly numericError: number;
  /** |autodiff − numeric| relative to the numeric derivative, or to a thousandth of the largest in its leaf. */
  readonly error: number;
  readonly passed: boolean;
}

/** All comparisons, and whether all passed. */
export interface GradientReport {
  readonly passed: boolean;
  readonly rows: readonly GradientCheckRow[];
}

/**
 * Compares the derivatives of a scalar function with differences, for every element of every floating-point leaf.
 *
 * Differences are central, extrapolated by Richardson's rule over a falling sequence of steps (Ridders 1982, Adv. Eng. Software 4, 75);
 * their own error is estimated and allowed for.
 *
 * @param f     a pure function of pytrees that returns a scalar
 * @param args  where to check
 * @throws      ShapeError when f does not return a scalar
 * @example
 * ```ts
 * import { type Arr, gradientReport } from "fluxion";
 * const { passed } = gradientReport((p: { x: Arr }) => p.x.sin(), [{ x: 0.7 }]);
 * console.log(passed); // → true
 * ```
 */
export function gradientReport<Args extends readonly unknown[]>(
  f: (...args: Args) => Arr,
  args: LooseArguments<Args>,
  options: GradientCheckOptions = {},
): GradientReport {
  checkOptions(options, gradientCheckChecks, "gradientReport");
  const { order = 1, modes = ["forward", "reverse"], tolerance, target } = options;
  const compile: JitOptions = target === undefined ? {} : { target };
  const flat = flattenArguments(args, "checkGrads");
  const common = { flat, modes, tolerance, options: compile };
  const first = f as unknown as ScalarFunction;
  const rows = compareOrder({ ...common, f: first, order: 1 });
  if (order === 2) {
    // The gradient along a fixed direction is a scalar function again.
    const direction = withLeaves(
      flat,
      flat.values.map((value, i) => directionLike(value, i)),
    );
    const slope: ScalarFunction = (...point) => jvp(first, point, direction).tangent;
    rows.push(...compareOrder({ ...common, f: slope, order: 2 }));
  }
  return { passed: rows.every((row) => row.passed), rows };
}

/**
 * As `gradientReport`, but throws when a derivative is wrong.
 *
 * @throws  DerivativeError naming the leaf, with both derivatives; ShapeError when f does not return a scalar
 * @example
 * ```ts
 * import { type Arr, checkGrads } from "fluxion";
 * checkGrads((x: Arr) => x.exp().mul(x), [0.3], { order: 2 });
 * ```
 */
export function checkGrads<Args extends readonly unknown[]>(
  f: (...args: Args) => Arr,
  args: LooseArguments<Args>,
  options: GradientCheckOptions = {},
): void {
  checkOptions(options, gradientCheckChecks, "checkGrads");
  const { rows } = gradientReport(f, args, options);
  const failed = rows.filter((row) => !row.passed);
  const [worst] = failed.toSorted((a, b) => b.error - a.error);
  if (worst === undefined) return;
  const { mode, autodiff, numeric, error } = worst;
  throw new DerivativeError({
    where: f.name === "" ? "checkGrads" : f.name,
    path: elementPath(args, worst),
    expected: `${shown(numeric)} by differences`,
    received: `${shown(autodiff)} by ${mode} mode${worst.order === 2 ? ", second derivative" : ""}, relative error ${error.toExponential(1)}`,
    hint: `${failed.length} of ${rows.length} derivatives disagree. Look for a custom derivative, or a point where f is not smooth.`,
  });
}

/** As many digits as differences are good for. */
function shown(derivative: number): string {
  return String(Number(derivative.toPrecision(8)));
}

/** Where a row stands: the leaf, and the index along each of its axes. */
function elementPath(args: readonly unknown[], { path, index }: GradientCheckRow): string {
  const { values, structure } = flattenArguments(args, "checkGrads");
  const { shape } = values[argumentPaths(structure).indexOf(path)]!;
  let rest = index;
  const indices = shape.toReversed().map((length) => {
    const along = rest % length;
    rest = (rest - along) / length;
    return along;
  });
  return shape.length === 0 ? path : `${path}${describeShape(indices.reverse())}`;
}

type ScalarFunction = (...args: readonly unknown[]) => Arr;

/** The arguments with these leaves. */
function withLeaves({ structure }: FlatArguments, leaves: readonly Arr[]): readonly unknown[] {
  return unflatten(structure, leaves) as readonly unknown[];
}

/** A function at a point: what is compared, and how. */
interface Comparison {
  readonly f: ScalarFunction;
  readonly flat: FlatArguments;
  readonly order: 1 | 2;
  readonly modes: readonly DifferentiationMode[];
  readonly tolerance: number | undefined;
  readonly options: JitOptions;
}

function compareOrder({ f, flat, order, modes, tolerance, options }: Comparison): GradientCheckRow[] {
  const compiled = jit(f, options);
  const evaluate = (leaves: readonly Arr[]): Arr => compiled(...withLeaves(flat, leaves));
  const value = evaluate(flat.values);
  if (value.rank !== 0) {
    throw new ShapeError({
      where: "checkGrads",
      expected: "a function that returns a scalar",
      received: describeType(value),
      hint: "Reduce the result, for example by the sum of its product with fixed weights.",
    });
  }
  const paths = argumentPaths(flat.structure);
  const derivatives = modes.map((mode) => ({ mode, of: derivativesBy[mode](f, flat, options) }));
  return flat.values.flatMap((leaf, position) => {
    if (!isFloat(leaf.dtype)) return [];
    const single = leaf.dtype === "f32" || value.dtype === "f32";
    const numeric = Array.from(elementsOf(leaf), (at, index) =>
      extrapolatedDifference((x) => evaluate(replaced(flat.values, position, index, x)).item(), {
        at,
        precision: single ? 2 ** -23 : 2 ** -52,
        round: leaf.dtype === "f32" ? Math.fround : (x) => x,
      }),
    );
    const accepted = tolerance ?? (single ? 1e-3 : 1e-6);
    const leafScale = Math.max(...numeric.map(({ derivative }) => Math.abs(derivative)), 1e-30);
    return numeric.flatMap(({ derivative, error: numericError }, index) =>
      derivatives.map(({ mode, of }): GradientCheckRow => {
        const autodiff = of(position, index);
        const scale = Math.max(Math.abs(derivative), leafScale * 1e-3);
        const difference = Math.abs(autodiff - derivative);
        const passed = difference <= accepted * scale + 4 * numericError;
        const place = { path: paths[position]!, index, mode, order };
        return { ...place, autodiff, numeric: derivative, numericError, error: difference / scale, passed };
      }),
    );
  });
}

/** By each mode, the derivative in element `index` of leaf `position`. */
const derivativesBy: Readonly<
  Record<
    DifferentiationMode,
    (f: ScalarFunction, flat: FlatArguments, options: JitOptions) => (position: number, index: number) => number
  >
> = {
  forward(f, flat, options) {
    const along = jit(
      (args: readonly unknown[], tangents: readonly unknown[]) => jvp(f, args, tangents).tangent,
      options,
    );
    const args = withLeaves(flat, flat.values);
    return (position, index) => along(args, withLeaves(flat, unit(flat.values, position, index))).item();
  },
  reverse(f, flat, options) {
    const cotangents = jit((...args: readonly unknown[]) => {
      const { value, pullback } = vjp(f, ...args);
      return pullback(onesLike(value));
    }, options)(...withLeaves(flat, flat.values));
    const { values } = flattenArguments(cotangents, "checkGrads");
    return (position, index) => elementsOf(values[position]!)[index]!;
  },
};

function elementsOf(leaf: Arr): TypedArray {
  return rowMajorData(requireHost(leaf, "checkGrads"), leaf.dtype);
}

/** The leaves with one element replaced by `x`. */
function replaced(leaves: readonly Arr[], position: number, index: number, x: number): Arr[] {
  return leaves.map((leaf, i) => {
    if (i !== position) return leaf;
    const data = allocate(leaf.dtype, leaf.size);
    data.set(elementsOf(leaf));
    data[index] = x;
    return fromBuffer(data, leaf.shape, leaf.dtype);
  });
}

function unit(leaves: readonly Arr[], position: number, index: number): Arr[] {
  return leaves.map((leaf, i) => {
    const data = allocate(leaf.dtype, leaf.size);
    if (i === position) data[index] = 1;
    return fromBuffer(data, leaf.shape, leaf.dtype);
  });
}

/** A fixed direction without symmetry, so that no error cancels: cosines of a golden-ratio sequence. */
function directionLike(leaf: Arr, offset: number): Arr {
  const data = allocate(leaf.dtype, leaf.size);
  if (!isFloat(leaf.dtype)) return fromBuffer(data, leaf.shape, leaf.dtype);
  for (let i = 0; i < data.length; i++) data[i] = Math.cos(1 + 1.618033988749895 * (i + 7 * offset));
  return fromBuffer(data, leaf.shape, leaf.dtype);
}
