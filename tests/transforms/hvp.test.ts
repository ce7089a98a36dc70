/** Hessian-vector products against the Hessian, closed forms and each other. */

import { add, type Arr, array, exp, hessian, hvp, jit, matMul, mul, sin, sum, vmap } from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";

const rosenbrock = (x: Arr) => {
  const [left, right] = [x.slice([0, -1]), x.slice([1, null])];
  return sum(add(right.sub(left.square()).square().mul(100), left.sub(1).square()));
};

describe("hvp", () => {
  const x = array([1.3, -0.7, 0.4, 2.1]);
  const v = array([0.2, -1, 3, 0.5]);

  it("is the Hessian times the vector", () => {
    // Sums of three products each: a few units in the last place of the largest.
    expectClose([hvp(rosenbrock)(x, v)], [matMul(hessian(rosenbrock)(x), v)], 1e-15);
  });

  it("has the closed form of a quadratic", () => {
    const a = array([
      [2, 1],
      [1, 5],
    ]);
    const quadratic = (y: Arr) => y.dot(matMul(a, y)).mul(0.5);
    expect(hvp(quadratic)(array([7, 8]), array([1, 10])).toNested()).toEqual([12, 51]);
  });

  it("takes trees, and differentiates the argument that is asked for", () => {
    const f = (scale: Arr, p: { a: Arr; b: Arr[] }) => mul(scale, sin(p.a).mul(exp(p.b[0]!)));
    const p = { a: array(0.3), b: [array(-0.2)] };
    const vector = { a: 2, b: [-1] };
    const product = hvp(f, { argument: 1 })(3, p, vector);
    // H = 3 e^b [[−sin a, cos a], [cos a, sin a]]
    const factor = 3 * Math.exp(-0.2);
    expect(product.a.item()).toBeCloseTo(factor * (-2 * Math.sin(0.3) - Math.cos(0.3)), 14);
    expect(product.b[0]!.item()).toBeCloseTo(factor * (2 * Math.cos(0.3) - Math.sin(0.3)), 14);
  });

  it("maps, compiles and is symmetric: u H v = v H u", () => {
    const u = array([0.5, 0.1, -2, 1]);
    const product = hvp(rosenbrock);
    // Exchanged factors change the order of rounding in four products of size 1e3.
    expectClose([u.dot(product(x, v))], [v.dot(product(x, u))], 1e-14);
    const rows = array([v.toNested(), u.toNested()]);
    const looped = array([product(x, v).toNested(), product(x, u).toNested()]);
    expectClose([vmap(product, { in: [null, 0] })(x, rows)], [looped], 1e-15);
    expectClose([jit(product)(x, v)], [product(x, v)], 1e-14);
  });

  it("says where the vector does not fit", () => {
    const f = (p: { a: Arr }) => p.a.square().sum();
    expect(messageOf(() => hvp(f)({ a: array([1, 2]) }, { a: array([1, 2, 3]) }))).toMatchInlineSnapshot(
      `"ShapeError at vector.a in hvp(): expected f64[2], received f64[3]."`,
    );
  });
});
