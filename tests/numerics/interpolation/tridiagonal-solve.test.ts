/** Tridiagonal systems against the dense solution, with derivatives. */

import { type Arr, array, checkGrads, jit, jvp, matMul, vmap, linalg } from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../support/arrays.ts";
import { messageOf } from "../../support/message-of.ts";

const lower = array([0, 0.5, -1, 0.3]);
const diagonal = array([2, -3, 2.5, 1.7]);
const upper = array([1, 0.7, -0.4, 0]);
const dense = array([
  [2, 1, 0, 0],
  [0.5, -3, 0.7, 0],
  [0, -1, 2.5, -0.4],
  [0, 0, 0.3, 1.7],
]);
const right = array([1, -2, 0.5, 3]);
// The diagonal dominates: condition below 4, four rows.
const rounding = 16 * Number.EPSILON;

describe("tridiagonalSolve", () => {
  it("solves one right-hand side and several", () => {
    expectClose([linalg.tridiagonalSolve(lower, diagonal, upper, right)], [linalg.solve(dense, right)], rounding);
    const sides = array([
      [1, 0],
      [-2, 1],
      [0.5, 7],
      [3, 2],
    ]);
    expectClose([linalg.tridiagonalSolve(lower, diagonal, upper, sides)], [linalg.solve(dense, sides)], rounding);
    expect(linalg.tridiagonalSolve(array([]), array([]), array([]), array([])).shape).toEqual([0]);
  });

  it("differentiates in all of its arguments, maps and compiles", () => {
    checkGrads(
      (a: Arr, b: Arr, c: Arr, r: Arr) =>
        linalg
          .tridiagonalSolve(a, b, c, r)
          .mul(array([1, 2, -1, 3]))
          .sum(),
      [lower, diagonal, upper, right],
      { order: 2 },
    );
    // Linear in the right-hand side.
    const along = jvp(
      (r: Arr) => linalg.tridiagonalSolve(lower, diagonal, upper, r),
      [right],
      [array([0, 1, 0, 0])],
    ).tangent;
    expectClose([matMul(dense, along)], [array([0, 1, 0, 0])], rounding);
    const solver = (b: Arr) => linalg.tridiagonalSolve(lower, b, upper, right);
    const shifted = diagonal.add(0.5);
    const rows = array([diagonal.toNested(), shifted.toNested()] as number[][]);
    const expected = array([solver(diagonal).toNested(), solver(shifted).toNested()] as number[][]);
    expectClose([vmap(solver)(rows)], [expected], rounding);
    expectClose([jit(vmap(solver))(rows)], [expected], rounding);
  });

  it("names the argument that does not fit", () => {
    expect(messageOf(() => linalg.tridiagonalSolve(lower, array([1, 2]), upper, right))).toMatchInlineSnapshot(
      `"ShapeError at diagonal in tridiagonalSolve(): expected [4], as right has 4 rows, received f64[2]."`,
    );
    expect(messageOf(() => linalg.tridiagonalSolve(lower, diagonal, upper, 1))).toMatchInlineSnapshot(
      `"ShapeError at lower in tridiagonalSolve(): expected [n] or [n, ...], received f64[4]."`,
    );
  });
});
