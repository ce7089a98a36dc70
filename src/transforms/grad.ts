/** grad and valueAndGrad: reverse-mode gradients of scalar functions. */

import type { Arr } from "../array/arr.ts";
import { type DType, isFloat } from "../array/dtype.ts";
import { describeType, DTypeError, ShapeError } from "../errors/index.ts";
import type { Widened } from "../ops/widened.ts";
import { scalar } from "../program/bind.ts";
import type { Operand } from "../program/program.ts";
import { type Loose, type TreeStructure, unflatten } from "../tree/index.ts";
import {
  checkGradOptions,
  type ChosenOf,
  chosenLeaves,
  type GradOptions,
  inChosenOrder,
  type Positions,
} from "./chosen-arguments.ts";
import { linearizeCall, pullBack } from "./linearize-call.ts";
import { flattenArguments, traceCall } from "./trace-call.ts";

/** Arguments in which a number may stand for an array. */
export type LooseArguments<Args extends readonly unknown[]> = { [K in keyof Args]: Loose<Args[K]> };

/** What a function returns that has more to say than its value: `aux` is any pytree, handed through beside the derivatives. */
export interface ValueAndAux<A> {
  /** The scalar to differentiate. */
  readonly value: Arr;
  /** Predictions, parts of a loss, a state: what was computed on the way. */
  readonly aux: A;
}

/** A scalar, or a scalar as `value` with anything else as `aux`. */
export type Objective = Arr | ValueAndAux<unknown>;

/** The value of a function and its gradient. */
export interface ValueAndGrad<P> {
  readonly value: Arr;
  /** A tree like the differentiated argument; a tuple of them for several. */
  readonly grad: P;
}

/** What was computed on the way, as arrays. */
export interface WithAux<A> {
  readonly aux: A;
}

/** The gradient; { grad, aux } of a function that returns { value, aux }. */
export type GradResult<R extends Objective, P> =
  R extends ValueAndAux<infer A> ? { readonly grad: P } & WithAux<Widened<A>> : P;

/** Value and gradient; with `aux` of a function that returns { value, aux }. */
export type ValueAndGradResult<R extends Objective, P> =
  R extends ValueAndAux<infer A> ? ValueAndGrad<P> & WithAux<Widened<A>> : ValueAndGrad<P>;

/**
 * The gradient of a scalar function with respect to one argument, or several, by reverse mode, as a function of the same arguments.
 *
 * A function may return { value, aux }: it is differentiated by `value`, and { grad, aux } comes back, `aux` as it was computed on the way.
 *
 * @param f        a pure function of pytrees that returns a scalar, or { value, aux } with a scalar value
 * @param options  `argument`: 0 by default; `[0, 2]` gives a tuple of two gradients
 * @returns  (...args) -> a tree like the differentiated argument; leaves on which f does not depend get zeros
 * @throws   ShapeError when f does not return a scalar; DerivativeError naming the leaf when an operation on the way has no
 *           derivative or a differentiated leaf is not floating-point; OptionError for positions that are none
 * @example
 * ```ts
 * import { type Arr, grad } from "fluxion";
 * const energy = (p: { x: Arr; v: Arr }) => p.x.square().add(p.v.square()).mul(0.5);
 * const { x, v } = grad(energy)({ x: 3, v: 4 });
 * console.log(x.item(), v.item()); // → 3 4
 * const [dx, dy] = grad((x: Arr, y: Arr) => x.mul(y), { argument: [0, 1] })(3, 4);
 * console.log(dx.item(), dy.item()); // → 4 3
 * ```
 */
export function grad<Args extends readonly unknown[], const Chosen extends Positions = 0, R extends Objective = Arr>(
  f: (...args: Args) => R,
  options: GradOptions<Chosen> = {},
): (...args: LooseArguments<Args>) => GradResult<R, ChosenOf<Args, NoInfer<Chosen>>> {
  checkGradOptions(options, "grad");
  return (...args) => {
    const { value: _, ...rest } = differentiate("grad", f, args, options.argument ?? 0);
    return ("aux" in rest ? rest : rest.grad) as GradResult<R, ChosenOf<Args, NoInfer<Chosen>>>;
  };
}

/**
 * As `grad`, with the value of the function beside the gradient; of a function that returns { value, aux } with `aux` too.
 *
 * @example
 * ```ts
 * import { type Arr, array, valueAndGrad } from "fluxion";
 * const { value, grad } = valueAndGrad((x: Arr) => x.square())(3);
 * console.log(value.item(), grad.item()); // → 9 6
 * const misfit = (slope: Arr, x: Arr) => {
 *   const prediction = slope.mul(x);
 *   return { value: prediction.sub(1).square().sum(), aux: { prediction } };
 * };
 * const { grad: slopes, aux } = valueAndGrad(misfit)(2, array([1, 2]));
 * console.log(slopes.item(), aux.prediction.toNested()); // → 14 [ 2, 4 ]
 * ```
 */
export function valueAndGrad<
  Args extends readonly unknown[],
  const Chosen extends Positions = 0,
  R extends Objective = Arr,
>(
  f: (...args: Args) => R,
  options: GradOptions<Chosen> = {},
): (...args: LooseArguments<Args>) => ValueAndGradResult<R, ChosenOf<Args, NoInfer<Chosen>>> {
  checkGradOptions(options, "valueAndGrad");
  return (...args) =>
    differentiate("valueAndGrad", f, args, options.argument ?? 0) as ValueAndGradResult<
      R,
      ChosenOf<Args, NoInfer<Chosen>>
    >;
}

function differentiate<Args extends readonly unknown[]>(
  where: string,
  f: (...args: Args) => unknown,
  args: readonly unknown[],
  argument: Positions,
): ValueAndGrad<unknown> | (ValueAndGrad<unknown> & WithAux<unknown>) {
  const flat = flattenArguments(args, where);
  const traced = traceCall(f, flat, where);
  const aux = auxOf(traced.resultStructure);
  const { outputs } = traced.program;
  // Leaves stand in the order of sorted keys: those of `aux`, then the value.
  const dtype = requireScalar(aux === undefined ? outputs : outputs.slice(aux.leafCount), where);
  const chosen = chosenLeaves(flat.structure, argument, where);
  const wanted = outputs.map((_, i) => i === outputs.length - 1);
  const linear = linearizeCall(traced, flat, chosen.isChosen, where, wanted);
  const gradient = pullBack(linear, [...(aux === undefined ? [] : linear.outputs.slice(0, -1)), scalar(1, dtype)]);
  const result = { value: linear.outputs.at(-1)!, grad: unflatten(chosen.structure, inChosenOrder(chosen, gradient)) };
  return aux === undefined ? result : { ...result, aux: unflatten(aux, linear.outputs.slice(0, -1)) };
}

/** The form of what stands beside the value, where { value, aux } is returned. */
function auxOf({ kind, sortedKeys, children }: TreeStructure): TreeStructure | undefined {
  return kind === "record" && sortedKeys.join() === "aux,value" ? children[0] : undefined;
}
const manyLeavesHint = "What else is computed on the way can be returned as { value, aux }.";

/** The element type of the one scalar that is returned, or is the value of what is. */
function requireScalar(outputs: readonly Operand[], where: string): DType {
  const [output] = outputs;
  const problem = "the function must return a scalar.";
  if (output === undefined || outputs.length > 1) {
    throw new ShapeError({
      where,
      problem,
      expected: "f64[]",
      received: `a tree of ${outputs.length} leaves`,
      hint: manyLeavesHint,
    });
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
