/** Minimisation case: a published objective with its minimum, and the compiled problem that methods are given. */
import { type Arr, array } from "fluxion";
import { compileObjective } from "../../../../inference/problem/compile-objective.ts";
import { FitParameters } from "../../../../inference/problem/parameters.ts";
import type { ObjectiveProblem } from "../../../../inference/problem/vector-problem.ts";

/** A function with a known minimum. */
export interface MinimizationCase {
  readonly name: string;
  /** Function of a vector. */
  readonly objective: (x: Arr) => Arr;
  readonly start: readonly number[];
  /** Bounds of each coordinate; without them there are none. */
  readonly bounds?: readonly (readonly [lower: number, upper: number])[];
  /** Least value. */
  readonly minimum: number;
  /** Relative accuracy to which the least value is known; where it is zero, absolute. */
  readonly known: number;
  /** Value of a saddle that the start leads to, where a method that does not know curvature may end. */
  readonly saddle?: number;
  /** Where it is attained; null when that is not one point, or not published. */
  readonly minimiser: readonly number[] | null;
  /** Accuracy to expect of the minimiser, relative to 1 or its own size. */
  readonly accuracy: number;
}

const compiled = new Map<string, ObjectiveProblem>();

/** The problem of a case, compiled once. */
export function problemOf({ name, objective, start, bounds }: MinimizationCase): ObjectiveProblem {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const parameters = new FitParameters<{ readonly x: Arr }>({ x: array([...start]) }, {}, "problemOf");
  const { problem } = compileObjective<{ readonly x: Arr }>(({ x }) => objective(x), parameters, undefined, "test");
  const box =
    bounds === undefined
      ? {}
      : {
          lower: Float64Array.from(bounds, ([lower]) => lower),
          upper: Float64Array.from(bounds, ([, upper]) => upper),
        };
  const bounded = { ...problem, ...box };
  compiled.set(name, bounded);
  return bounded;
}

/** The coordinates of a vector, one by one. */
export function coordinates(x: Arr): Arr[] {
  return Array.from({ length: x.size }, (_, i) => x.slice(i));
}

/** The sum of the squares of residuals. */
export function squares(residuals: readonly Arr[]): Arr {
  return residuals.map((residual) => residual.square()).reduce((sum, term) => sum.add(term));
}

/** Numbers from 1 to n, mapped. */
export function range<T>(n: number, at: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => at(i + 1));
}
