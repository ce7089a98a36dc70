/** Interpolants against the polynomials they reproduce, SciPy's digits, their orders, and differences. */

import { type Arr, array, checkGrads, grad, hessian, jit, linspace, max, sum, vmap, zeros, interpolate } from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../support/arrays.ts";
import { fittedOrder } from "../../support/convergence.ts";
import { messageOf } from "../../support/message-of.ts";
import { expectRelative } from "../../support/relative.ts";

type Make = (
  x: interpolate.SampleData,
  y: interpolate.SampleData,
  options?: interpolate.InterpolationOptions,
) => interpolate.Interpolant;

const natural: Make = (x, y, options) => interpolate.cubicSpline(x, y, { ...options, boundary: "natural" });
const methods: readonly [string, Make][] = [
  ["linear", interpolate.linearInterpolation],
  ["natural", natural],
  ["not-a-knot", interpolate.cubicSpline],
  ["pchip", interpolate.pchip],
];

const x = [0, 0.7, 1.1, 2.5, 3, 4.2];
const y = [1, 2.5, 2.1, 2.1, -1, 0.5];
// A cubic of values up to 50 from differences of numbers of size 1.
const rounding = 1e-14;

describe.each(methods)("%s", (_name, make) => {
  it("passes through the samples", () => {
    // The last sample is the end of the last piece.
    expectClose([make(x, y)(array(x))], [array(y)], rounding);
    expect(make(x, y)(0.7).item()).toBe(2.5);
  });

  it("reproduces lines, with two samples already, and extends them", () => {
    const points = array([-3, 0, 0.4, 1, 1.9, 5]);
    const line = points.mul(-2).add(3);
    expectClose([make([0, 1.5], [3, 0])(points)], [line], rounding);
    // Four widths outside, a rounding in the third derivative counts a hundredfold.
    expectClose([make(x, array(x).mul(-2).add(3))(points)], [line], 100 * rounding);
  });

  it("takes points and values of any shape, and each curve by itself", () => {
    const curves = array(y.map((value, i) => [value, i * i]));
    const points = array([
      [0.1, 2.2],
      [4, 3.3],
      [1, 0],
    ]);
    const both = make(x, curves)(points);
    expect(both.shape).toEqual([3, 2, 2]);
    expectClose([both.slice("...", 0)], [make(x, y)(points)], rounding);
    expectClose([both.slice("...", 1)], [make(x, [0, 1, 4, 9, 16, 25])(points)], rounding);
  });

  it("goes on outside as told", () => {
    const outside = array([-1, 5]);
    expectClose([make(x, y, { outside: "hold" })(outside)], [array([1, 0.5])], rounding);
    expect(make(x, y, { outside: "nan" })(outside).toNested()).toEqual([NaN, NaN]);
    expect(make(x, y, { outside: "nan" })(array([0, 1.1])).toNested()).toEqual([1, 2.1]);
    expect(make(x, y)(Number.NaN).item()).toBeNaN();
  });

  it("differentiates in the point, the values and the grid", () => {
    const at = array([-0.4, 0.3, 0.95, 1.8, 2.7, 3.6, 4.9]);
    const weights = array([1, -2, 0.5, 3, -1, 2, 0.7]);
    checkGrads(
      (p: { x: Arr; y: Arr; t: Arr }) => sum(make(p.x, p.y)(p.t).mul(weights)),
      [{ x: array(x), y: array(y).add(array([0, 0, 0, 0.3, 0, 0])), t: at }],
      { order: 2 },
    );
    const held = make(x, y, { outside: "hold" });
    expect(grad(held)(5).item()).toBe(0);
    expect(grad((t: Arr) => make(x, y, { outside: "nan" })(t))(2).item()).toBe(grad(make(x, y))(2).item());
  });

  it("maps and compiles", () => {
    const at = [0.3, 1.8, 3.6];
    const curve = make(x, y);
    const together = curve(array(at));
    expectClose([vmap(curve)(array(at))], [together], rounding);
    expectClose([jit(curve)(array(at))], [together], rounding);
    const shifted = (shift: Arr) => make(x, array(y).add(shift))(array(at));
    expectClose([jit(vmap(shifted))(array([0, 1])).slice(1)], [together.add(1)], rounding);
    const stretched = (factor: Arr) => make(array(x).mul(factor), y)(array(at).mul(factor));
    expectClose([vmap(stretched)(array([1, 2])).slice(1)], [together], rounding);
  });

  it("takes many samples", () => {
    const grid = linspace(0, 10, 1000);
    const values = make(grid, grid.sin())(array([0.001, 5, 9.99]));
    // Spacing 0.01: the broken line is off by h²/8.
    expect(max(values.sub(array([0.001, 5, 9.99]).sin()).abs()).item()).toBeLessThan(1.3e-5);
  });

  it("names samples that will not do", () => {
    expect(() => make([1], [2])).toThrow("expected [n] with n >= 2, received f64[1]");
    expect(() => make([0, 1], [2])).toThrow("at y in");
    expect(() => make([0, 1, 1], [2, 3, 4])).toThrow("at x[2] in");
    expect(() => make([0, Number.NaN], [2, 3])).toThrow("expected more than x[0] = 0, received NaN");
  });
});

it("says how to mend a grid", () => {
  expect(messageOf(() => interpolate.pchip([0, 2, 1], [1, 2, 3]))).toMatchInlineSnapshot(
    `"ParameterError at x[2] in pchip(): expected more than x[1] = 2, received 1. Sort the samples by x, and merge those with equal x."`,
  );
  expect(messageOf(() => interpolate.cubicSpline([0, 2, 3], zeros([2, 2])))).toMatchInlineSnapshot(
    `"ShapeError at y in cubicSpline(): expected [3] or [3, ...], a value for each of x, received f64[2, 2]."`,
  );
});

describe("references", () => {
  // scipy 1.17.1: CubicSpline(x, y, bc_type), PchipInterpolator(x, y) and their first derivatives at these points.
  const t = [-0.4, 0, 0.3, 0.7, 0.95, 1.8, 2.7, 3.6, 4.2, 4.9];
  const references: readonly [string, Make, readonly number[], readonly number[]][] = [
    [
      "natural",
      natural,
      [
        -0.17579274081946858, 1.0, 1.9325388552904257, 2.5, 2.249575091234114, 2.879657858625075, 0.8848556510762806,
        -1.6315718206420398, 0.5, 2.7928167603811094,
      ],
      [
        2.1669972855599164, 3.3257241352930484, 2.6739402823181617, -0.22287684201466856, -1.2919877292656798,
        1.3770341053618047, -6.765298403985733, 2.0175399003566885, 4.320159601426756, 1.186038341636948,
      ],
    ],
    [
      "not-a-knot",
      interpolate.cubicSpline,
      [
        -3.8938243073212684, 1.0, 2.390010808337639, 2.5, 2.2071109444505974, 2.7955361332299677, 1.0340197152802741,
        -3.7502749825273267, 0.5, 22.70107570586198,
      ],
      [
        17.75729690624664, 7.385652168065288, 2.26011454414503, -1.036341048127637, -1.0435575143513391,
        1.1385387545547694, -6.201274402366786, -0.49784356700345356, 16.41327040909799, 49.397383764325845,
      ],
    ],
    [
      "pchip",
      interpolate.pchip,
      [
        -1.0629737609329444, 1.0, 1.9962099125364432, 2.5, 2.2265625, 2.1, 1.0087999999999986, -0.8125, 0.5,
        4.953993055555555,
      ],
      [
        6.1253644314868785, 4.142857142857142, 2.4723032069970845, 0.0, -1.4062499999999996, 0.0, -8.928000000000004,
        0.9374999999999998, 3.7499999999999987, 9.401041666666664,
      ],
    ],
  ];

  it.each(references)("%s has the values and slopes of SciPy", (_name, make, values, slopes) => {
    const curve = make(x, y);
    expectClose([curve(array(t))], [array(values)], rounding);
    expectClose([vmap(grad(curve))(array(t))], [array(slopes)], 4 * rounding);
  });

  it("pchip treats three samples, and steep ends, as SciPy does", () => {
    const three = interpolate.pchip([0, 1, 3], [1, -1, 2])(array([0.5, 2, 2.9]));
    expectRelative(three, [-0.3958333333333333, -0.45833333333333337, 1.6322916666666663], rounding);
    const steep = interpolate.pchip([0, 1, 1.2, 3], [0, 0.1, -3, -2])(array([0.25, 0.5, 2, 2.9]));
    expectRelative(
      steep,
      [0.05781250000000001, 0.08750000000000002, -2.9122085048010975, -2.1575788751714677],
      rounding,
    );
  });
});

describe("cubicSpline", () => {
  it("with not-a-knot ends reproduces cubics, from four samples on, and parabolas from three", () => {
    const at = array([-1, 0.2, 1, 2.2, 4]);
    const cubic = (v: Arr) => v.pow(3).mul(0.5).sub(v.square()).add(2);
    for (const count of [4, 5, 9]) {
      const grid = linspace(0, 3, count);
      expectClose([interpolate.cubicSpline(grid, cubic(grid))(at)], [cubic(at)], 4 * rounding);
    }
    const parabola = (v: Arr) => v.square().mul(3).sub(v);
    const three = array([0, 1, 3]);
    expectClose([interpolate.cubicSpline(three, parabola(three))(at)], [parabola(at)], rounding);
  });

  it("with natural ends is straight there", () => {
    const curve = natural(x, y);
    const curvature = (at: number) => hessian(curve)(at).item();
    // Second differences of values of size 1 over spacing 0.5.
    expect(Math.abs(curvature(0))).toBeLessThan(1e-13);
    expect(Math.abs(curvature(4.2))).toBeLessThan(1e-13);
  });

  it("has a continuous second derivative at the knots", () => {
    for (const make of [natural, interpolate.cubicSpline]) {
      const curve = make(x, y);
      for (const knot of x.slice(1, -1)) {
        const [before, after] = [knot - 1e-9, knot].map((at) => hessian(curve)(at).item());
        // The third derivative is below 200 here.
        expect(Math.abs(before! - after!)).toBeLessThan(1e-6);
      }
    }
  });
});

describe("pchip", () => {
  it("never leaves the range of the two samples beside", () => {
    const points = linspace(0, 4.2, 400);
    const values = interpolate.pchip(x, y)(points).toArray();
    points.toArray().forEach((t, k) => {
      const i = Math.min(
        x.findLastIndex((knot) => knot <= t),
        x.length - 2,
      );
      const [low, high] = [Math.min(y[i]!, y[i + 1]!), Math.max(y[i]!, y[i + 1]!)];
      expect(values[k]! >= low - 1e-14 && values[k]! <= high + 1e-14).toBe(true);
    });
  });
});

describe("orders", () => {
  // e^t has no extremum, where pchip drops to second order.
  const counts = [33, 65, 129, 257, 513];
  const order = (make: Make, from: number, to: number): number => {
    const errors = counts.map((count) => {
      const grid = linspace(0, 2, count);
      const at = linspace(from, to, 2049);
      return max(make(grid, grid.exp())(at).sub(at.exp()).abs()).item();
    });
    return fittedOrder(
      counts.map((count) => 2 / (count - 1)),
      errors,
    );
  };

  it.each([
    ["linear", interpolate.linearInterpolation, 0, 2, 2],
    ["not-a-knot", interpolate.cubicSpline, 0, 2, 4],
    // What the ends do wrong fades by 2 + sqrt 3 an interval: 12 intervals inside it is gone.
    ["natural, away from the ends", natural, 0.75, 1.25, 4],
    ["natural, up to the ends", natural, 0, 2, 2],
    ["pchip", interpolate.pchip, 0, 2, 3],
  ] as const)("%s", (_name, make, from, to, expected) => {
    // Coarse grids add a term of the next order: a tenth of an order over this range.
    expect(Math.abs(order(make, from, to) - expected)).toBeLessThan(0.15);
  });
});
