/** grad and valueAndGrad: reverse-mode gradients of scalar functions. */

import type { Arr } from "../array/arr.ts";
import { isFloat } from "../array/dtype.ts";
import { describeType, DerivativeError, ShapeError } from "../errors/index.ts";
import type { Widened } from "../ops/widened.ts";
import { scalar } from "../program/bind.ts";
import { type Loose, unflatten } from "../tree/index.ts";
import { linearizeCall, pullBack } from "./linearize-call.ts";
import { flattenArguments, leafRange, traceCall } from "./trace-call.ts";

/** What to differentiate. */
export interface GradOptions<Position extends number> {
  /** Which argument to differentiate; the first by default. */
  readonly argument?: Position;
}

/** Arguments in which a number may stand for an array. */
export type LooseArguments<Args extends readonly unknown[]> = { [K in keyof Args]: Loose<Args[K]> };

/** The value of a function and its gradient. */
export interface ValueAndGrad<P> {
  readonly value: Arr;
  /** A tree like the differentiated argument. */
  readonly grad: P;
}

/**
 * The gradient of a scalar function with respect to one argument, by reverse mode, as a function of the same arguments.
 *
 * @param f  a pure function of pytrees that returns a scalar
 * @returns  (...args) -> a tree like the differentiated argument; leaves on which f does not depend get zeros
 * @throws   ShapeError when f does not return a scalar; DerivativeError naming the leaf when an operation on the way has no
 *           derivative or a differentiated leaf is not floating-point
 * @example
 * ```ts
 * import { type Arr, grad } from "fluxion";
 * const energy = (p: { x: Arr; v: Arr }) => p.x.square().add(p.v.square()).mul(0.5);
 * const { x, v } = grad(energy)({ x: 3, v: 4 });
 * console.log(x.item(), v.item()); // 3 4
 * ```
 */
export function grad<Args extends readonly unknown[], Position extends number = 0>(
  f: (...args: Args) => Arr,
  options: GradOptions<Position> = {},
): (...args: LooseArguments<Args>) => Widened<Args[Position]> {
  return (...args) => differentiate("grad", f, args, options.argument ?? 0).grad as Widened<Args[Position]>;
}

/**
 * As `grad`, with the value of the function beside the gradient.
 *
 * @example
 * ```ts
 * import { type Arr, valueAndGrad } from "fluxion";
 * const { value, grad } = valueAndGrad((x: Arr) => x.square())(3);
 * console.log(value.item(), grad.item()); // 9 6
 * ```
 */
export function valueAndGrad<Args extends readonly unknown[], Position extends number = 0>(
  f: (...args: Args) => Arr,
  options: GradOptions<Position> = {},
): (...args: LooseArguments<Args>) => ValueAndGrad<Widened<Args[Position]>> {
  return (...args) =>
    differentiate("valueAndGrad", f, args, options.argument ?? 0) as ValueAndGrad<Widened<Args[Position]>>;
}

function differentiate<Args extends readonly unknown[]>(
  where: string,
  f: (...args: Args) => Arr,
  args: readonly unknown[],
  argument: number,
): ValueAndGrad<unknown> {
  if (!Number.isInteger(argument) || argument < 0 || argument >= args.length) {
    throw new DerivativeError({
      where,
      expected: `an argument from 0 to ${args.length - 1}`,
      received: String(argument),
      hint: args.length === 0 ? "The function was called without arguments." : undefined,
    });
  }
  const flat = flattenArguments(args, where);
  const traced = traceCall(f, flat, where);
  const [output] = traced.program.outputs;
  if (traced.program.outputs.length !== 1 || output!.type.shape.length !== 0 || !isFloat(output!.type.dtype)) {
    const received = traced.program.outputs.map(({ type }) => describeType(type)).join(", ");
    throw new ShapeError({
      where,
      problem: "the function must return a scalar.",
      expected: "f64[]",
      received: received === "" ? "nothing" : received,
      hint: "Reduce the result, for example with sum; for the derivative of each element use jacobian.",
    });
  }
  const { start, end } = leafRange(flat.structure, argument);
  const differentiated = flat.values.map((_, i) => i >= start && i < end);
  const linear = linearizeCall(traced, flat, differentiated, where);
  const gradient = pullBack(linear, [scalar(1, output!.type.dtype)]);
  return { value: linear.outputs[0]!, grad: unflatten(flat.structure.children[argument]!, gradient) };
}
