/** Compiled residuals: values and derivatives at points asked for in any order, from one program and from two. */
import { describe, expect, it } from "vitest";
import { type Arr, array, exp, linspace, scan } from "fluxion";
import { compileResiduals } from "../../../inference/problem/compile-residuals.ts";
import { FitParameters } from "../../../inference/problem/parameters.ts";

interface Params {
  readonly a: Arr;
  readonly b: Arr;
}

const t = linspace(0, 1, 5);
const cheap = ({ a, b }: Params): Arr => exp(t.mul(b)).mul(a);
/** The same by so many small steps that residuals and Jacobian are compiled apart: (1 + b t / n)ⁿ, n = 200 000. */
const costly = ({ a, b }: Params): Arr => {
  const factor = t.mul(b).div(200_000).add(1);
  return scan((y: Arr) => y.mul(factor), t.mul(0).add(a), { length: 200_000 }).carry;
};

describe.each([
  ["one program", cheap, 1e-14],
  // (1 + x / n)ⁿ = eˣ (1 - x² / 2n): 1e-5 for x up to 2.
  ["two programs", costly, 3e-5],
] as const)("by %s", (_, residuals, tolerance) => {
  const parameters = new FitParameters<Params>({ a: array(2), b: array(1) }, {}, "test");
  const { problem } = compileResiduals(residuals, parameters, undefined, "test");
  const expected = (a: number, b: number): number[] => Array.from(t.toArray(), (x) => a * Math.exp(b * x));
  const slopes = (a: number, b: number): number[] =>
    Array.from(t.toArray()).flatMap((x) => [Math.exp(b * x), a * x * Math.exp(b * x)]);
  const expectClose = (found: Float64Array, numbers: readonly number[]): void => {
    expect(found).toHaveLength(numbers.length);
    found.forEach((value, i) => expect(Math.abs(value - numbers[i]!)).toBeLessThan(tolerance * (1 + numbers[i]!)));
  };

  it("has residuals and derivatives at any point, whichever was asked for before", () => {
    const [p, q] = [Float64Array.of(2, 1), Float64Array.of(3, -2)];
    const first = problem.residuals(p);
    expectClose(problem.jacobian(q), slopes(3, -2));
    expectClose(problem.residuals(q), expected(3, -2));
    expectClose(problem.jacobian(p), slopes(2, 1));
    expectClose(problem.jacobian(p), slopes(2, 1));
    expectClose(first, expected(2, 1));
  });

  it("is not misled by a vector that is written over", () => {
    const point = Float64Array.of(2, 1);
    problem.residuals(point);
    point[0] = 5;
    expectClose(problem.residuals(point), expected(5, 1));
    expectClose(problem.jacobian(point), slopes(5, 1));
  });

  it("hands out arrays that are the caller's", () => {
    const point = Float64Array.of(2, 1);
    problem.residuals(point).fill(0);
    problem.jacobian(point).fill(0);
    expectClose(problem.residuals(point), expected(2, 1));
    expectClose(problem.jacobian(point), slopes(2, 1));
  });
});
