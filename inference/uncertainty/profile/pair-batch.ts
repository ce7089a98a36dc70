/** Pair batch: the conditional fits of a grid as one compiled program of Gauss-Newton steps, each said how far it got. */
import {
  array,
  concat,
  jacobian,
  jit,
  mapLoop,
  matMul,
  scan,
  stack,
  vmap,
  type TargetName,
  type Arr,
} from "../../../src/index.ts";
import { solve } from "../../../src/internal.ts";
import { type FitParameters, ravel } from "../../problem/parameters.ts";

/** What a batch is made of. */
export interface PairBatch<P> {
  readonly residuals: (params: P) => unknown;
  readonly parameters: FitParameters<P>;
  /** All coordinates at the best fit. */
  readonly best: Float64Array;
  /** Covariance, by rows. */
  readonly covariance: readonly Float64Array[];
  /** Positions of the two coordinates that are held. */
  readonly pair: readonly [number, number];
  /** Values of the two at each node, shape [nodes, 2]. */
  readonly points: Arr;
  readonly target: TargetName | undefined;
}

/** A node after its steps. */
export interface BatchedNode {
  readonly point: Float64Array;
  /** Sum of squared residuals. */
  readonly value: number;
  /** What the last step was expected to take off it; NaN where the steps led nowhere. */
  readonly left: number;
}

/** Each step squares the error of the conditional mean, which is small; the last one says how small. */
const innerSteps = 3;
/** Numbers of the Jacobians in memory at a time. */
const memory = 2 ** 21;

/**
 * Fits at every node from the conditional mean of the Gaussian. The derivative of the residuals, the linear solve and the loop are
 * batched over the grid, and bounds are not looked at.
 */
export function batchedFits<P>(batch: PairBatch<P>): BatchedNode[] {
  const { residuals, parameters, best, covariance, pair, points, target } = batch;
  const { fixed } = parameters;
  const others = Array.from(best.keys()).filter((i) => !pair.includes(i));
  const scales = others.map((i) => Math.sqrt(covariance[i]![i]!));
  const regression = regressionOn(covariance, pair, others, scales);
  const center = array(pair.map((i) => best[i]!));

  /** Residuals where the two are at a point of the plane and the others `t` errors from their best fit. */
  const residualsAt = (point: Arr, t: Arr): Arr => {
    const numbers = Array.from(best, (value, i) => {
      const k = others.indexOf(i);
      return k < 0 ? point.slice(pair.indexOf(i)) : t.slice(k).mul(scales[k]!).add(value);
    });
    return ravel(residuals(parameters.assemble(stack(numbers), fixed)), "profilePair");
  };
  const fitted = (point: Arr): Arr => {
    if (others.length === 0) return stack([residualsAt(point, array([])).square().sum(), array(0)]);
    const start = matMul(regression, point.sub(center));
    const { carry } = scan(
      ({ t }: { readonly t: Arr; readonly left: Arr }) => {
        const slopes = jacobian((at: Arr) => residualsAt(point, at))(t);
        const slope = matMul(slopes.T, residualsAt(point, t));
        const step = solve(matMul(slopes.T, slopes), slope);
        return { t: t.sub(step), left: matMul(slope, step) };
      },
      { t: start, left: array(0) },
      { length: innerSteps },
    );
    return concat([stack([residualsAt(point, carry.t).square().sum(), carry.left]), carry.t]);
  };
  const count = ravel(residuals(parameters.paramsAt(best)), "profilePair").size;
  const batchSize = Math.max(1, Math.floor(memory / (count * best.length)));
  const all = batchSize >= points.shape[0]! ? vmap(fitted) : (at: Arr) => mapLoop(fitted, at, { batchSize });
  const rows = jit(all, target === undefined ? {} : { target })(points);
  const width = 2 + others.length;
  const cells = rows.toArray();
  const places = points.toArray();
  return Array.from({ length: points.shape[0]! }, (_, k) => {
    const point = best.map((value, i) => {
      const position = others.indexOf(i);
      if (position < 0) return places[2 * k + pair.indexOf(i)]!;
      return value + scales[position]! * cells[k * width + 2 + position]!;
    });
    return { point, value: cells[k * width]!, left: cells[k * width + 1]! };
  });
}

/** How the others follow the two in the Gaussian, in units of their errors: C_op C_pp⁻¹, shape [others, 2]. */
function regressionOn(
  covariance: readonly Float64Array[],
  pair: readonly [number, number],
  others: readonly number[],
  scales: readonly number[],
): Arr {
  const [x, y] = pair;
  const [a, b, d] = [covariance[x]![x]!, covariance[x]![y]!, covariance[y]![y]!];
  const determinant = a * d - b * b;
  const rows = others.map((index, k) => {
    const [p, q] = [covariance[index]![x]! / scales[k]!, covariance[index]![y]! / scales[k]!];
    return [(p * d - q * b) / determinant, (q * a - p * b) / determinant];
  });
  return rows.length === 0 ? array([]) : array(rows);
}
