/** jvp and linearize: derivatives along tangents of the arguments, by forward mode. */

import type { Arr } from "../array/arr.ts";
import { isFloat } from "../array/dtype.ts";
import type { Tangent } from "../program/primitive.ts";
import { zerosOf } from "../array/zeros.ts";
import type { Widened } from "../ops/widened.ts";
import { evaluate } from "../interpreters/evaluate.ts";
import { unflatten } from "../tree/index.ts";
import type { LooseArguments } from "./grad.ts";
import { linearizeCall } from "./linearize-call.ts";
import { pushForward } from "../interpreters/push-forward.ts";
import { argumentPaths, flattenArguments, traceCall } from "./trace-call.ts";
import { conformLeaves } from "./vjp.ts";

/** The value of a function and its derivative along a tangent. */
export interface Jvp<R> {
  readonly value: R;
  /** The derivative along the given tangents; a tree like the value. */
  readonly tangent: R;
}

/**
 * The value of `f` and its derivative along `tangents`, which are like the arguments.
 *
 * @throws  ShapeError or TreeError naming the leaf when a tangent does not fit its argument
 * @example
 * ```ts
 * import { type Arr, jvp } from "fluxion";
 * const { value, tangent } = jvp((x: Arr) => x.square(), [3], [1]);
 * console.log(value.item(), tangent.item()); // → 9 6
 * ```
 */
export function jvp<Args extends readonly unknown[], R>(
  f: (...args: Args) => R,
  args: LooseArguments<Args>,
  tangents: LooseArguments<Args>,
): Jvp<Widened<R>> {
  const flat = flattenArguments(args, "jvp");
  const given = conformLeaves(tangents, flat.structure, flat.values, "jvp", "tangents");
  const { program, captures, resultStructure } = traceCall(f, flat, "jvp");
  const result = pushForward(
    program,
    [...captures, ...flat.values],
    [...captures.map(() => null), ...given.map((tangent): Tangent => (isFloat(tangent.dtype) ? tangent : null))],
    "forward",
    { inputPaths: [...captures.map(() => ""), ...argumentPaths(flat.structure)] },
  );
  return {
    value: unflatten(resultStructure, result.outputs) as Widened<R>,
    tangent: unflatten(resultStructure, fillZeros(result.tangents, result.outputs)) as Widened<R>,
  };
}

function fillZeros(tangents: readonly Tangent[], outputs: readonly Arr[]): Arr[] {
  return tangents.map((tangent, i) => tangent ?? zerosOf(outputs[i]!));
}

/** The value of a function and its derivative as a linear map. */
export interface LinearMap<Args extends readonly unknown[], R> {
  readonly value: R;
  /** Tangent of the value from tangents of the arguments; the value itself is not computed again. */
  readonly pushforward: (...tangents: LooseArguments<Args>) => R;
}

/**
 * The value of `f` and its derivative there as a linear map, for several tangents at one point.
 *
 * @throws  as jvp
 * @example
 * ```ts
 * import { type Arr, linearize } from "fluxion";
 * const { pushforward } = linearize((x: Arr, y: Arr) => x.mul(y), 3, 4);
 * console.log(pushforward(1, 0).item(), pushforward(0, 1).item()); // → 4 3
 * ```
 */
export function linearize<Args extends readonly unknown[], R>(
  f: (...args: Args) => R,
  ...args: LooseArguments<Args>
): LinearMap<Args, Widened<R>> {
  const flat = flattenArguments(args, "linearize");
  const traced = traceCall(f, flat, "linearize");
  const differentiated = flat.values.map(({ dtype }) => isFloat(dtype));
  const { outputs, program, residuals, moving } = linearizeCall(traced, flat, differentiated, "linearize");
  return {
    value: unflatten(traced.resultStructure, outputs) as Widened<R>,
    pushforward: (...tangents) => {
      const given = conformLeaves(tangents, flat.structure, flat.values, "pushforward", "tangents");
      const moved = evaluate(program, [...residuals, ...given.filter((_, i) => differentiated[i])]);
      let next = 0;
      const leaves = outputs.map((output, i) => (moving[i] === true ? moved[next++]! : zerosOf(output)));
      return unflatten(traced.resultStructure, leaves) as Widened<R>;
    },
  };
}
