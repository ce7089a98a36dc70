/** Special functions that are composed of others: against mpmath, at their ends, and their derivatives. */

import * as fluxion from "fluxion";
import { type Arr, array, type ArrLike, checkGrads, grad } from "fluxion";
import { describe, expect, it } from "vitest";
import values from "../../fixtures/special-functions/compositions.json" with { type: "json" };
import { expectRelative } from "../support/relative.ts";

type Elementwise = (...operands: ArrLike[]) => Arr;
/** The table names functions of arrays. */
const functions = { ...fluxion, ...fluxion.special } as unknown as Readonly<Record<string, Elementwise>>;

/**
 * A few roundings of exponents: e^x rounds x, which is up to 650 for i0, i1 and up to 703 (37.5²/2) for normalCdf; the incomplete
 * beta function raises to powers of some hundreds.
 */
const tolerances: Readonly<Record<string, number>> = {
  normalCdf: 1e-13,
  i0: 1e-13,
  i1: 1e-13,
  incompleteBeta: 1e-13,
  inverseIncompleteBeta: 1e-13,
};

describe.each(Object.entries(values))("%s", (name, rows) => {
  it("has the values of mpmath", () => {
    const columns = rows[0]!.map((_, i) => array(rows.map((row) => row[i]!)));
    const expected = columns.pop()!;
    expectRelative(functions[name]!(...columns), Array.from(expected.toArray()), tolerances[name] ?? 1e-14);
  });

  it("has the derivatives of differences", () => {
    const steep = (row: readonly number[]) => row.every((each) => Math.abs(each) > 1e-6 && Math.abs(each) < 1e3);
    const columns = rows[0]!.map((_, i) => array(rows.filter(steep).map((row) => row[i]!)));
    columns.pop();
    checkGrads((...operands: Arr[]) => functions[name]!(...operands).sum(), columns);
  });
});

describe("at the ends", () => {
  const { log1mexp, logAddExp, logit, logSoftmax, softmax } = fluxion;
  const { i0e, incompleteBeta, logNormalCdf, normalQuantile, xLogY } = fluxion.special;

  it("limits are those of the functions", () => {
    expect(normalQuantile(array([0, 1, -1, 2])).toNested()).toEqual([-Infinity, Infinity, NaN, NaN]);
    expect(logit(array([0, 1, -1])).toNested()).toEqual([-Infinity, Infinity, NaN]);
    expect(log1mexp(array([0, Infinity, -1])).toNested()).toEqual([-Infinity, -0, NaN]);
    expect(logNormalCdf(array([-Infinity, Infinity])).toNested()).toEqual([-Infinity, -0]);
    expect(logAddExp(array([-Infinity, Infinity, -Infinity]), array([-Infinity, 0, 2])).toNested()).toEqual([
      -Infinity,
      Infinity,
      2,
    ]);
    expect(incompleteBeta(2, 3, array([0, 1, -1, 2, NaN])).toNested()).toEqual([0, 1, NaN, NaN, NaN]);
    expect(xLogY(array([0, 1]), 0).toNested()).toEqual([0, -Infinity]);
    expect(i0e(Infinity).item()).toBe(0);
  });

  it("softmax sums to 1 without overflow", () => {
    expect(softmax(array([1000, 1000, -Infinity])).toNested()).toEqual([0.5, 0.5, 0]);
    expectRelative(
      logSoftmax(
        array([
          [0, 1],
          [3, 3],
        ]),
      )
        .exp()
        .sum(-1),
      [1, 1],
      1e-15,
    );
  });

  it("equal operands of logAddExp have half of the slope each", () => {
    const [first, second] = ([0, 1] as const).map((i) =>
      grad((x: Arr, y: Arr) => logAddExp(x, y), { argument: i })(3, 3).item(),
    );
    expect([first, second]).toEqual([0.5, 0.5]);
  });

  it("the slope of log Φ tends to −x, to the last digit", () => {
    // φ/Φ = −x − 1/x + …: at −1e8 the second term is below the last digit.
    expectRelative(grad((x: Arr) => logNormalCdf(x))(-1e8).item(), 1e8, 2e-16);
  });
});
