/** The likelihood of two parameters with all others profiled out, on a grid in the Gaussian's own coordinates. */
import type { TargetName } from "../../compile/target.ts";
import { add, type Arr, array, jacobian, jit, matMul, scan, solve, vmap } from "../../index.ts";
import { type Covariance2, fromWhitened, type WhitenedGrid } from "../../report/index.ts";
import type { Values } from "./problem.ts";

/** A fitted likelihood, and which two of its parameters to look at. */
export interface ProfileRequest {
  /** Whitened residuals of the fitted parameters, shape [N]. */
  readonly residuals: (fitted: Values) => Arr;
  /** Best fit, by name. */
  readonly best: Readonly<Record<string, number>>;
  /** Names in the order of the covariance. */
  readonly names: readonly string[];
  /** Covariance of the fitted parameters, rows of numbers. */
  readonly covariance: readonly (readonly number[])[];
  /** Positions in `names` of the two parameters. */
  readonly pair: readonly [number, number];
  /** Chi-squared at the best fit. */
  readonly chi2: number;
  /** Where it is computed. */
  readonly target: TargetName;
}

/** Gauss-Newton steps for the profiled parameters: each squares the error of the conditional mean, which is small. */
const innerSteps = 2;

/** Beyond the three-sigma level, whose radius is sqrt(11.83) = 3.44, far enough for a likelihood that is no Gaussian. */
const reach = 4.6;
const nodesAcross = 35;

/**
 * Chi-squared above its minimum, at each node minimised over the other parameters by Gauss-Newton steps from their
 * conditional mean. All nodes are one compiled program: the derivative of the residuals, the linear solve and the loop
 * are batched over the grid.
 */
export function profileGrid(request: ProfileRequest): WhitenedGrid {
  const { residuals, best, names, covariance, pair, chi2, target } = request;
  const plane = pairCovariance(covariance, pair);
  const others = names.map((_, index) => index).filter((index) => !pair.includes(index));
  const center = pair.map((index) => best[names[index]!]!) as [number, number];
  const scales = others.map((index) => Math.sqrt(covariance[index]![index]!));
  const regression = regressionOn(covariance, pair, others, scales);

  /** Residuals where the two are at a point of the plane and the others `t` sigma from their best fit. */
  const residualsAt = (point: Arr, t: Arr): Arr =>
    residuals(
      Object.fromEntries([
        ...pair.map((index, k) => [names[index]!, point.slice(k)] as const),
        ...others.map((index, k) => [names[index]!, add(best[names[index]!]!, t.slice(k).mul(scales[k]!))] as const),
      ]),
    );
  const profiled = (point: Arr): Arr => {
    if (others.length === 0) return residualsAt(point, array([])).square().sum();
    const start = matMul(regression, point.sub(array(center)));
    const step = (t: Arr): Arr => {
      const slopes = jacobian((at: Arr) => residualsAt(point, at))(t);
      return t.sub(solve(matMul(slopes.T, slopes), matMul(slopes.T, residualsAt(point, t))));
    };
    return residualsAt(point, scan(step, start, { length: innerSteps }).carry)
      .square()
      .sum();
  };

  const nodes = Array.from({ length: nodesAcross }, (_, index) => reach * ((2 * index) / (nodesAcross - 1) - 1));
  const points = array(nodes.flatMap((v) => nodes.map((u) => [...fromWhitened(center, plane, [u, v])])));
  const values = jit(vmap(profiled), { target })(points).toArray();
  return {
    nodes,
    deltaChi2: nodes.map((_, row) =>
      nodes.map((_, column) => (values[row * nodesAcross + column] ?? Number.NaN) - chi2),
    ),
  };
}

/** The covariance of the two alone. */
export function pairCovariance(
  covariance: readonly (readonly number[])[],
  [a, b]: readonly [number, number],
): Covariance2 {
  return [
    [covariance[a]![a]!, covariance[a]![b]!],
    [covariance[b]![a]!, covariance[b]![b]!],
  ];
}

/** How the others follow the two in the Gaussian, in units of their sigma: C_op C_pp⁻¹, shape [others, 2]. */
function regressionOn(
  covariance: readonly (readonly number[])[],
  pair: readonly [number, number],
  others: readonly number[],
  scales: readonly number[],
): Arr {
  const [[a, b], [, d]] = pairCovariance(covariance, pair);
  const determinant = a * d - b * b;
  const rows = others.map((index, k) => {
    const [p, q] = [covariance[index]![pair[0]]! / scales[k]!, covariance[index]![pair[1]]! / scales[k]!];
    return [(p * d - q * b) / determinant, (q * a - p * b) / determinant];
  });
  return rows.length === 0 ? array([]) : array(rows);
}
