/** grad and valueAndGrad: reverse-mode gradients of scalar functions. */

import { gradChecks } from "./option-checks.ts";
import type { Arr } from "../array/arr.ts";
import { type DType, isFloat } from "../array/dtype.ts";
import { checkOptions, describeType, DTypeError, ShapeError } from "../errors/index.ts";
import type { Widened } from "../ops/widened.ts";
import { scalar } from "../program/bind.ts";
import { type Loose, unflatten } from "../tree/index.ts";
import { linearizeCall, pullBack } from "./linearize-call.ts";
import { flattenArguments, leafRange, type TracedCall, traceCall } from "./trace-call.ts";

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
 * console.log(x.item(), v.item()); // → 3 4
 * ```
 */
export function grad<Args extends readonly unknown[], Position extends number = 0>(
  f: (...args: Args) => Arr,
  options: GradOptions<Position> = {},
): (...args: LooseArguments<Args>) => Widened<Args[Position]> {
  checkOptions(options, gradChecks, "grad");
  return (...args) => differentiate("grad", f, args, options.argument ?? 0).grad as Widened<Args[Position]>;
}

/**
 * As `grad`, with the value of the function beside the gradient.
 *
 * @example
 * ```ts
 * import { type Arr, valueAndGrad } from "fluxion";
 * const { value, grad } = valueAndGrad((x: Arr) => x.square())(3);
 * console.log(value.item(), grad.item()); // → 9 6
 * ```
 */
export function valueAndGrad<Args extends readonly unknown[], Position extends number = 0>(
  f: (...args: Args) => Arr,
  options: GradOptions<Position> = {},
): (...args: LooseArguments<Args>) => ValueAndGrad<Widened<Args[Position]>> {
  checkOptions(options, gradChecks, "valueAndGrad");
  return (...args) =>
    differentiate("valueAndGrad", f, args, options.argument ?? 0) as ValueAndGrad<Widened<Args[Position]>>;
}

function differentiate<Args extends readonly unknown[]>(
  where: string,
  f: (...args: Args) => Arr,
  args: readonly unknown[],
  argument: number,
): ValueAndGrad<unknown> {
  const flat = flattenArguments(args, where);
  const traced = traceCall(f, flat, where);
  const dtype = requireScalar(traced, where);
  const { start, end } = leafRange(flat.structure, argument, where);
  const differentiated = flat.values.map((_, i) => i >= start && i < end);
  const linear = linearizeCall(traced, flat, differentiated, where);
  const gradient = pullBack(linear, [scalar(1, dtype)]);
  return { value: linear.outputs[0]!, grad: unflatten(flat.structure.children[argument]!, gradient) };
}

/** The element type of the one scalar that is returned. */
function requireScalar({ program: { outputs } }: TracedCall, where: string): DType {
  const [output] = outputs;
  const problem = "the function must return a scalar.";
  if (output === undefined || outputs.length > 1) {
    throw new ShapeError({ where, problem, expected: "f64[]", received: `a tree of ${outputs.length} leaves` });
  }
  const { shape, dtype } = output.type;
  if (shape.length > 0) {
    throw new ShapeError({
      where,
      problem,
      expected: "f64[]",
      received: describeType(output.type),
      hint: "Reduce the result, for example with sum; for the derivative of each element use jacobian.",
    });
  }
  if (!isFloat(dtype)) {
    const hint = "A number that is counted or compared has no derivative.";
    throw new DTypeError({
      where,
      expected: "a function that returns f64[] or f32[]",
      received: describeType(output.type),
      hint,
    });
  }
  return dtype;
}
