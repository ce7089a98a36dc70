/** Transformations inside one another: every pair and more, on functions with loops, branches and custom derivatives. */

import {
  add,
  type Arr,
  array,
  cond,
  customVjp,
  grad,
  greater,
  hessian,
  jacobian,
  jit,
  jvp,
  linearize,
  mul,
  scan,
  sin,
  stopGradient,
  sum,
  valueAndGrad,
  vjp,
  vmap,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectTree, plain } from "../support/trees.ts";

type Scalar = (x: Arr) => Arr;

/** sin with its derivative given by hand. */
const handSine = customVjp((x: Arr) => sin(x), {
  forward: (x) => ({ value: sin(x), residuals: x }),
  backward: (x, ct) => [mul(ct, x.cos())],
});

/** Functions of a scalar near 0.7 with their first three derivatives by hand. */
const functions: readonly { name: string; f: Scalar; derivatives: readonly ((x: number) => number)[] }[] = [
  {
    name: "x³ sin x",
    f: (x) => mul(x.pow(3), sin(x)),
    derivatives: [
      (x) => x ** 3 * Math.sin(x),
      (x) => 3 * x * x * Math.sin(x) + x ** 3 * Math.cos(x),
      (x) => 6 * x * Math.sin(x) + 6 * x * x * Math.cos(x) - x ** 3 * Math.sin(x),
    ],
  },
  {
    name: "x⁴ by a loop",
    f: (x) => scan((s) => mul(s, x), x, { length: 3 }).carry,
    derivatives: [(x) => x ** 4, (x) => 4 * x ** 3, (x) => 12 * x * x],
  },
  {
    name: "x³ or 2x by a branch",
    f: (x) =>
      cond(
        greater(x, 0.5),
        () => x.pow(3),
        () => mul(2, x),
      ),
    derivatives: [(x) => (x > 0.5 ? x ** 3 : 2 * x), (x) => (x > 0.5 ? 3 * x * x : 2), (x) => (x > 0.5 ? 6 * x : 0)],
  },
  {
    name: "sin with a derivative by hand",
    f: (x) => handSine(x).mul(1),
    derivatives: [Math.sin, Math.cos, (x) => -Math.sin(x)],
  },
  {
    name: "a loop with a branch inside and a hand-made derivative, jitted",
    // Three steps of s -> sin(s) while s > 0.5, else s x: from s = x.
    f: jit(
      (x: Arr) =>
        scan(
          (s) =>
            cond(
              greater(s, 0.6),
              () => handSine(s),
              () => mul(s, x),
            ),
          x,
          { length: 3 },
        ).carry,
    ),
    derivatives: [(x) => loop(x)[0], (x) => loop(x)[1], (x) => loop(x)[2]],
  },
];

/** The last function and its first two derivatives in x, by hand: (s, s', s'') carried along. */
function loop(x: number): [number, number, number] {
  let [s, d, dd] = [x, 1, 0];
  for (let i = 0; i < 3; i++) {
    [s, d, dd] =
      s > 0.6
        ? [Math.sin(s), Math.cos(s) * d, Math.cos(s) * dd - Math.sin(s) * d * d]
        : [s * x, d * x + s, dd * x + 2 * d];
  }
  return [s, d, dd];
}

/** Ways to a first derivative. */
const firstOrder: Readonly<Record<string, (f: Scalar) => Scalar>> = {
  grad: (f) => grad(f),
  "jit(grad)": (f) => jit(grad(f)),
  "grad(jit)": (f) => grad(jit(f)),
  jvp: (f) => (x) => jvp(f, [x], [1]).tangent,
  "jvp in jit": (f) => jit((x: Arr) => jvp(f, [x], [1]).tangent),
  linearize: (f) => (x) => linearize(f, x).pushforward(1),
  vjp: (f) => (x) => vjp(f, x).pullback(1)[0],
  valueAndGrad: (f) => (x) => valueAndGrad(f)(x).grad,
  jacobian: (f) => jacobian(f),
  "grad of the sum of vmap": (f) => (x) => sum(grad((xs: Arr) => sum(vmap(f)(xs)))(x.expandDims(0))),
  "vmap(grad)": (f) => (x) => vmap(grad(f))(x.expandDims(0)).slice(0),
  "vmap(jit(grad))": (f) => (x) => vmap(jit(grad(f)))(x.expandDims(0)).slice(0),
  "jit(vmap(grad))": (f) => (x) => jit(vmap(grad(f)))(x.expandDims(0)).slice(0),
  "in a scan": (f) => (x) => scan(() => grad(f)(x), 0, { length: 2 }).carry,
  "in a branch": (f) => (x) =>
    cond(
      greater(x, -100),
      () => grad(f)(x),
      () => x,
    ),
};

const points = [0.4, 0.7];

describe.each(functions)("$name", ({ f, derivatives: [value, first, second] }) => {
  it("has its value through jit and vmap", () => {
    expectTree(
      points.map((x) => jit(f)(x)),
      points.map(value!),
    );
    expectTree(vmap(f)(array(points)), points.map(value!));
    expectTree(jit(vmap(vmap(f)))(array([points, points])), [points.map(value!), points.map(value!)]);
  });

  it.each(Object.keys(firstOrder))("%s is the first derivative", (name) => {
    for (const x of points) expectTree(firstOrder[name]!(f)(array(x)), first!(x), 1e-12);
  });

  it.each(Object.keys(firstOrder))("%s of every first derivative is the second", (outer) => {
    for (const inner of Object.keys(firstOrder)) {
      for (const x of points) {
        expectTree({ [inner]: firstOrder[outer]!(firstOrder[inner]!(f))(array(x)) }, { [inner]: second!(x) }, 1e-12);
      }
    }
  });

  it("has the second derivative as hessian, also mapped and compiled", () => {
    expectTree(
      points.map((x) => hessian(f)(x)),
      points.map(second!),
      1e-12,
    );
    expectTree(vmap(hessian(f))(array(points)), points.map(second!), 1e-12);
    expectTree(jit(vmap(hessian(f)))(array(points)), points.map(second!), 1e-12);
  });
});

describe("third derivatives", () => {
  it("grad(grad(grad)), and mixed modes", () => {
    const f: Scalar = (x) => x.pow(5).mul(x.exp());
    // d³(x⁵ eˣ) = (x⁵ + 15 x⁴ + 60 x³ + 60 x²) eˣ
    const expected = (0.5 ** 5 + 15 * 0.5 ** 4 + 60 * 0.5 ** 3 + 60 * 0.5 ** 2) * Math.exp(0.5);
    expectTree(grad(grad(grad(f)))(0.5), expected);
    expectTree(jit(grad((x: Arr) => jvp(grad(f), [x], [1]).tangent))(0.5), expected);
    expectTree(jvp((x: Arr) => hessian(f)(x), [0.5], [1]).tangent, expected);
  });

  it("jvp of vjp is the transpose of vjp of jvp", () => {
    const f = (x: Arr): Arr => mul(sin(x), x.flip());
    const [x, t, w] = [array([0.3, 0.9]), array([1, -2]), array([0.7, 0.4])];
    const forwardOverReverse = jvp((y: Arr) => vjp(f, y).pullback(w)[0], [x], [t]).tangent;
    const reverseOverForward = vjp((y: Arr) => jvp(f, [y], [t]).tangent, x).pullback(w)[0];
    expectTree(forwardOverReverse, plain(reverseOverForward));
  });
});

describe("derivatives inside derivatives", () => {
  it("do not confuse their perturbations", () => {
    // d/dx (x · d/dy (x + y)) = 1 (Siskind & Pearlmutter 2005)
    const confusing =
      (inner: (f: Scalar) => Scalar): Scalar =>
      (x) =>
        mul(x, inner((y) => add(x, y))(array(1)));
    for (const outer of Object.values(firstOrder)) {
      for (const inner of Object.values(firstOrder)) expectTree(outer(confusing(inner))(array(3)), 1);
    }
  });

  it("see outer variables as constants, and outer derivatives see through inner ones", () => {
    // d/dx [ d/dy (x² y³) at y = x ] = d/dx [3 x⁴] = 12 x³
    const f: Scalar = (x) => grad((y: Arr) => mul(x.square(), y.pow(3)))(x);
    expectTree([grad(f)(2), jit(grad(f))(2), jvp(f, [2], [1]).tangent], [96, 96, 96]);
  });

  it("go through a pullback that is used outside of its point", () => {
    // pullback of y -> x y at y = 2 is ct -> x ct; the derivative of its square in x is 2 x.
    const f: Scalar = (x) =>
      vjp((y: Arr) => mul(x, y), 2)
        .pullback(1)[0]
        .square();
    expectTree(grad(f)(5), 10);
  });

  it("go through closures over traced values in loops and branches", () => {
    const f = (p: { a: Arr; b: Arr }): Arr =>
      scan(
        (s) =>
          add(
            s,
            cond(
              greater(p.a, 0),
              () => mul(p.a, p.b),
              () => p.b,
            ),
          ),
        0,
        { length: 4 },
      ).carry;
    expectTree(grad(f)({ a: 2, b: 3 }), { a: 12, b: 8 });
    expectTree(grad(f)({ a: -2, b: 3 }), { a: 0, b: 4 });
  });

  it("stop where they are told to, at every order", () => {
    const f: Scalar = (x) => mul(stopGradient(x.square()), x);
    expectTree([grad(f)(3), jvp(f, [3], [1]).tangent, grad(grad(f))(3)], [9, 9, 0]);
    const unstopped: Scalar = (x) => mul(x, grad((y: Arr) => stopGradient(x).mul(y.square()))(x));
    expectTree(grad(unstopped)(3), 36); // d/dx (c · 2x²) at c = x: 4 x²
  });
});

describe("a derivative given by hand", () => {
  const wrong = customVjp((x: Arr) => x.square(), {
    forward: (x) => ({ value: x.square(), residuals: x }),
    backward: (_x, ct) => [mul(ct, 100)],
  });

  it("is kept wherever the function is moved", () => {
    const ways: readonly Scalar[] = [
      (x) => wrong(x),
      (x) => jit(wrong)(x),
      (x) => jit((y: Arr) => wrong(mul(x, y)))(array(1)),
      (x) => vmap(wrong)(x.expandDims(0)).slice(0),
      (x) => scan(() => wrong(x), 0, { length: 1 }).carry,
      (x) =>
        cond(
          greater(x, -9),
          () => wrong(x),
          () => x,
        ),
      (x) => grad((y: Arr) => mul(y, wrong(x)))(1),
      (x) => vmap((y: Arr) => mul(y, wrong(x)))(array([1])).slice(0),
      (x) => linearize((y: Arr) => mul(y, wrong(x)), 1).pushforward(1),
      (x) => vjp((y: Arr) => mul(y, wrong(x)), 1).pullback(1)[0],
    ];
    for (const f of ways) {
      expectTree(f(array(3)), 9);
      for (const derivative of Object.values(firstOrder)) expectTree(derivative(f)(array(3)), 100);
    }
  });
});

describe("tracing a function", () => {
  it("happens once for each derivative, whatever the order", () => {
    let traces = 0;
    const f: Scalar = (x) => {
      traces += 1;
      return x.pow(3);
    };
    hessian(f)(2);
    expect(traces).toBe(1);
  });
});
