/** Linear model: residuals around a point, in coordinates measured by the columns of the Jacobian. */
import { dot } from "../../linear-algebra/vectors.ts";
import type { Triangularised } from "../../linear-algebra/triangularise.ts";
import type { Box } from "../../problem/box.ts";
import type { ResidualProblem } from "../../problem/vector-problem.ts";
import { boundedLinear } from "../linear/bounded-linear.ts";
import { determines } from "../linear/free-minimum.ts";
import type { ScaledIterate } from "./scaled-iterate.ts";
import type { Triangulariser } from "../linear/triangulariser.ts";
import { weigh } from "../robust/weighting.ts";

/** The linear model around a state, in coordinates multiplied by the column sizes. */
export interface LinearModel {
  readonly system: Triangularised;
  readonly box: Box;
  /** Minimum of the model over the bounds. */
  readonly full: Float64Array;
  /** Scaled step times this is the step; zero for coordinates without effect. */
  readonly unscale: Float64Array;
  /** Weight of each residual under a robust loss, shape [m]; null where all are one. */
  readonly weights: Float64Array | null;
}

/** The model around a state. */
export function linearise(problem: ResidualProblem, state: ScaledIterate, triangularise: Triangulariser): LinearModel {
  const { point, residuals, jacobian, columnSize } = state;
  const n = problem.size;
  const m = residuals.length;
  const weighted = problem.loss === undefined ? null : weigh(residuals, problem.loss);
  const unscale = new Float64Array(n);
  const box = { lower: new Float64Array(n), upper: new Float64Array(n) };
  for (let j = 0; j < n; j++) {
    const size = columnSize[j]!;
    if (size === 0) continue;
    unscale[j] = 1 / size;
    box.lower[j] = (problem.lower[j]! - point[j]!) * size;
    box.upper[j] = (problem.upper[j]! - point[j]!) * size;
  }
  const columns = new Float64Array(m * n);
  for (let i = 0, k = 0; i < m; i++) {
    const weight = weighted === null ? 1 : weighted.row[i]!;
    for (let j = 0; j < n; j++, k++) columns[j * m + i] = weight * jacobian[k]! * unscale[j]!;
  }
  const triangular = triangularise(columns, weighted?.offset ?? residuals, n);
  const system = { ...triangular, isDetermined: determines(triangular.rows, n) };
  return { system, box, full: boundedLinear(system, box, 0), unscale, weights: weighted?.row ?? null };
}

/** By how much || R z + c ||² falls from z = 0. */
export function modelDecrease({ rows, offset }: Pick<Triangularised, "rows" | "offset">, z: Float64Array): number {
  let decrease = 0;
  for (let k = 0; k < rows.length; k++) {
    const change = dot(rows[k]!, z);
    decrease -= change * (2 * offset[k]! + change);
  }
  return decrease;
}
