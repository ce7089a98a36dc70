/** vmap: a function of single values becomes one of stacks of them. */

import { vmapChecks } from "./option-checks.ts";
import type { Arr } from "../array/arr.ts";
import { checkOptions, describeType, ShapeError } from "../errors/index.ts";
import { transposeTo } from "../primitives/movement/shape.ts";
import type { Widened } from "../ops/widened.ts";
import { pathsOf, unflatten } from "../tree/index.ts";
import { batchProgram } from "../interpreters/batch.ts";
import { withBatchAxis } from "../primitives/batching.ts";
import type { LooseArguments } from "./grad.ts";
import { axesOfLeaves, axisOf, type MapAxes } from "./map-axes.ts";
import { argumentPaths, flattenArguments, traceCall } from "./trace-call.ts";

export type { MapAxes };

/** Which axes are mapped. */
export interface VmapOptions {
  /** One entry for all arguments, or a list with one for each. Axis 0 by default. */
  readonly in?: MapAxes;
  /** Where the new axis of the results goes: 0 by default; null for a result that is the same for all elements. */
  readonly out?: MapAxes;
}

/**
 * Maps `f` over an axis of its arguments, without a loop: every operation works on the whole stack.
 *
 * @param f        a pure function of pytrees
 * @param options  in: 0 (all leaves, axis 0), null (shared), or one entry an argument, each an axis, null, or a tree of them
 * @returns        (...args) -> results with the mapped axis at `out`
 * @throws         ShapeError or AxisError naming the leaf when mapped lengths differ or a leaf has no such axis; TreeError when `in`
 *                 or `out` does not fit the trees
 * @example
 * ```ts
 * import { type Arr, array, vmap } from "fluxion";
 * const line = (p: { slope: Arr; offset: Arr }, x: Arr) => p.slope.mul(x).add(p.offset);
 * const y = vmap(line, { in: [null, 0] })({ slope: 2, offset: 1 }, array([0, 1, 2]));
 * console.log(y.toNested()); // → [ 1, 3, 5 ]
 * ```
 */
export function vmap<Args extends readonly unknown[], R>(
  f: (...args: Args) => R,
  options: VmapOptions = {},
): (...args: LooseArguments<Args>) => Widened<R> {
  checkOptions(options, vmapChecks, "vmap");
  const { in: entries = 0, out: places = 0 } = options;
  return (...args) => {
    const { values, structure } = flattenArguments(args, "vmap");
    const names = argumentPaths(structure);
    const axes = axesOfLeaves(entries, structure, "in").map((axis, i) => mappedAxis(axis, values[i]!, names[i]!));
    const mapped = axes.map((axis) => axis !== null);
    const size = mappedLength(values, axes, names);
    const stacked = values.map((value, i) => (axes[i] == null ? value : axisFirst(value, axes[i])));
    const elements = stacked.map(({ shape, dtype }, i) => ({
      shape: mapped[i] === true ? shape.slice(1) : shape,
      dtype,
    }));
    const { program, captures, resultStructure } = traceCall(f, { values: elements, structure }, "vmap");
    const batched = batchProgram(program, [...captures, ...stacked], [...captures.map(() => false), ...mapped], size);
    const out = axesOfLeaves(places, resultStructure, "out");
    const results = batched.outputs.map((output, i) =>
      placeAxis(output, batched.mapped[i] === true, size, out[i]!, () => pathsOf(resultStructure, "result")[i]!),
    );
    return unflatten(resultStructure, results) as Widened<R>;
  };
}

/** The axis of an argument leaf, counted from the front. */
function mappedAxis(axis: number | null, value: Arr, path: string): number | null {
  if (axis === null || value.rank > 0) return axis === null ? null : axisOf(axis, value.rank, path);
  throw new ShapeError({
    where: "vmap",
    path,
    expected: `an array with axis ${axis} to map over`,
    received: describeType(value),
    hint: "Say { in: null } for arguments that all elements share, or give one entry an argument: { in: [null, 0] }.",
  });
}

function mappedLength(values: readonly Arr[], axes: readonly (number | null)[], names: readonly string[]): number {
  const first = axes.findIndex((axis) => axis !== null);
  if (first < 0) {
    throw new ShapeError({
      where: "vmap",
      expected: "at least one mapped leaf",
      received: "none",
      hint: 'Every entry of "in" is null.',
    });
  }
  const length = values[first]!.shape[axes[first]!]!;
  axes.forEach((axis, i) => {
    if (axis === null || values[i]!.shape[axis] === length) return;
    throw new ShapeError({
      where: "vmap",
      path: names[i]!,
      expected: `length ${length} on axis ${axis}, as ${names[first]!} has`,
      received: describeType(values[i]!),
    });
  });
  return length;
}

/** A result with the mapped axis, now in front, where `out` wants it. */
function placeAxis(output: Arr, mapped: boolean, size: number, axis: number | null, path: () => string): Arr {
  if (axis !== null) {
    const full = withBatchAxis(output, mapped, size);
    return firstAxisTo(full, axisOf(axis, full.rank, path()));
  }
  if (!mapped) return output;
  throw new ShapeError({
    where: "vmap",
    path: path(),
    problem: "out is null for it, but it differs along the mapped axis",
    hint: "Say on which axis it shall be stacked.",
  });
}

function axisFirst(x: Arr, axis: number): Arr {
  const others = x.shape.map((_, each) => each).filter((each) => each !== axis);
  return transposeTo(x, [axis, ...others]);
}

function firstAxisTo(x: Arr, position: number): Arr {
  const order = x.shape.map((_, each) => each).filter((each) => each !== 0);
  order.splice(position, 0, 0);
  return transposeTo(x, order);
}
