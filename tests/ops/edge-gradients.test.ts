/** Derivatives at the edge of a domain: what each rule promises there. */

import {
  abs,
  acos,
  acosh,
  type Arr,
  array,
  asin,
  atan2,
  atanh,
  cbrt,
  clip,
  div,
  expm1,
  grad,
  hessian,
  hypot,
  jit,
  log,
  log10,
  log1p,
  log2,
  max,
  maximum,
  min,
  mod,
  mul,
  pow,
  prod,
  rsqrt,
  sigmoid,
  softplus,
  sqrt,
  sum,
  where,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectTree } from "../support/trees.ts";

describe("powers", () => {
  const inBase = (x: number, y: number): number => grad(pow)(x, array(y)).item();
  const inExponent = (x: number, y: number): number => grad(pow, { argument: 1 })(x, y).item();

  it("in the base: at zero, and of negative numbers to whole powers", () => {
    expect([inBase(0, 0), inBase(0, 1), inBase(0, 2), inBase(0, 0.5)]).toEqual([0, 1, 0, Infinity]);
    expect([inBase(-2, 3), inBase(-2, -1), Math.abs(inBase(-2, 0))]).toEqual([12, -0.25, 0]);
    expect([0, 1, 2, 3].map((n) => grad((x: Arr) => x.pow(n))(0).item())).toEqual([0, 1, 0, 0]);
    expect([1, 2, 3].map((n) => hessian((x: Arr) => x.pow(n))(0).item())).toEqual([0, 2, 0]);
    expect([1, 2, 3].map((n) => hessian((x: Arr, y: Arr) => pow(x, y))(0, n).item())).toEqual([0, 2, 0]);
  });

  it("in the base, with the exponent known while compiling or not: the same, of any real exponent", () => {
    const cases: readonly [number, number, number, number][] = [
      // x, y, first and second derivative
      [0, 0, 0, 0],
      [0, 1, 1, 0],
      [0, 2, 0, 2],
      [0, 3, 0, 0],
      [0, 0.5, Infinity, -Infinity],
      [0, 1.5, 0, Infinity],
      [0, -1, -Infinity, Infinity],
      [-2, 3, 12, -12],
      [-2, -1, -0.25, -0.25],
      [NaN, 0, 0, 0],
      [4, 0.5, 0.25, -1 / 32],
    ];
    for (const [x, y, first, second] of cases) {
      const [known, given] = [(v: Arr) => pow(v, y), (v: Arr) => pow(v, array(y))];
      for (const f of [known, given]) {
        expect([x, y, grad(f)(x).item(), jit(grad(f))(x).item()]).toEqual([x, y, first, first]);
        expect([x, y, hessian(f)(x).item(), jit(hessian(f))(x).item()]).toEqual([x, y, second, second]);
      }
    }
  });

  it("mixed: x^(y−1) (1 + y log x) also at y = 0, and zero at the origin", () => {
    const mixed = (x: number, y: number): number[] => {
      const h = hessian((v: Arr) => pow(v.slice(0), v.slice(1)))(array([x, y])).toArray();
      return [h[1]!, h[2]!];
    };
    expectTree(mixed(2, 0), [0.5, 0.5]);
    expectTree(mixed(2, 3), [4 * (1 + 3 * Math.LN2), 4 * (1 + 3 * Math.LN2)], 1e-15);
    expectTree(
      [mixed(0, 0), mixed(0, 2), mixed(0, 3)],
      [0, 0, 0].map(() => [0, 0]),
    );
  });

  it("in the exponent: zero at the base zero, x^y log x elsewhere", () => {
    expect([inExponent(0, 2), inExponent(0, 0), inExponent(1, 5)]).toEqual([0, 0, 0]);
    expectTree(inExponent(2, 3), 8 * Math.LN2);
    // No real function of the exponent stands around (−2)³.
    expect(inExponent(-2, 3)).toBeNaN();
  });
});

describe("singular points", () => {
  it("of roots, logarithms and inverse functions have the limits of their slopes", () => {
    const slope = (f: (x: Arr) => Arr, x: number): number[] => [grad(f)(x).item(), jit(grad(f))(x).item()];
    const cases: readonly [(x: Arr) => Arr, number, number][] = [
      [rsqrt, 0, -Infinity],
      [cbrt, 0, Infinity],
      [log, 0, Infinity],
      [log2, 0, Infinity],
      [log10, 0, Infinity],
      [log1p, -1, Infinity],
      [asin, 1, Infinity],
      [asin, -1, Infinity],
      [acos, 1, -Infinity],
      [acosh, 1, Infinity],
      [atanh, 1, Infinity],
      [atanh, -1, Infinity],
    ];
    for (const [f, x, expected] of cases) expect([f.name, x, ...slope(f, x)]).toEqual([f.name, x, expected, expected]);
  });

  it("of a length: zero in every direction, the mean of its slopes; second derivatives do not exist", () => {
    const r = (v: Arr): Arr => hypot(v.slice(0), v.slice(1));
    for (const transform of [grad(r), jit(grad(r))]) expectTree(transform(array([0, 0])), [0, 0]);
    for (const transform of [hessian(r), jit(hessian(r))]) {
      expectTree(transform(array([0, 0])), [
        [NaN, NaN],
        [NaN, NaN],
      ]);
    }
    // Elsewhere it is the direction, however small or large the vector.
    for (const scale of [5e-324 * 2 ** 60, 1e-200, 1, 1e200]) {
      expectTree(grad(r)(array([3 * scale, -4 * scale])), [0.6, -0.8], 1e-15);
    }
  });
});

describe("tails of sigmoid and softplus", () => {
  it("keep all digits of their derivatives", () => {
    for (const x of [-700, -40, -1, 0, 1, 40, 700]) {
      const e = Math.exp(-Math.abs(x));
      expectTree(
        [grad(sigmoid)(x).item() / e, grad(softplus)(-Math.abs(x)).item() / e],
        [(1 + e) ** -2, 1 / (1 + e)],
        1e-15,
      );
    }
    expectTree(hessian(softplus)(0), 0.25);
    expectTree([grad(softplus)(800), grad(softplus)(-800), grad(sigmoid)(-800)], [1, 0, 0]);
  });
});

describe("remainders", () => {
  it("move with x, and by the whole quotient with the divisor", () => {
    for (const [x, y] of [
      [7.5, 2],
      [-7.5, 2],
      [7.5, -2],
      [-1e9 - 0.5, 3],
    ] as const) {
      expectTree([grad(mod)(x, y), grad(mod, { argument: 1 })(x, y)], [1, -Math.floor(x / y)]);
    }
    expectTree(hessian((v: Arr) => mod(v.slice(0), v.slice(1)))(array([7.5, 2])), [
      [0, 0],
      [0, 0],
    ]);
  });
});

describe("roots and absolute values", () => {
  it("are infinitely steep at zero, or take the side from the right", () => {
    expect([grad(sqrt)(0), grad(abs)(0), grad(abs)(-0), grad(abs)(-1)].map((g) => g.item())).toEqual([
      Infinity,
      1,
      1,
      -1,
    ]);
  });
});

describe("ties", () => {
  it("share the derivative", () => {
    expectTree([grad(maximum)(2, 2), grad(maximum, { argument: 1 })(2, 2)], [0.5, 0.5]);
    expectTree(grad((x: Arr) => maximum(x, x))(3), 1);
    expectTree(grad((x: Arr) => max(x))(array([1, 3, 3, 2])), [0, 0.5, 0.5, 0]);
    expectTree(
      grad((x: Arr) => sum(min(x, 1)))(
        array([
          [1, 1, 1],
          [3, 2, 5],
        ]),
      ),
      [
        [1 / 3, 1 / 3, 1 / 3],
        [0, 1, 0],
      ],
    );
    expectTree(
      [0.5, 1, 2, 0, -3].map((x) => grad((v: Arr) => clip(v, 0, 1))(x)),
      [1, 0.5, 0, 0.5, 0],
    );
  });
});

describe("bounds", () => {
  it("that are arrays get the derivative where they hold, half of it where x meets them", () => {
    const [x, low, high] = [array([-1, 0, 0.5, 2]), array([0, 0, 0, 1]), array([1, 1, 0.5, 1.5])];
    const slopes = [0, 1, 2].map((argument) =>
      grad((a: Arr, b: Arr, c: Arr) => sum(clip(a, b, c)), { argument: argument as 0 })(x, low, high),
    );
    expectTree(slopes, [
      [0, 0.5, 0.5, 0],
      [1, 0.5, 0, 0],
      [0, 0, 0.5, 1],
    ]);
    // Where the bounds cross, the upper one holds, as in NumPy.
    expectTree([clip(5, 3, 1), clip(0, 3, 1)], [1, 1]);
  });
});

describe("products", () => {
  it("with zeros have the product of the others", () => {
    expectTree(grad((x: Arr) => prod(x))(array([2, 3, 4])), [12, 8, 6]);
    expectTree(grad((x: Arr) => prod(x))(array([2, 0, 4])), [0, 8, 0]);
    expectTree(grad((x: Arr) => prod(x))(array([0, 3, 0])), [0, 0, 0]);
    expectTree(grad((x: Arr) => prod(x))(array([])), []);
    expectTree(grad((x: Arr) => prod(x))(array([5])), [1]);
    expectTree(
      grad((x: Arr) => sum(prod(x, 0)))(
        array([
          [2, 0],
          [0, 3],
          [5, 4],
        ]),
      ),
      [
        [0, 12],
        [10, 0],
        [0, 0],
      ],
    );
    expectTree(hessian((x: Arr) => prod(x))(array([0, 3, 0])), [
      [0, 0, 3],
      [0, 0, 0],
      [3, 0, 0],
    ]);
  });

  it("of many elements cost no more than the product: ten thousand in a moment", () => {
    const n = 10_000;
    const x = array(Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 2 : 0.5)));
    // The product is 1, so that each derivative is the reciprocal of its element.
    const gradient = jit(grad((v: Arr) => prod(v)))(x).toArray();
    expect(gradient.every((value, i) => value === (i % 2 === 0 ? 0.5 : 2))).toBe(true);
  });
});

describe("digits near an edge", () => {
  it("inverse sines near one", () => {
    // 1 / sqrt((1 − x)(1 + x)), with 1 − x held exactly.
    const gap = 2 ** -40;
    const exact = 1 / Math.sqrt(gap * (2 - gap));
    expectTree([grad(asin)(1 - gap), grad(acos)(1 - gap)], [exact, -exact], 1e-15);
  });

  it("expm1 far below zero", () => {
    expect(grad(expm1)(-40).item() / Math.exp(-40)).toBeCloseTo(1, 14);
  });

  it("atan2 at the smallest and largest numbers, and on the axes", () => {
    for (const scale of [1e-200, 1, 1e200]) {
      const [y, x] = [grad(atan2)(3 * scale, 4 * scale), grad(atan2, { argument: 1 })(3 * scale, 4 * scale)];
      expectTree([y.mul(scale), x.mul(scale)], [4 / 25, -3 / 25], 1e-14);
    }
    expectTree([grad(atan2)(0, 2), grad(atan2)(0, -2), grad(atan2)(2, 0)], [0.5, -0.5, 0]);
    expect(grad(atan2)(0, 0).item()).toBeNaN();
  });
});

describe("choices", () => {
  it("leave out NaN of the value that was not chosen", () => {
    const f = (x: Arr): Arr => where(x.greater(0), x, NaN);
    expectTree(grad(f)(2), 1);
    expectTree(grad((x: Arr) => where(x.less(0), mul(x, 3), x.log()))(-1), 3);
  });

  it("multiply an infinite slope that was not chosen by zero, unless the branch is made harmless first", () => {
    expectTree(grad((x: Arr) => where(x.greater(0), sqrt(x), 0))(0), NaN);
    const harmless = (x: Arr): Arr => where(x.greater(0), sqrt(where(x.greater(0), x, 1)), 0);
    expectTree([grad(harmless)(0), grad(harmless)(4), jit(grad(harmless))(0)], [0, 0.25, 0]);
  });
});

describe("broadcast operands", () => {
  it("receive the sum over the axes along which they were repeated", () => {
    const [a, b] = [
      array([
        [6, 8, 10],
        [1, 2, 3],
      ]),
      array([1, 2, 4]),
    ];
    // d Σ a/b: 1/b for each a; −Σ_rows a/b² for each b
    expectTree(grad((x: Arr) => sum(div(x, b)))(a), [
      [1, 0.5, 0.25],
      [1, 0.5, 0.25],
    ]);
    expectTree(grad((y: Arr) => sum(div(a, y)))(b), [-7, -10 / 4, -13 / 16]);
    expectTree(grad((c: Arr) => sum(div(a, c)))(2), -30 / 4);
  });
});
