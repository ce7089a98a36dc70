/** grad and valueAndGrad against closed forms. */

import { add, type Arr, array, atan2, exp, grad, jit, log, matMul, mul, sin, stack, sum, valueAndGrad } from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { expectTree, plain } from "../support/trees.ts";

describe("grad of a function of one array", () => {
  it("is the derivative of a function of a scalar", () => {
    for (const x of [-1.5, 0.3, 2]) {
      expectTree(grad((t: Arr) => sin(t).mul(exp(t)))(x), Math.exp(x) * (Math.sin(x) + Math.cos(x)));
    }
  });

  it("has the shape of the argument", () => {
    const weights = [
      [1, -2, 3],
      [0.5, 4, -1],
    ];
    expectTree(
      grad((x: Arr) => sum(mul(x.square(), array(weights))))(
        array([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ),
      [
        [2, -8, 18],
        [4, 40, -12],
      ],
    );
  });

  it("of xᵀ A x is (A + Aᵀ) x", () => {
    const a = array([
      [1, 2],
      [3, 4],
    ]);
    const x = array([5, -6]);
    const form = (v: Arr): Arr => v.dot(matMul(a, v));
    expectTree(grad(form)(x), plain(matMul(a.add(a.T), x)));
  });

  it("adds up over every use of a value", () => {
    expectTree(grad((x: Arr) => add(add(mul(x, x), mul(x, 3)), x))(7), 2 * 7 + 4);
  });
});

describe("grad of a function of a tree", () => {
  interface Params {
    readonly star: { readonly mass: Arr; readonly radius: Arr };
    readonly lens: readonly [Arr, { readonly shear: Arr }];
    readonly list: readonly Arr[];
  }
  const params = { star: { mass: 2, radius: 3 }, lens: [array([1, 2]), { shear: 0.5 }], list: [1, 4] } as const;

  it("is a tree like the argument, leaf by leaf the partial derivative", () => {
    const f = ({ star, lens, list }: Params): Arr =>
      add(mul(star.mass.square(), log(star.radius)), mul(sum(lens[0]), mul(lens[1].shear, list[1]!)));
    const gradient = grad(f)(params);
    expectTypeOf(gradient).toEqualTypeOf<Params>();
    expectTree(gradient, {
      star: { mass: 2 * 2 * Math.log(3), radius: 4 / 3 },
      lens: [[2, 2], { shear: 3 * 4 }],
      list: [0, 1.5],
    });
  });

  it("has zeros, of the leaf's own shape and element type, where the function ignores a leaf", () => {
    const point = { used: array([1, 2]), ignored: array([[1, 2, 3]], { dtype: "f32" }) };
    const gradient = grad((p: typeof point) => sum(p.used))(point);
    expect(gradient.ignored).toEqual(array([[0, 0, 0]], { dtype: "f32" }));
  });

  it("is zero everywhere for a constant function", () => {
    expectTree(grad((_p: Params) => array(3))(params), {
      star: { mass: 0, radius: 0 },
      lens: [[0, 0], { shear: 0 }],
      list: [0, 0],
    });
    expectTree(grad((_x: Arr) => 3 as unknown as Arr)(1), 0);
  });

  it("does not depend on the order in which keys are written", () => {
    const f = (p: { a: Arr; b: Arr }): Arr => p.a.mul(p.b.square());
    expectTree(grad(f)({ b: 3, a: 2 }), { b: 12, a: 9 });
  });
});

describe("the argument option", () => {
  const f = (x: Arr, p: { scale: Arr }, y: Arr): Arr => mul(x, p.scale).mul(y.square());

  it("chooses the argument; the others are held fixed", () => {
    expectTree(grad(f)(2, { scale: 3 }, 5), 75);
    const byTree = grad(f, { argument: 1 })(2, { scale: 3 }, 5);
    expectTypeOf(byTree).toEqualTypeOf<{ scale: Arr }>();
    expectTree(byTree, { scale: 50 });
    expectTree(grad(f, { argument: 2 })(2, { scale: 3 }, 5), 60);
  });

  it("lets integers and booleans stand in arguments that are not differentiated", () => {
    const power = (x: Arr, order: Arr, on: Arr): Arr => x.mul(on).mul(order);
    expectTree(grad(power)(2, array(3, { dtype: "i32" }), array(true)), 3);
  });
});

describe("valueAndGrad", () => {
  it("gives both from one pass", () => {
    let traces = 0;
    const f = (x: Arr): Arr => {
      traces += 1;
      return x.pow(3);
    };
    const { value, grad: slope } = valueAndGrad(f)(2);
    expect([value.item(), slope.item(), traces]).toEqual([8, 12, 1]);
  });
});

describe("element types", () => {
  it("keeps f32 through a gradient, numbers beside it included", () => {
    const x = array([0.5, 2], { dtype: "f32" });
    const gradient = grad((v: Arr) =>
      sum(
        v
          .pow(2)
          .mul(0.1)
          .add(atan2(mul(2, v), 3)),
      ),
    )(x);
    expect(gradient.dtype).toBe("f32");
    const exact = [0.5, 2].map((t) => 0.2 * t + 6 / (9 + 4 * t * t));
    // f32 holds 24 bits: 6e-8 relative, a few operations deep.
    expectTree(gradient, exact, 1e-6);
  });

  it("casts on the way and comes back in the type of the leaf", () => {
    const gradient = grad((v: Arr) => v.cast("f64").square().sum())(array([1, 3], { dtype: "f32" }));
    expect(gradient).toEqual(array([2, 6], { dtype: "f32" }));
  });
});

describe("a gradient and its closure", () => {
  it("treats what the function closes over as constants", () => {
    const data = array([1, 2, 3]);
    expectTree(grad((x: Arr) => data.mul(x).sum())(5), 6);
  });

  it("goes through functions of any number of steps, jitted or not", () => {
    const f = (x: Arr): Arr => {
      let y = x;
      for (let i = 0; i < 50; i++) y = sin(y).add(1);
      return y;
    };
    let expected = 1;
    let y = 0.3;
    for (let i = 0; i < 50; i++) {
      expected *= Math.cos(y);
      y = Math.sin(y) + 1;
    }
    expectTree(grad(f)(0.3), expected);
    expectTree(jit(grad(f))(0.3), expected);
  });

  it("collects over stacked parts", () => {
    expectTree(
      grad((p: readonly Arr[]) =>
        stack(p.map((x, i) => x.mul(i + 1)))
          .square()
          .sum(),
      )([1, 2, 3]),
      [2, 16, 54],
    );
  });
});
