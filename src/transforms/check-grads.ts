/** checkGrads and gradientReport: automatic derivatives against Richardson-extrapolated differences, leaf by leaf. */

import { type Arr, fromBuffer, requireHost, rowMajorData } from "../array/arr.ts";
import { allocate, isFloat } from "../array/dtype.ts";
import { DerivativeError, ShapeError } from "../errors/index.ts";
import { unflatten } from "../tree/index.ts";
import { grad, type LooseArguments } from "./grad.ts";
import { jit, type JitOptions } from "./jit.ts";
import { jvp } from "./jvp.ts";
import { argumentPaths, type FlatArguments, flattenArguments } from "./trace-call.ts";

/** What to check, and how closely. */
export interface GradientCheckOptions extends JitOptions {
  /** 1 checks the gradient, 2 also the gradient of a projection of the gradient. Default 1. */
  readonly order?: 1 | 2;
  /** Which modes to check; both by default. */
  readonly modes?: readonly ("forward" | "reverse")[];
  /** Largest error accepted, relative to the larger of the derivative and the scale of its leaf. Default 1e-6. */
  readonly tolerance?: number;
}

/** One derivative, by one mode, compared. */
export interface GradientCheckRow {
  /** The leaf: `params.halo.scaleRadius`. */
  readonly path: string;
  /** The element of the leaf, row-major. */
  readonly index: number;
  readonly mode: "forward" | "reverse";
  readonly order: 1 | 2;
  /** The derivative by the engine. */
  readonly autodiff: number;
  /** The derivative by extrapolated differences. */
  readonly numeric: number;
  /** What the difference quotient is good for, by the spread of its last extrapolations. */
  readonly numericError: number;
  /** |autodiff − numeric| relative to the scale of the derivative. */
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
 * console.log(passed); // true
 * ```
 */
export function gradientReport<Args extends readonly unknown[]>(
  f: (...args: Args) => Arr,
  args: LooseArguments<Args>,
  { order = 1, modes = ["forward", "reverse"], tolerance = 1e-6, target }: GradientCheckOptions = {},
): GradientReport {
  const options: JitOptions = target === undefined ? {} : { target };
  const flat = flattenArguments(args, "checkGrads");
  const evaluate = jit(onLeaves(f, flat), options);
  const rows = compareOrder(evaluate, onLeaves(f, flat), flat, 1, modes, tolerance, options);
  if (order === 2) {
    // The gradient along a fixed direction is a scalar function again.
    const direction = flat.values.map((value, i) => directionLike(value, i));
    const slope = (leaves: readonly Arr[]): Arr => jvp(onLeaves(f, flat), [leaves], [direction]).tangent;
    rows.push(...compareOrder(jit(slope, options), slope, flat, 2, modes, tolerance, options));
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
  const { rows } = gradientReport(f, args, options);
  const failed = rows.filter((row) => !row.passed);
  const [worst] = failed.toSorted((a, b) => b.error - a.error);
  if (worst === undefined) return;
  const { path, index, mode, autodiff, numeric, error } = worst;
  throw new DerivativeError({
    where: f.name === "" ? "checkGrads" : f.name,
    path: `${path}[${index}]`,
    expected: `${numeric} by differences`,
    received: `${autodiff} by ${mode} mode${worst.order === 2 ? ", second derivative" : ""}, relative error ${error.toExponential(1)}`,
    hint: `${failed.length} of ${rows.length} derivatives disagree. Look for a custom derivative, or a point where f is not smooth.`,
  });
}

/** The function of the flat list of leaves. */
function onLeaves<Args extends readonly unknown[]>(
  f: (...args: Args) => Arr,
  { structure }: FlatArguments,
): (leaves: readonly Arr[]) => Arr {
  return (leaves) => f(...(unflatten(structure, leaves) as unknown as Args));
}

function compareOrder(
  evaluate: (leaves: readonly Arr[]) => Arr,
  f: (leaves: readonly Arr[]) => Arr,
  flat: FlatArguments,
  order: 1 | 2,
  modes: readonly ("forward" | "reverse")[],
  tolerance: number,
  options: JitOptions,
): GradientCheckRow[] {
  const paths = argumentPaths(flat.structure);
  const floating = flat.values.map(({ dtype }) => isFloat(dtype));
  const known = (moving: readonly Arr[]): Arr[] => {
    let next = 0;
    return flat.values.map((value, i) => (floating[i] === true ? moving[next++]! : value));
  };
  const moving = flat.values.filter((_, i) => floating[i]);
  const value = evaluate(flat.values);
  if (value.rank !== 0) {
    throw new ShapeError({
      where: "checkGrads",
      expected: "a function that returns a scalar",
      received: `${value.dtype}[${value.shape.join(", ")}]`,
      hint: "Reduce the result, for example by the sum of its product with fixed weights.",
    });
  }
  const reverse = modes.includes("reverse")
    ? jit(
        grad((leaves: readonly Arr[]) => f(known(leaves))),
        options,
      )(moving)
    : undefined;
  const forward = modes.includes("forward")
    ? jit(
        (leaves: readonly Arr[], tangents: readonly Arr[]) =>
          jvp((x: readonly Arr[]) => f(known(x)), [leaves], [tangents]).tangent,
        options,
      )
    : undefined;
  const rows: GradientCheckRow[] = [];
  let at = -1;
  flat.values.forEach((leaf, position) => {
    if (floating[position] !== true) return;
    at += 1;
    const numericRows = Array.from({ length: leaf.size }, (_, index) =>
      ridders((step) => evaluate(replaced(flat.values, position, index, step)).item(), stepScale(leaf, index)),
    );
    const gradient =
      reverse === undefined ? undefined : rowMajorData(requireHost(reverse[at]!, "checkGrads"), leaf.dtype);
    const scale = Math.max(...numericRows.map(({ derivative }) => Math.abs(derivative)), 1e-30);
    numericRows.forEach(({ derivative, error: numericError }, index) => {
      const compare = (mode: "forward" | "reverse", autodiff: number): void => {
        const difference = Math.abs(autodiff - derivative);
        const error = difference / Math.max(Math.abs(derivative), scale * 1e-3);
        const allowed = tolerance * Math.max(Math.abs(derivative), scale * 1e-3) + 4 * numericError;
        rows.push({
          path: paths[position]!,
          index,
          mode,
          order,
          autodiff,
          numeric: derivative,
          numericError,
          error,
          passed: difference <= allowed || (Object.is(autodiff, derivative) && Number.isFinite(autodiff)),
        });
      };
      if (forward !== undefined) compare("forward", forward(moving, unit(moving, at, index)).item());
      if (gradient !== undefined) compare("reverse", gradient[index]!);
    });
  });
  return rows;
}

/** Differences are taken over a tenth of the element's size to begin with, or of 0.1 where it is small. */
function stepScale(leaf: Arr, index: number): number {
  const value = rowMajorData(requireHost(leaf, "checkGrads"), leaf.dtype)[index]!;
  return 0.01 * (value === 0 ? 1 : Math.abs(value));
}

/** The leaves with `step` added to one element. */
function replaced(leaves: readonly Arr[], position: number, index: number, step: number): Arr[] {
  return leaves.map((leaf, i) => {
    if (i !== position) return leaf;
    const data = allocate(leaf.dtype, leaf.size);
    data.set(rowMajorData(requireHost(leaf, "checkGrads"), leaf.dtype));
    data[index]! += step;
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
  if (isFloat(leaf.dtype))
    for (let i = 0; i < data.length; i++) data[i] = Math.cos(1 + 1.618033988749895 * (i + 7 * offset));
  return fromBuffer(data, leaf.shape, leaf.dtype);
}

interface Difference {
  readonly derivative: number;
  readonly error: number;
}

/**
 * Derivative at 0 of a function of a step, by central differences over falling steps h, h/c, h/c², … and Richardson's
 * extrapolation; the column of the tableau with the least spread is taken.
 */
function ridders(f: (step: number) => number, start: number): Difference {
  const shrink = 1.6;
  const size = 12;
  const central = (h: number): number => (f(h) - f(-h)) / (2 * h);
  let h = start;
  let previous = [central(h)];
  let best: Difference = { derivative: previous[0]!, error: Infinity };
  for (let row = 1; row < size; row++) {
    h /= shrink;
    const current = [central(h)];
    let factor = shrink * shrink;
    for (let column = 1; column <= row; column++) {
      current[column] = (current[column - 1]! * factor - previous[column - 1]!) / (factor - 1);
      factor *= shrink * shrink;
      const spread = Math.max(
        Math.abs(current[column]! - current[column - 1]!),
        Math.abs(current[column]! - previous[column - 1]!),
      );
      if (spread <= best.error) best = { derivative: current[column]!, error: spread };
    }
    previous = current;
  }
  return best;
}
