/** jacobian and hessian against closed forms, and by every order of modes. */

import {
  add,
  type Arr,
  array,
  concat,
  grad,
  hessian,
  jacobian,
  jit,
  jvp,
  mul,
  sin,
  stack,
  sum,
  vjp,
  vmap,
} from "fluxion";
import { describe, expectTypeOf, expect, it } from "vitest";
import { expectTree, table } from "../support/trees.ts";

describe("jacobian", () => {
  it("of a linear map is its matrix, from either side", () => {
    const tall = array([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expectTree(jacobian((x: Arr) => tall.matMul(x))(array([7, 8])), tall.toNested()); // forward: 2 inputs, 3 outputs
    expectTree(jacobian((x: Arr) => tall.T.matMul(x))(array([1, 2, 3])), tall.T.toNested()); // reverse: 3 inputs, 2 outputs
  });

  it("has the axes of the result, then those of the argument", () => {
    // y_ij = x_i² z_j
    const z = array([1, 10, 100]);
    const outerSquare = (x: Arr): Arr => mul(x.square().expandDims(1), z);
    const block = jacobian(outerSquare)(array([2, 3]));
    const expected = [2, 3].map((xi, i) => [1, 10, 100].map((zj) => [0, 1].map((k) => (k === i ? 2 * xi * zj : 0))));
    expectTree(block, expected);
  });

  it("is a tree of trees, with zeros where nothing flows", () => {
    const f = ({ a, b }: { a: Arr; b: Arr }): { sum: Arr; parts: readonly [Arr, Arr] } => ({
      sum: add(a, sum(b)),
      parts: [b.square(), array([1, 2])],
    });
    const blocks = jacobian(f)({ a: 1, b: array([2, 3]) });
    expectTypeOf(blocks.sum).toEqualTypeOf<{ a: Arr; b: Arr }>();
    expectTree(blocks, {
      sum: { a: 1, b: [1, 1] },
      parts: [
        {
          a: [0, 0],
          b: [
            [4, 0],
            [0, 6],
          ],
        },
        {
          a: [0, 0],
          b: [
            [0, 0],
            [0, 0],
          ],
        },
      ],
    });
  });

  it("takes the argument option", () => {
    const f = (x: Arr, y: Arr): Arr => mul(x, y.square());
    expectTree(jacobian(f, { argument: 1 })(2, array([3, 4])), [
      [12, 0],
      [0, 16],
    ]);
  });

  it("is empty for an empty argument or result", () => {
    expect(jacobian((x: Arr) => x.square())(array([])).shape).toEqual([0, 0]);
    expect(jacobian((x: Arr) => concat([x, x]).slice([0, 0]))(array([1, 2])).shape).toEqual([0, 2]);
    expect(jacobian((x: Arr) => sum(x).add(array([1, 2])))(array([])).shape).toEqual([2, 0]);
  });

  it("agrees whichever way it is built", () => {
    const f = (x: Arr): Arr => stack([sin(mul(x.slice(0), x.slice(1))), x.slice(1).exp(), x.prod()]);
    const x = array([0.3, -0.8]);
    const forward = vmap((t: Arr) => jvp(f, [x], [t]).tangent, { out: 1 })(
      array([
        [1, 0],
        [0, 1],
      ]),
    );
    const reverse = vmap((ct: Arr) => vjp(f, x).pullback(ct)[0])(
      array([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    );
    expectTree(jacobian(f)(x), forward.toNested());
    expectTree(jacobian(f)(x), reverse.toNested());
    expectTree(jit(jacobian(f))(x), forward.toNested());
  });
});

describe("hessian", () => {
  it("of a quadratic form is A + Aᵀ", () => {
    const a = array([
      [1, 2, 0],
      [0, 3, 5],
      [7, 0, 4],
    ]);
    expectTree(hessian((x: Arr) => x.dot(a.matMul(x)))(array([1, 2, 3])), a.add(a.T).toNested());
  });

  it("of the Rosenbrock function", () => {
    const rosenbrock = (x: Arr): Arr =>
      x.slice(1).sub(x.slice(0).square()).square().mul(100).add(x.slice(0).sub(1).square());
    const [x, y] = [-1.2, 1];
    expectTree(hessian(rosenbrock)(array([x, y])), [
      [1200 * x * x - 400 * y + 2, -400 * x],
      [-400 * x, 200],
    ]);
  });

  it("of a tree has a block for every pair of leaves, with the axes of both", () => {
    const f = ({ a, b }: { a: Arr; b: Arr }): Arr => mul(a.square(), sum(b.pow(3)));
    expectTree(hessian(f)({ a: 2, b: array([1, 3]) }), {
      a: { a: 2 * 28, b: [4 * 3 * 1, 4 * 3 * 9] },
      b: {
        a: [4 * 3 * 1, 4 * 3 * 9],
        b: [
          [4 * 6 * 1, 0],
          [0, 4 * 6 * 3],
        ],
      },
    });
  });

  it("is the same forward over reverse, reverse over forward, reverse over reverse and forward over forward", () => {
    const f = (x: Arr): Arr => sum(sin(mul(x, x.flip()))).add(x.prod());
    const x = array([0.4, -1.1, 0.9]);
    const eye = array([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const along = (g: (t: Arr) => Arr) => vmap(g)(eye);
    const forwardOverReverse = along((t) => jvp(grad(f), [x], [t]).tangent);
    const reverseOverForward = along((t) => grad((y: Arr) => jvp(f, [y], [t]).tangent)(x));
    const reverseOverReverse = along((t) => grad((y: Arr) => grad(f)(y).dot(t))(x));
    const forwardOverForward = along((t) =>
      vmap((s: Arr) => jvp((y: Arr) => jvp(f, [y], [t]).tangent, [x], [s]).tangent)(eye),
    );
    const expected = hessian(f)(x).toNested();
    for (const other of [forwardOverReverse, reverseOverForward, reverseOverReverse, forwardOverForward]) {
      expectTree(other, expected);
    }
  });

  it("of a function of the sum has one number everywhere", () => {
    const f = (x: Arr): Arr => x.sum().exp();
    const e = Math.exp(0.6);
    expectTree(
      hessian(f)(array([0.1, 0.2, 0.3])),
      table(3, 3, () => e),
    );
  });
});
