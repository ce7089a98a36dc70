/** Unbounded minimisation problems: Moré, Garbow & Hillstrom (1981), and scaled quadratics. */
import { type Arr, array, atan2, cos, exp, sin } from "fluxion";
import { coordinates, type MinimizationCase, range, squares } from "./minimization-case.ts";

/** Sum of 100 (x_{i+1} - x_i²)² + (1 - x_i)². */
export const rosenbrock = (x: Arr): Arr => {
  const [head, tail] = [x.slice([0, -1]), x.slice([1, null])];
  return tail.sub(head.square()).square().mul(100).add(head.sub(1).square()).sum();
};

/** Sums of squares, by the numbers of the article. */
const residuals = {
  freudensteinRoth: (v: Arr): Arr[] => {
    const [x, y] = coordinates(v) as [Arr, Arr];
    return [x.sub(13).add(y.mul(y.sub(5).neg()).sub(2).mul(y)), x.sub(29).add(y.mul(y.add(1)).sub(14).mul(y))];
  },
  powellBadlyScaled: (v: Arr): Arr[] => {
    const [x, y] = coordinates(v) as [Arr, Arr];
    return [x.mul(y).mul(1e4).sub(1), exp(x.neg()).add(exp(y.neg())).sub(1.0001)];
  },
  brownBadlyScaled: (v: Arr): Arr[] => {
    const [x, y] = coordinates(v) as [Arr, Arr];
    return [x.sub(1e6), y.sub(2e-6), x.mul(y).sub(2)];
  },
  beale: (v: Arr): Arr[] => {
    const [x, y] = coordinates(v) as [Arr, Arr];
    return [1.5, 2.25, 2.625].map((target, k) => x.mul(y.pow(k + 1).sub(1)).add(target));
  },
  jennrichSampson: (v: Arr): Arr[] => {
    const [x, y] = coordinates(v) as [Arr, Arr];
    return range(10, (i) =>
      exp(x.mul(i))
        .add(exp(y.mul(i)))
        .neg()
        .add(2 + 2 * i),
    );
  },
  helicalValley: (v: Arr): Arr[] => {
    const [x, y, z] = coordinates(v) as [Arr, Arr, Arr];
    // The angle in turns, from -1/4 to 3/4 in the article; from its start the half plane x < 0, y >= 0 is left at once.
    const turns = atan2(y, x).div(2 * Math.PI);
    return [z.sub(turns.mul(10)).mul(10), x.square().add(y.square()).sqrt().sub(1).mul(10), z];
  },
  bard: (v: Arr): Arr[] => {
    const [x, y, z] = coordinates(v) as [Arr, Arr, Arr];
    const data = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39];
    return data.map((value, k) => {
      const [u, w] = [k + 1, 15 - k];
      return x
        .add(
          y
            .mul(w)
            .add(z.mul(Math.min(u, w)))
            .pow(-1)
            .mul(u),
        )
        .sub(value);
    });
  },
  gaussian: (v: Arr): Arr[] => {
    const [height, rate, centre] = coordinates(v) as [Arr, Arr, Arr];
    const data = [0.0009, 0.0044, 0.0175, 0.054, 0.1295, 0.242, 0.3521, 0.3989];
    return [...data, ...data.slice(0, 7).reverse()].map((value, k) =>
      height.mul(exp(rate.mul(centre.sub((7 - k) / 2).square()).mul(-0.5))).sub(value),
    );
  },
  box: (v: Arr): Arr[] => {
    const [x, y, z] = coordinates(v) as [Arr, Arr, Arr];
    return range(10, (i) => {
      const t = 0.1 * i;
      return exp(x.mul(-t))
        .sub(exp(y.mul(-t)))
        .sub(z.mul(Math.exp(-t) - Math.exp(-10 * t)));
    });
  },
  powellSingular: (v: Arr): Arr[] => {
    const [a, b, c, d] = coordinates(v) as [Arr, Arr, Arr, Arr];
    return [
      a.add(b.mul(10)),
      c.sub(d).mul(Math.sqrt(5)),
      b.sub(c.mul(2)).square(),
      a.sub(d).square().mul(Math.sqrt(10)),
    ];
  },
  kowalikOsborne: (v: Arr): Arr[] => {
    const [a, b, c, d] = coordinates(v) as [Arr, Arr, Arr, Arr];
    const data = [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246];
    const at = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625];
    return data.map((value, k) => {
      const u = at[k]!;
      return a
        .mul(b.mul(u).add(u * u))
        .div(
          c
            .mul(u)
            .add(d)
            .add(u * u),
        )
        .sub(value);
    });
  },
  brownDennis: (v: Arr): Arr[] => {
    const [a, b, c, d] = coordinates(v) as [Arr, Arr, Arr, Arr];
    return range(20, (i) => {
      const t = i / 5;
      const first = a.add(b.mul(t)).sub(Math.exp(t)).square();
      return first.add(
        c
          .add(d.mul(Math.sin(t)))
          .sub(Math.cos(t))
          .square(),
      );
    });
  },
  biggs: (v: Arr): Arr[] => {
    const [a, b, c, d, e, f] = coordinates(v) as [Arr, Arr, Arr, Arr, Arr, Arr];
    return range(13, (i) => {
      const t = 0.1 * i;
      const target = Math.exp(-t) - 5 * Math.exp(-10 * t) + 3 * Math.exp(-4 * t);
      return c
        .mul(exp(a.mul(-t)))
        .sub(d.mul(exp(b.mul(-t))))
        .add(f.mul(exp(e.mul(-t))))
        .sub(target);
    });
  },
  penalty: (v: Arr): Arr[] => [...coordinates(v).map((x) => x.sub(1).mul(Math.sqrt(1e-5))), v.square().sum().sub(0.25)],
  variablyDimensioned: (v: Arr): Arr[] => {
    const moment = v
      .sub(1)
      .mul(array(range(v.size, (i) => i)))
      .sum();
    return [...coordinates(v).map((x) => x.sub(1)), moment, moment.square()];
  },
  trigonometric: (v: Arr): Arr[] => {
    const n = v.size;
    const total = cos(v).sum();
    return coordinates(v).map((x, k) =>
      total
        .neg()
        .add(n + k + 1)
        .sub(cos(x).mul(k + 1))
        .sub(sin(x)),
    );
  },
  brownAlmostLinear: (v: Arr): Arr[] => {
    const n = v.size;
    return [
      ...coordinates(v)
        .slice(0, -1)
        .map((x) => x.add(v.sum()).sub(n + 1)),
      v.prod().sub(1),
    ];
  },
  chebyquad: (v: Arr): Arr[] => {
    const n = v.size;
    const shifted = v.mul(2).sub(1);
    let [before, now] = [v.mul(0).add(1), shifted];
    return range(n, (i) => {
      const mean = now.mean().add(i % 2 === 0 ? 1 / (i * i - 1) : 0);
      [before, now] = [now, shifted.mul(now).mul(2).sub(before)];
      return mean;
    });
  },
};

/** ½ sum a_i (x_i - c_i)², the curvatures a_i spread over thirteen decades, each centre (i + 1) / sqrt(a_i). */
function illScaled(size: number): MinimizationCase {
  const curvature = Array.from({ length: size }, (_, i) => 10 ** (-4 + (13 * i) / (size - 1)));
  const centre = curvature.map((a, i) => (i + 1) / Math.sqrt(a));
  return {
    name: `a quadratic with curvatures from 1e-4 to 1e9 in ${size} dimensions`,
    objective: (x) => x.sub(array(centre)).square().mul(array(curvature)).sum().mul(0.5),
    start: ones(size),
    minimum: 0,
    known: 1e-14,
    minimiser: centre,
    // The value falls from 1e9 to the 1e-15 that count as zero: 4e-6 is left of the softest coordinate, which is 100.
    accuracy: 1e-7,
  };
}

const ones = (size: number): number[] => new Array<number>(size).fill(1);

type Row = [
  name: keyof typeof residuals,
  start: readonly number[],
  minimum: number,
  minimiser: readonly number[] | null,
  accuracy?: number,
];

/** Name, start, minimum as published (0 or six digits), and where it is attained. */
const rows: readonly Row[] = [
  // From this start methods come to the local minimum of the article; the global one is 0 at (5, 4).
  ["freudensteinRoth", [15, -2], 48.9842537, [11.412779, -0.896805252], 1e-6],
  ["beale", [1, 1], 0, [3, 0.5]],
  // 1e4 x y = 1 with x of 1e-5 and y of 9: at a value of 1e-15, 3e-8 of either is left open.
  ["powellBadlyScaled", [0, 1], 0, [1.098159329699759e-5, 9.106146739866], 1e-6],
  ["brownBadlyScaled", [1, 1], 0, [1e6, 2e-6], 1e-6],
  ["jennrichSampson", [0.3, 0.4], 124.362, [0.257825, 0.257825], 1e-5],
  ["helicalValley", [-1, 0, 0], 0, [1, 0, 0], 1e-7],
  ["bard", [1, 1, 1], 8.21487e-3, null],
  ["gaussian", [0.4, 1, 0], 1.12793e-8, null],
  ["box", [0, 10, 20], 0, null],
  // A quartic minimum: the fourth root of the smallest value that can still be told from zero.
  ["powellSingular", [3, -1, 0, 1], 0, [0, 0, 0, 0], 3e-4],
  ["kowalikOsborne", [0.25, 0.39, 0.415, 0.39], 3.07505e-4, null],
  ["brownDennis", [25, 5, -5, -1], 85822.2, null],
  ["biggs", [1, 2, 1, 1, 1, 1], 0, null],
  ["penalty", [1, 2, 3, 4], 2.24997e-5, null],
  ["variablyDimensioned", range(10, (i) => 1 - i / 10), 0, ones(10), 1e-7],
  ["trigonometric", new Array<number>(5).fill(1 / 5), 0, null],
  ["brownAlmostLinear", new Array<number>(10).fill(1 / 2), 0, null],
  ["chebyquad", range(8, (i) => i / 9), 3.51687e-3, null],
];

/** Problems without bounds. */
export const unboundedCases: readonly MinimizationCase[] = [
  ...[2, 5, 10, 30, 100].map((size) => ({
    name: `Rosenbrock in ${size} dimensions`,
    objective: rosenbrock,
    // The alternating start is that of the article for two; in more, it also leads to a local minimum near (-1, 1, ..., 1).
    start: size === 2 ? [-1.2, 1] : new Array<number>(size).fill(0.5),
    minimum: 0,
    known: 1e-14,
    minimiser: ones(size),
    // A value of 1e-17 at curvatures from 1/2 on.
    accuracy: 1e-8,
  })),
  ...[6, 14].map(illScaled),
  ...rows.map(([name, start, minimum, minimiser, accuracy = 1e-8]) => ({
    name,
    objective: (x: Arr): Arr => squares(residuals[name](x)),
    start,
    minimum,
    // Published to six digits; where it is zero, a sum of squares falls to the square of what rounding leaves.
    known: minimum === 0 ? 1e-14 : 5e-6,
    minimiser,
    accuracy,
    // Published as a minimum; by symmetry of two terms that have become equal it is a saddle.
    ...(name === "biggs" ? { saddle: 5.6556499255e-3 } : {}),
  })),
];
