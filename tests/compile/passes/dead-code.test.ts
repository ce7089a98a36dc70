/** Dead code: what nobody reads is not computed, and what is read stays as it was. */

import { type Arr, linalg } from "fluxion";
import { expect, it } from "vitest";
import { optimize } from "../../../src/compile/passes/optimize.ts";
import { expectSame, programOf, uniform } from "../support.ts";

const resultsOfQr = (f: (x: Arr) => Arr | readonly Arr[]): number | undefined =>
  optimize(programOf(f, [uniform([5, 3], 1)])).equations.find(({ primitive }) => primitive.name === "qr")?.results
    .length;

it("leaves out Q where only R is read", () => {
  expect(resultsOfQr((x) => linalg.qr(x).r)).toBe(1);
  expect(resultsOfQr((x) => linalg.qr(x).q)).toBe(2);
  expect(resultsOfQr((x) => [linalg.qr(x).q, linalg.qr(x).r])).toBe(2);
});

it.each([
  [5, 3],
  [3, 5],
  [1, 1],
  [8, 8],
])("finds the same R without Q, of shape [%i, %i]", (m, n) => {
  // Stacks too; sums of at most eight products of order one.
  expectSame((x) => linalg.qr(x).r, [uniform([m, n], 1)], 1e-14);
  expectSame((x) => linalg.qr(x).r, [uniform([2, m, n], 2)], 1e-14);
});
