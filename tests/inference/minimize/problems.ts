/** Published minimisation problems with exact gradients: one row each, for every method to be tried on. */
import { unbounded } from "../../../inference/problem/box.ts";
import type { SmoothProblem } from "../../../inference/problem/vector-problem.ts";

/** A function with a known minimum. */
export interface MinimizationCase {
  readonly name: string;
  readonly problem: SmoothProblem;
  readonly start: readonly number[];
  /** Least value. */
  readonly minimum: number;
  /** Where it is attained; null when that is not one point. */
  readonly minimiser: readonly number[] | null;
  /** Accuracy to expect of the minimiser, relative to 1 or its own size. */
  readonly accuracy: number;
}

type Gradient = (x: readonly number[]) => [value: number, gradient: number[]];

const Inf = Number.POSITIVE_INFINITY;

function functionOf(f: Gradient, size: number, bounds?: readonly (readonly [number, number])[]): SmoothProblem {
  const box =
    bounds === undefined
      ? unbounded(size)
      : {
          lower: Float64Array.from(bounds, ([lower]) => lower),
          upper: Float64Array.from(bounds, ([, upper]) => upper),
        };
  return {
    size,
    ...box,
    evaluate: (point) => {
      const [value, gradient] = f(Array.from(point));
      return { value, gradient: Float64Array.from(gradient) };
    },
  };
}

/** sum of 100 (x_{i+1} - x_i²)² + (1 - x_i)². */
const rosenbrock: Gradient = (x) => {
  const gradient = x.map(() => 0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const bend = x[i + 1]! - x[i]! ** 2;
    const rest = 1 - x[i]!;
    value += 100 * bend ** 2 + rest ** 2;
    gradient[i]! += -400 * bend * x[i]! - 2 * rest;
    gradient[i + 1]! += 200 * bend;
  }
  return [value, gradient];
};

const beale: Gradient = ([x, y]) => {
  const gradient = [0, 0];
  let value = 0;
  [1.5, 2.25, 2.625].forEach((target, k) => {
    const residual = target - x! * (1 - y! ** (k + 1));
    value += residual ** 2;
    gradient[0]! -= 2 * residual * (1 - y! ** (k + 1));
    gradient[1]! += 2 * residual * x! * (k + 1) * y! ** k;
  });
  return [value, gradient];
};

/** Powell's singular function: the Hessian at its minimum has rank two. */
const powell: Gradient = ([a, b, c, d]) => {
  const [p, q, r, s] = [a! + 10 * b!, c! - d!, b! - 2 * c!, a! - d!];
  return [
    p ** 2 + 5 * q ** 2 + r ** 4 + 10 * s ** 4,
    [2 * p + 40 * s ** 3, 20 * p + 4 * r ** 3, 10 * q - 8 * r ** 3, -10 * q - 40 * s ** 3],
  ];
};

/** ½ sum a_i (x_i - c_i)², the curvatures a_i spread over thirteen decades, each centre (i + 1) / sqrt(a_i). */
function illScaled(size: number): { readonly f: Gradient; readonly centre: number[] } {
  const curvature = Array.from({ length: size }, (_, i) => 10 ** (-4 + (13 * i) / (size - 1)));
  const centre = curvature.map((a, i) => (i + 1) / Math.sqrt(a));
  const f: Gradient = (x) => [
    x.reduce((sum, value, i) => sum + 0.5 * curvature[i]! * (value - centre[i]!) ** 2, 0),
    x.map((value, i) => curvature[i]! * (value - centre[i]!)),
  ];
  return { f, centre };
}

const hs3: Gradient = ([x, y]) => [y! + 1e-5 * (y! - x!) ** 2, [-2e-5 * (y! - x!), 1 + 2e-5 * (y! - x!)]];
const hs4: Gradient = ([x, y]) => [(x! + 1) ** 3 / 3 + y!, [(x! + 1) ** 2, 1]];
const hs5: Gradient = ([x, y]) => [
  Math.sin(x! + y!) + (x! - y!) ** 2 - 1.5 * x! + 2.5 * y! + 1,
  [Math.cos(x! + y!) + 2 * (x! - y!) - 1.5, Math.cos(x! + y!) - 2 * (x! - y!) + 2.5],
];
const hs25: Gradient = ([a, b, c]) => {
  let value = 0;
  const gradient = [0, 0, 0];
  for (let i = 1; i <= 99; i++) {
    const u = 25 + (-50 * Math.log(0.01 * i)) ** (2 / 3);
    const power = (u - b!) ** c!;
    const term = Math.exp(-power / a!);
    const residual = -0.01 * i + term;
    value += residual ** 2;
    gradient[0]! += 2 * residual * term * (power / a! ** 2);
    gradient[1]! += 2 * residual * term * ((c! * power) / (u - b!) / a!);
    gradient[2]! -= 2 * residual * term * ((Math.log(u - b!) * power) / a!);
  }
  return [value, gradient];
};
/** Hock-Schittkowski 38, Colville's function. */
const hs38: Gradient = ([a, b, c, d]) => [
  100 * (b! - a! ** 2) ** 2 +
    (1 - a!) ** 2 +
    90 * (d! - c! ** 2) ** 2 +
    (1 - c!) ** 2 +
    10.1 * ((b! - 1) ** 2 + (d! - 1) ** 2) +
    19.8 * (b! - 1) * (d! - 1),
  [
    -400 * a! * (b! - a! ** 2) - 2 * (1 - a!),
    200 * (b! - a! ** 2) + 20.2 * (b! - 1) + 19.8 * (d! - 1),
    -360 * c! * (d! - c! ** 2) - 2 * (1 - c!),
    180 * (d! - c! ** 2) + 20.2 * (d! - 1) + 19.8 * (b! - 1),
  ],
];
const hs45: Gradient = (x) => [
  2 - x.reduce((product, value) => product * value, 1) / 120,
  x.map((_, i) => -x.reduce((product, value, j) => (i === j ? product : product * value), 1) / 120),
];

const alternating = (size: number): number[] => Array.from({ length: size }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
const ones = (size: number): number[] => new Array<number>(size).fill(1);

/** The minimum of Hock-Schittkowski 2 on its bound: 400 x³ - 400 x y + 2 x - 2 = 0 at y = 1.5, by the cubic formula. */
const hs2Root = 2 * Math.sqrt(598 / 1200) * Math.cos(Math.acos(0.0025 / (598 / 1200) ** 1.5) / 3);

/**
 * Moré, Garbow & Hillstrom (1981), ACM TOMS 7, 17, problems 1, 5, 13 and 21; Hock & Schittkowski (1981), Test Examples
 * for Nonlinear Programming Codes, problems 1-5, 25, 38 and 45, whose constraints are bounds; and scaled quadratics.
 */
export const minimizationCases: readonly MinimizationCase[] = [
  ...[2, 5, 10, 30, 100].map((size) => ({
    name: `Rosenbrock in ${size} dimensions`,
    problem: functionOf(rosenbrock, size),
    // The alternating start is that of the book for two; in more, it also leads to a local minimum near (-1, 1, ..., 1).
    start: size === 2 ? alternating(2) : new Array<number>(size).fill(0.5),
    minimum: 0,
    minimiser: ones(size),
    accuracy: 1e-9,
  })),
  {
    name: "Beale",
    problem: functionOf(beale, 2),
    start: [1, 1],
    minimum: 0,
    minimiser: [3, 0.5],
    accuracy: 1e-9,
  },
  {
    name: "Powell's singular function",
    problem: functionOf(powell, 4),
    start: [3, -1, 0, 1],
    minimum: 0,
    minimiser: [0, 0, 0, 0],
    // A quartic minimum: the fourth root of the smallest value that can still be told from zero.
    accuracy: 3e-4,
  },
  ...[6, 14].map((size) => {
    const { f, centre } = illScaled(size);
    return {
      name: `a quadratic with curvatures from 1e-4 to 1e9 in ${size} dimensions`,
      problem: functionOf(f, size),
      start: ones(size),
      minimum: 0,
      minimiser: centre,
      // The value falls from 1e9 to the 1e-15 that count as zero: 4e-6 is left of the softest coordinate, which is 100.
      accuracy: 1e-7,
    };
  }),
  {
    name: "Hock-Schittkowski 1",
    problem: functionOf(rosenbrock, 2, [
      [-Inf, Inf],
      [-1.5, Inf],
    ]),
    start: [-2, 1],
    minimum: 0,
    minimiser: [1, 1],
    accuracy: 1e-9,
  },
  {
    name: "Hock-Schittkowski 2",
    problem: functionOf(rosenbrock, 2, [
      [-Inf, Inf],
      [1.5, Inf],
    ]),
    // The book starts from (-2, 1), whose projection leads into the local minimum at -1.22; this start is on the other side.
    start: [2, 1.5],
    minimum: rosenbrock([hs2Root, 1.5])[0],
    minimiser: [hs2Root, 1.5],
    accuracy: 1e-9,
  },
  {
    name: "Hock-Schittkowski 3",
    problem: functionOf(hs3, 2, [
      [-Inf, Inf],
      [0, Inf],
    ]),
    start: [10, 1],
    minimum: 0,
    minimiser: [0, 0],
    accuracy: 1e-9,
  },
  {
    name: "Hock-Schittkowski 4",
    problem: functionOf(hs4, 2, [
      [1, Inf],
      [0, Inf],
    ]),
    start: [1.125, 0.125],
    minimum: 8 / 3,
    minimiser: [1, 0],
    accuracy: 0,
  },
  {
    name: "Hock-Schittkowski 5",
    problem: functionOf(hs5, 2, [
      [-1.5, 4],
      [-3, 3],
    ]),
    start: [0, 0],
    minimum: -Math.sqrt(3) / 2 - Math.PI / 3,
    minimiser: [-Math.PI / 3 + 0.5, -Math.PI / 3 - 0.5],
    accuracy: 1e-9,
  },
  {
    name: "Hock-Schittkowski 25",
    problem: functionOf(hs25, 3, [
      [0.1, 100],
      [0, 25.6],
      [0, 5],
    ]),
    // The start of the book, (100, 12.5, 3), lies on a plateau whose gradient underflows; this one does not.
    start: [60, 20, 1.7],
    minimum: 0,
    minimiser: [50, 25, 1.5],
    accuracy: 1e-6,
  },
  {
    name: "Hock-Schittkowski 38",
    problem: functionOf(hs38, 4, [
      [-10, 10],
      [-10, 10],
      [-10, 10],
      [-10, 10],
    ]),
    start: [-3, -1, -3, -1],
    minimum: 0,
    minimiser: [1, 1, 1, 1],
    accuracy: 1e-9,
  },
  {
    name: "Hock-Schittkowski 45",
    problem: functionOf(hs45, 5, [
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
      [0, 5],
    ]),
    start: [2, 2, 2, 2, 2].map((value, i) => Math.min(value, i + 1)),
    minimum: 1,
    minimiser: [1, 2, 3, 4, 5],
    accuracy: 0,
  },
];
