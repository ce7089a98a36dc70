/** jacobian and hessian: all first and all second derivatives. */

import { type Arr, fromBuffer } from "../array/arr.ts";
import { allocate, isFloat } from "../array/dtype.ts";
import { DerivativeError } from "../errors/index.ts";
import { transposeTo, reshapeTo } from "../primitives/movement/shape.ts";
import type { Widened } from "../ops/widened.ts";
import { zerosOf } from "../array/zeros.ts";
import { slice } from "../primitives/movement/parts.ts";
import { bindOne } from "../program/bind.ts";
import { type Traced, traceOnTypes } from "../program/close.ts";
import { unflatten } from "../tree/index.ts";
import { batchProgram } from "../interpreters/batch.ts";
import { withBatchAxis } from "../primitives/batching.ts";
import {
  checkGradOptions,
  type ChosenOf,
  chosenLeaves,
  type GradOptions,
  inChosenOrder,
  type Positions,
} from "./chosen-arguments.ts";
import { grad, type LooseArguments } from "./grad.ts";
import { linearizeCall, type Linearization, transposeLinearization } from "./linearize-call.ts";
import { flattenArguments, traceCall } from "./trace-call.ts";

/** The tree R with each array leaf replaced by the tree P. */
export type Jacobian<R, P> = R extends Arr ? P : { readonly [K in keyof R]: Jacobian<R[K], P> };

/**
 * The matrix of first derivatives of `f` with respect to one argument, or several.
 *
 * Computed with all tangents at once (forward) when the argument has no more elements than the result, or when there is no way back
 * (a whileLoop), else with all cotangents at once (reverse).
 *
 * @param f  a pure function of pytrees to a pytree
 * @returns  (...args) -> a tree like the result, in which each leaf is a tree like the argument (a tuple of trees for several); the leaf for result leaf r and
 *           argument leaf a has shape [...shape of r, ...shape of a]
 * @throws   as grad, but for the scalar result
 * @example
 * ```ts
 * import { type Arr, array, jacobian } from "fluxion";
 * const f = (x: Arr) => x.square();
 * console.log(jacobian(f)(array([1, 2])).toNested()); // → [ [ 2, 0 ], [ 0, 4 ] ]
 * ```
 */
export function jacobian<Args extends readonly unknown[], R, const Chosen extends Positions = 0>(
  f: (...args: Args) => R,
  options: GradOptions<Chosen> = {},
): (...args: LooseArguments<Args>) => Jacobian<Widened<R>, ChosenOf<Args, NoInfer<Chosen>>> {
  checkGradOptions(options, "jacobian");
  return (...args) =>
    allSlopes("jacobian", f, args, options.argument ?? 0).jacobian as Jacobian<
      Widened<R>,
      ChosenOf<Args, NoInfer<Chosen>>
    >;
}

/** A value and its matrix of first derivatives. */
export interface ValueAndJacobian<R, P> {
  readonly value: R;
  /** As `jacobian` returns it. */
  readonly jacobian: Jacobian<R, P>;
}

/**
 * The value of `f` and its matrix of first derivatives with respect to one argument, for one pass through `f`.
 *
 * @returns  (...args) -> { value, jacobian }
 * @throws   as jacobian
 * @example
 * ```ts
 * import { type Arr, array, valueAndJacobian } from "fluxion";
 * const { value, jacobian } = valueAndJacobian((x: Arr) => x.square())(array([1, 2]));
 * console.log(value.toNested(), jacobian.toNested()); // → [ 1, 4 ] [ [ 2, 0 ], [ 0, 4 ] ]
 * ```
 */
export function valueAndJacobian<Args extends readonly unknown[], R, const Chosen extends Positions = 0>(
  f: (...args: Args) => R,
  options: GradOptions<Chosen> = {},
): (...args: LooseArguments<Args>) => ValueAndJacobian<Widened<R>, ChosenOf<Args, NoInfer<Chosen>>> {
  checkGradOptions(options, "valueAndJacobian");
  return (...args) =>
    allSlopes("valueAndJacobian", f, args, options.argument ?? 0) as ValueAndJacobian<
      Widened<R>,
      ChosenOf<Args, Chosen>
    >;
}

function allSlopes<Args extends readonly unknown[]>(
  where: string,
  f: (...args: Args) => unknown,
  args: readonly unknown[],
  argument: Positions,
): { readonly value: unknown; readonly jacobian: unknown } {
  const flat = flattenArguments(args, where);
  const traced = traceCall(f, flat, where);
  const chosen = chosenLeaves(flat.structure, argument, where);
  const linear = linearizeCall(traced, flat, chosen.isChosen, where);
  const inputs = flat.values.filter((_, i) => chosen.isChosen[i]);
  const count = (arrays: readonly Arr[]): number => arrays.reduce((sum, { size }) => sum + size, 0);
  const back = count(inputs) > count(linear.outputs) ? backwardProgram(linear, inputs) : undefined;
  const blocks = back === undefined ? forwardBlocks(linear, inputs) : reverseBlocks(linear, back, inputs);
  const rows = blocks.map((row) => unflatten(chosen.structure, inChosenOrder(chosen, row)));
  return {
    value: unflatten(traced.resultStructure, linear.outputs),
    jacobian: unflatten<unknown>(traced.resultStructure, rows),
  };
}

/**
 * The matrix of second derivatives of a scalar function with respect to one argument, or several: forward over reverse.
 *
 * @returns  (...args) -> a tree like the argument of trees like the argument; leaf [a][b] has shape [...shape of a, ...shape of b]
 * @throws   as grad
 * @example
 * ```ts
 * import { type Arr, hessian } from "fluxion";
 * const f = (p: { x: Arr; y: Arr }) => p.x.square().mul(p.y);
 * const { x } = hessian(f)({ x: 3, y: 5 });
 * console.log(x.x.item(), x.y.item()); // → 10 6
 * ```
 */
export function hessian<Args extends readonly unknown[], const Chosen extends Positions = 0>(
  f: (...args: Args) => Arr,
  options: GradOptions<Chosen> = {},
): (...args: LooseArguments<Args>) => Jacobian<ChosenOf<Args, NoInfer<Chosen>>, ChosenOf<Args, NoInfer<Chosen>>> {
  checkGradOptions(options, "hessian");
  const gradient = grad(f, options) as (...args: Args) => ChosenOf<Args, Chosen>;
  return ((...args: LooseArguments<Args>) =>
    allSlopes("hessian", gradient, args, options.argument ?? 0).jacobian) as ReturnType<typeof hessian<Args, Chosen>>;
}

/** Unit vectors of a list of arrays, stacked: for each array a stack of all of them, nonzero where it is its turn. */
function unitStacks(arrays: readonly Arr[]): Arr[] {
  const total = arrays.reduce((sum, { size }) => sum + size, 0);
  let offset = 0;
  return arrays.map(({ shape, dtype, size }) => {
    const data = allocate(dtype, [total, ...shape], "jacobian");
    for (let i = 0; i < size; i++) data[(offset + i) * size + i] = 1;
    offset += size;
    return fromBuffer(data, [total, ...shape], dtype);
  });
}

/** blocks[r][a] by pushing all unit tangents through the linear program at once. */
function forwardBlocks({ outputs, program, residuals, moving }: Linearization, inputs: readonly Arr[]): Arr[][] {
  const units = unitStacks(inputs);
  const total = units[0]?.shape[0] ?? 0;
  const pushed = batchProgram(
    program,
    [...residuals, ...units],
    [...residuals.map(() => false), ...units.map(() => true)],
    total,
  );
  let next = 0;
  return outputs.map((output, r) => {
    if (moving[r] !== true) return inputs.map((input) => zeroBlock(output, input));
    const stack = withBatchAxis(pushed.outputs[next]!, pushed.mapped[next] === true, total);
    next += 1;
    // [inputs, ...result] to [...result, inputs], then split by argument leaf.
    const last = transposeTo(stack, [...output.shape.map((_, axis) => axis + 1), 0]);
    return splitAxis(
      last,
      output.rank,
      inputs.map(({ size }) => size),
    ).map((block, a) => reshapeTo(block, [...output.shape, ...inputs[a]!.shape]));
  });
}

/** The linear program transposed, from cotangents of what moves to cotangents of the inputs; undefined where it has no transpose. */
function backwardProgram(linear: Linearization, inputs: readonly Arr[]): Traced | undefined {
  const { outputs, moving } = linear;
  const cotangentTypes = outputs.filter((_, r) => moving[r]).map(({ shape, dtype }) => ({ shape, dtype }));
  try {
    return traceOnTypes(cotangentTypes, (cotangents) =>
      transposeLinearization(linear, cotangents).map((each, a) => each ?? zerosOf(inputs[a]!)),
    );
  } catch (error) {
    if (error instanceof DerivativeError) return undefined;
    throw error;
  }
}

/** blocks[r][a] by pulling all unit cotangents back through the linear program at once. */
function reverseBlocks({ outputs, moving }: Linearization, back: Traced, inputs: readonly Arr[]): Arr[][] {
  const movingOutputs = outputs.filter((_, r) => moving[r]);
  const units = unitStacks(movingOutputs);
  const total = units[0]?.shape[0] ?? 0;
  const pulled = batchProgram(
    back.program,
    [...back.captures, ...units],
    [...back.captures.map(() => false), ...units.map(() => true)],
    total,
  );
  const stacks = pulled.outputs.map((stack, a) => withBatchAxis(stack, pulled.mapped[a] === true, total));
  const sizes = movingOutputs.map(({ size }) => size);
  const rows = stacks.map((stack) => splitAxis(stack, 0, sizes));
  let next = -1;
  return outputs.map((output, r) => {
    if (moving[r] !== true) return inputs.map((input) => zeroBlock(output, input));
    next += 1;
    return inputs.map((input, a) => reshapeTo(rows[a]![next]!, [...output.shape, ...input.shape]));
  });
}

function zeroBlock(output: Arr, input: Arr): Arr {
  const shape = [...output.shape, ...input.shape];
  const dtype = isFloat(output.dtype) ? output.dtype : input.dtype;
  return fromBuffer(allocate(dtype, shape, "jacobian"), shape, dtype);
}

/** Consecutive parts of the given lengths along an axis. */
function splitAxis(x: Arr, axis: number, lengths: readonly number[]): Arr[] {
  let start = 0;
  return lengths.map((length) => {
    const starts = x.shape.map((_, each) => (each === axis ? start : 0));
    start += length;
    const limits = x.shape.map((whole, each) => (each === axis ? start : whole));
    return bindOne(slice, [x], { starts, limits, strides: x.shape.map(() => 1) });
  });
}
