/** The step of a Rosenbrock method: linear systems with one matrix, from the Jacobian of the equation, and no iteration. */

import { type Arr, eye } from "../../../array/index.ts";
import { add, cast, concat, expandDims, maximum, mul, solve, sub, swapAxes } from "../../../ops/index.ts";
import { jvp } from "../../../transforms/jvp.ts";
import { vmap } from "../../../transforms/vmap.ts";
import { combine, type FlatState, Packing } from "../../flat-state.ts";
import type { Method, Slope, Step, StepStart } from "./method.ts";
import * as tableau from "./rodas5p-tableau.ts";

/**
 * Rodas5P. With W = I - gamma h J the increments u_i solve
 * W u_i = gamma (h f(y + sum_j a_ij u_j, t + c_i h) + sum_j c_ij u_j + d_i h² f_t),
 * which stays finite for h = 0. All of a step is one chain of linear solves, and so differentiates like any other program.
 */
export const rodas5p: Method = {
  errorOrder: 5,
  stabilisation: 0,
  degree: 4,
  step: rosenbrockStep,
  errorSize: ([end, middle]) => maximum(end!, middle!),
};

function rosenbrockStep(slope: Slope, { time, width, state, slope: first }: StepStart): Step {
  const { gamma, nodes, stages, timeWeights, weights, couplings, denseWeights } = tableau;
  const packing = new Packing(state);
  const h = cast(width, packing.dtype);
  const f = (y: Arr, t: Arr): Arr => packing.join(slope(packing.split(y), t));
  const start = packing.join(state);
  const { matrix, inTime } = derivatives(f, start, time, packing.dtype);
  const system = sub(eye(start.size, start.size, { dtype: packing.dtype }), mul(matrix, mul(h, gamma)));
  const timeTerm = mul(inTime, mul(h, h));
  const increments: Arr[] = [];
  const weighted = (row: readonly number[]): Arr | undefined =>
    row.length === 0
      ? undefined
      : combine(
          row,
          increments.map((each) => [each]),
        )[0]!;
  nodes.forEach((node, i) => {
    const moved = weighted(stages[i]!);
    const at = moved === undefined ? start : add(start, moved);
    const value = i === 0 ? packing.join(first) : f(at, add(time, mul(width, node)));
    const coupled = weighted(couplings[i]!);
    let right = mul(value, h);
    if (coupled !== undefined) right = add(right, coupled);
    if (timeWeights[i] !== 0) right = add(right, mul(timeTerm, timeWeights[i]!));
    increments.push(solveOne(system, mul(right, gamma)));
  });
  const change = weighted(weights)!;
  const next = packing.split(add(start, change));
  // theta (D + (1 - theta) (K0 + theta K1 + theta² K2)), D = y1 - y0, by powers of theta.
  const [k0, k1, k2] = denseWeights.map((row) => weighted(row)!) as [Arr, Arr, Arr];
  const coefficients = [add(change, k0), sub(k1, k0), sub(k2, k1), mul(k2, -1)];
  // The polynomial in the middle: what its slope misses of the equation, solved for the error that would cause it.
  const middle = coefficients.reduceRight((higher, lower) => add(mul(higher, 0.5), lower));
  const rise = coefficients.map((each, j) => mul(each, (j + 1) * 0.5 ** j)).reduce((sum, each) => add(sum, each));
  const defect = sub(mul(f(add(start, mul(middle, 0.5)), add(time, mul(width, 0.5))), h), rise);
  return {
    next,
    slope: slope(next, add(time, width)),
    errors: [packing.split(increments.at(-1)!), packing.split(solveOne(system, mul(defect, gamma)))],
    dense: coefficients.map((each): FlatState => packing.split(each)),
  };
}

const solveOne = (matrix: Arr, right: Arr): Arr =>
  right.size === 1 ? right.div(matrix.slice(0)) : solve(matrix, right);

/** df/dy and df/dt. */
function derivatives(
  f: (y: Arr, t: Arr) => Arr,
  state: Arr,
  time: Arr,
  dtype: Arr["dtype"],
): { matrix: Arr; inTime: Arr } {
  const count = state.size;
  // Row k of the identity moves element k of the state; the last row moves time.
  const units = concat([eye(count, count, { dtype }), expandDims(mul(state, 0), 0)]);
  const ticks = concat([mul(state, 0), cast(expandDims(mul(time, 0).add(1), 0), dtype)]);
  const rows = vmap((direction: Arr, tick: Arr) => jvp(f, [state, time], [direction, cast(tick, "f64")]).tangent)(
    units,
    ticks,
  );
  return { matrix: swapAxes(rows.slice([0, count]), 0, 1), inTime: rows.slice(count) };
}
