/** Batch descent: a first-order method that sees other data in each step. */
import { array, jit, valueAndGrad, type Arr } from "../../../src/index.ts";
import {
  parameterChecks,
  checkOptions,
  option,
  runCheck,
  type OptionChecks,
  type RunOf,
  type SpecOf,
  type Loose,
} from "../../../src/internal.ts";
import type { Stepped } from "../../drive/method.ts";
import { FitParameters, type SpaceOptions } from "../../problem/parameters.ts";
import type { NamedProblem } from "../../problem/vector-problem.ts";
import type { Minimizer } from "../minimizer.ts";
import type { FirstOrderInfo, FirstOrderState } from "./first-order.ts";

/** How to descend. */
export interface BatchDescentOptions<P, B, S extends FirstOrderState<unknown>> extends SpaceOptions<P> {
  /** `adam()`, `adamW()` or `sgd()`. */
  readonly method: Minimizer<S, FirstOrderInfo, NamedProblem>;
  /** The data of each step, from 0: a pure function of its number, so that a run can be cut and continued. */
  readonly batch: (step: number) => B;
  /** How the loss runs. */
  readonly run?: RunOf<"target"> | undefined;
}

/** A descent as pure functions of its state, which is plain data. */
export interface BatchDescent<P, S> {
  /** The state at the initial parameters. */
  start(): S;
  /** The next state, and what the step did; its `value` is the loss of the batch that the next step will see. */
  step(state: S): Stepped<S, FirstOrderInfo>;
  /** The parameters of a state. */
  params(state: S): P;
}

/** Checks of the options. */
const checks: OptionChecks<BatchDescentOptions<unknown, unknown, FirstOrderState<unknown>>> = {
  ...parameterChecks,
  method: option.madeBy("adam()", "bind"),
  batch: option.callback,
  run: runCheck(["target"], {
    seed: "the batches are drawn where they are made: miniBatches takes it",
    progress: "the loop is yours: runSteps takes it",
    signal: "the loop is yours: runSteps takes it",
    resume: "the loop is yours: runSteps takes it",
  }),
};

/**
 * A first-order method on a loss whose data change from step to step: stochastic gradient descent with mini-batches. The loop is
 * yours, or that of `runSteps`, which watches, saves and continues it. Loss and gradient are compiled once, the batch an argument.
 *
 * @param loss  pure function of the parameters and a batch, a tree of arrays, to a scalar
 * @param initial  parameters to start from, inside of the bounds
 * @throws   ParameterError as `minimize`; what tracing the loss throws
 * @example
 * ```ts
 * import { type Arr, linspace } from "fluxion";
 * import { adam, batchDescent, miniBatches } from "fluxion/inference";
 * const x = linspace(0, 1, 256);
 * const batch = miniBatches({ x, y: x.mul(2).add(1) }, { size: 32, run: { seed: 1 } });
 * type Line = { slope: Arr; offset: Arr };
 * const loss = (p: Line, d: { x: Arr; y: Arr }): Arr => d.x.mul(p.slope).add(p.offset).sub(d.y).square().mean();
 * const descent = batchDescent(loss, { slope: 0, offset: 0 }, { method: adam({ learningRate: 0.05 }), batch });
 * let state = descent.start();
 * for (let step = 0; step < 1000; step++) ({ state } = descent.step(state));
 * console.log(descent.params(state).slope.item().toFixed(2)); // → 2.00
 * ```
 * @see Robbins & Monro (1951), A stochastic approximation method, Ann. Math. Stat. 22, 400
 */
export function batchDescent<P, B, S extends FirstOrderState<unknown>>(
  loss: (params: P, batch: B) => Arr,
  initial: Loose<NoInfer<P>>,
  options: BatchDescentOptions<NoInfer<P>, NoInfer<B>, S> & SpecOf<P>,
): BatchDescent<P, S> {
  checkOptions(options, checks, "batchDescent", "", ["method", "batch"]);
  const { method, batch, run, ...parametersAsked } = options;
  const target = run?.target;
  const where = "batchDescent";
  const parameters = new FitParameters<P>(initial, parametersAsked, where);
  const { start, fixed, box, leaves } = parameters;
  const compiled = jit(
    (vector: Arr, held: readonly Arr[], data: B) =>
      valueAndGrad((v: Arr) => loss(parameters.assemble(v, held), data))(vector),
    target === undefined ? {} : { target },
  ) as (vector: Arr, held: readonly Arr[], data: B) => { readonly value: Arr; readonly grad: Arr };
  const at = (step: number) =>
    method.bind({
      size: start.length,
      ...box,
      leaves,
      evaluate: (point) => {
        const { value, grad } = compiled(array(point), fixed, batch(step));
        return { value: value.item(), gradient: Float64Array.from(grad.toArray()) };
      },
    });
  return {
    start: () => at(0).init(start),
    // A step moves by the gradient that its state holds, and takes the next one at the point that it comes to.
    step: (state) => at(state.updates + 1).step(state),
    params: (state) => parameters.paramsAt(state.point),
  };
}
