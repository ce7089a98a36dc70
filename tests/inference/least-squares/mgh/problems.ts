/** The test problems of Moré, Garbow & Hillstrom: residuals of a vector, starts and published least sums of squares. */
import {
  add,
  type Arr,
  array,
  atan,
  concat,
  cos,
  div,
  exp,
  mul,
  pow,
  prod,
  sin,
  square,
  stack,
  sub,
  where,
} from "fluxion";

/** One problem at one size. */
export interface PublishedProblem {
  /** Number in the paper, name and size. */
  readonly name: string;
  readonly residuals: (x: Arr) => Arr;
  readonly start: readonly number[];
  /** Published local minima; a fit must end at one of them. */
  readonly minima: readonly number[];
  /** Multiples of the start that the authors tried. */
  readonly factors: readonly number[];
}

const range = (count: number, at: (i: number) => number = (i) => i + 1): number[] =>
  Array.from({ length: count }, (_, i) => at(i));
const vector = (values: readonly number[]): Arr => array([...values]);
/** x_k, counted from 1 as the paper does. */
const part = (x: Arr, k: number): Arr => x.slice(k - 1);
const allTries = [1, 10, 100];

const bardY = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39];
const gaussianY = [9e-4, 4.4e-3, 0.0175, 0.054, 0.1295, 0.242, 0.3521, 0.3989];
const meyerY = [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872];
const kowalikY = [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246];
const kowalikU = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625];
const osborne1Y = [
  0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.85, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.58,
  0.558, 0.538, 0.522, 0.506, 0.49, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.42, 0.414, 0.411, 0.406,
];
const osborne2Y = [
  1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602,
  0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.5, 0.423, 0.395, 0.375,
  0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591,
  0.559, 0.597, 0.625, 0.739, 0.71, 0.729, 0.72, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
];

const decay = (height: Arr, rate: Arr, t: Arr): Arr => mul(height, exp(mul(rate, t).neg()));
const peak = (height: Arr, rate: Arr, centre: Arr, t: Arr): Arr =>
  mul(height, exp(mul(square(sub(t, centre)), rate).neg()));

/** 10 (x2 - x1²), 1 - x1 for each pair. */
const rosenbrock = (x: Arr): Arr => {
  const pairs = x.reshape(-1, 2);
  const [first, second] = [pairs.slice(null, 0), pairs.slice(null, 1)];
  return concat([mul(10, sub(second, square(first))), sub(1, first)]);
};
const powellSingular = (x: Arr): Arr => {
  const fours = x.reshape(-1, 4);
  const [a, b, c, d] = [fours.slice(null, 0), fours.slice(null, 1), fours.slice(null, 2), fours.slice(null, 3)];
  return concat([
    add(a, mul(10, b)),
    mul(Math.sqrt(5), sub(c, d)),
    square(sub(b, mul(2, c))),
    mul(Math.sqrt(10), square(sub(a, d))),
  ]);
};
const helical = (x: Arr): Arr => {
  const [a, b, c] = [part(x, 1), part(x, 2), part(x, 3)];
  const turn = add(div(atan(div(b, a)), 2 * Math.PI), where(a.greater(0), 0, 0.5));
  return stack([mul(10, sub(c, mul(10, turn))), mul(10, sub(add(square(a), square(b)).sqrt(), 1)), c]);
};
const watson = (n: number) => {
  const t = range(29, (i) => (i + 1) / 29);
  const powers = array(t.map((at) => range(n, (j) => at ** j)));
  const slopes = array(t.map((at) => range(n, (j) => (j === 0 ? 0 : j * at ** (j - 1)))));
  return (x: Arr): Arr =>
    concat([
      sub(sub(slopes.matMul(x), square(powers.matMul(x))), 1),
      stack([part(x, 1), sub(sub(part(x, 2), square(part(x, 1))), 1)]),
    ]);
};
const penalty2 = (n: number) => {
  const root = Math.sqrt(1e-5);
  const y = vector(range(n - 1, (i) => Math.exp((i + 2) / 10) + Math.exp((i + 1) / 10)));
  const weights = vector(range(n, (j) => n - j));
  return (x: Arr): Arr => {
    const grown = exp(div(x, 10));
    const [rest, before] = [grown.slice([1, n]), grown.slice([0, n - 1])];
    return concat([
      stack([sub(part(x, 1), 0.2)]),
      mul(root, sub(add(rest, before), y)),
      mul(root, sub(rest, Math.exp(-0.1))),
      stack([sub(mul(weights, square(x)).sum(), 1)]),
    ]);
  };
};
/** Before and after each component, with zeros at the ends. */
const neighbours = (x: Arr, n: number): readonly [before: Arr, after: Arr] => {
  const zero = array([0]);
  return [concat([zero, x.slice([0, n - 1])]), concat([x.slice([1, n]), zero])];
};
const boundaryValue = (n: number) => {
  const h = 1 / (n + 1);
  const t = vector(range(n, (i) => (i + 1) * h));
  return (x: Arr): Arr => {
    const [before, after] = neighbours(x, n);
    const bent = mul(0.5 * h * h, pow(add(add(x, t), 1), 3));
    return add(sub(sub(mul(2, x), before), after), bent);
  };
};
const integralEquation = (n: number) => {
  const h = 1 / (n + 1);
  const t = range(n, (i) => (i + 1) * h);
  const kernel = array(t.map((ti, i) => t.map((tj, j) => (h / 2) * (j <= i ? (1 - ti) * tj : ti * (1 - tj)))));
  return (x: Arr): Arr => add(x, kernel.matMul(pow(add(add(x, vector(t)), 1), 3)));
};
const broydenBanded = (n: number) => {
  const band = array(range(n).map((i) => range(n).map((j) => (j !== i && j >= i - 5 && j <= i + 1 ? 1 : 0))));
  return (x: Arr): Arr => sub(add(mul(x, add(2, mul(5, square(x)))), 1), band.matMul(mul(x, add(1, x))));
};
const chebyquad =
  (n: number) =>
  (x: Arr): Arr => {
    const shifted = sub(mul(2, x), 1);
    let [before, now]: [Arr | number, Arr] = [1, shifted];
    const rows: Arr[] = [];
    for (let i = 1; i <= n; i++) {
      const integral = i % 2 === 0 ? -1 / (i * i - 1) : 0;
      rows.push(sub(now.mean(), integral));
      [before, now] = [now, sub(mul(mul(2, shifted), now), before)];
    }
    return stack(rows);
  };

const problem = (
  name: string,
  residuals: (x: Arr) => Arr,
  start: readonly number[],
  minima: readonly number[],
  factors: readonly number[] = [1],
): PublishedProblem => ({ name, residuals, start, minima, factors });

const linearFullRank =
  (n: number, m: number) =>
  (x: Arr): Arr =>
    sub(sub(concat([x, vector(range(m - n, () => 0))]), mul(2 / m, x.sum())), 1);

/**
 * Moré, Garbow & Hillstrom (1981), Testing unconstrained optimization software, ACM Trans. Math. Softw. 7, 17: all 35
 * problems, each with the minima given there. Multiples of the start are those of the drivers of MINPACK.
 */
export const publishedProblems: readonly PublishedProblem[] = [
  problem("1 Rosenbrock", rosenbrock, [-1.2, 1], [0], allTries),
  problem(
    "2 Freudenstein and Roth",
    (x) => {
      const [a, b] = [part(x, 1), part(x, 2)];
      return stack([
        add(sub(a, 13), mul(sub(mul(sub(5, b), b), 2), b)),
        add(sub(a, 29), mul(sub(mul(add(b, 1), b), 14), b)),
      ]);
    },
    [0.5, -2],
    [0, 48.9842],
    allTries,
  ),
  problem(
    "3 Powell badly scaled",
    (x) => {
      const [a, b] = [part(x, 1), part(x, 2)];
      return stack([sub(mul(mul(1e4, a), b), 1), sub(add(exp(a.neg()), exp(b.neg())), 1.0001)]);
    },
    [0, 1],
    [0],
  ),
  problem(
    "4 Brown badly scaled",
    (x) => stack([sub(part(x, 1), 1e6), sub(part(x, 2), 2e-6), sub(mul(part(x, 1), part(x, 2)), 2)]),
    [1, 1],
    [0],
  ),
  problem(
    "5 Beale",
    (x) => sub(vector([1.5, 2.25, 2.625]), mul(part(x, 1), sub(1, pow(part(x, 2), vector([1, 2, 3]))))),
    [1, 1],
    [0],
  ),
  problem(
    "6 Jennrich and Sampson",
    (x) => {
      const i = vector(range(10));
      return sub(add(2, mul(2, i)), add(exp(mul(i, part(x, 1))), exp(mul(i, part(x, 2)))));
    },
    [0.3, 0.4],
    [124.362],
  ),
  problem("7 helical valley", helical, [-1, 0, 0], [0], allTries),
  problem(
    "8 Bard",
    (x) => {
      const u = range(15);
      const denominator = add(
        mul(vector(u.map((i) => 16 - i)), part(x, 2)),
        mul(vector(u.map((i) => Math.min(i, 16 - i))), part(x, 3)),
      );
      return sub(vector(bardY), add(part(x, 1), div(vector(u), denominator)));
    },
    [1, 1, 1],
    [8.21487e-3, 17.4286],
    allTries,
  ),
  problem(
    "9 Gaussian",
    (x) => {
      const t = vector(range(15, (i) => (7 - i) / 2));
      const y = vector([...gaussianY, ...gaussianY.slice(0, 7).reverse()]);
      return sub(mul(part(x, 1), exp(mul(mul(-0.5, part(x, 2)), square(sub(t, part(x, 3)))))), y);
    },
    [0.4, 1, 0],
    [1.12793e-8],
  ),
  problem(
    "10 Meyer",
    (x) =>
      sub(mul(part(x, 1), exp(div(part(x, 2), add(vector(range(16, (i) => 50 + 5 * i)), part(x, 3))))), vector(meyerY)),
    [0.02, 4000, 250],
    [87.9458],
  ),
  problem(
    "11 Gulf",
    (x) => {
      const t = range(99, (i) => (i + 1) / 100);
      const y = vector(t.map((at) => 25 + (-50 * Math.log(at)) ** (2 / 3)));
      return sub(exp(div(pow(sub(y, part(x, 2)).abs(), part(x, 3)), part(x, 1)).neg()), vector(t));
    },
    [5, 2.5, 0.15],
    [0],
  ),
  problem(
    "12 Box",
    (x) => {
      const t = range(10, (i) => (i + 1) / 10);
      const at = vector(t);
      const target = vector(t.map((time) => Math.exp(-time) - Math.exp(-10 * time)));
      return sub(sub(exp(mul(at, part(x, 1)).neg()), exp(mul(at, part(x, 2)).neg())), mul(part(x, 3), target));
    },
    [0, 10, 20],
    [0],
  ),
  problem("13 Powell singular", powellSingular, [3, -1, 0, 1], [0], allTries),
  problem(
    "14 Wood",
    (x) => {
      const [a, b, c, d] = [part(x, 1), part(x, 2), part(x, 3), part(x, 4)];
      return stack([
        mul(10, sub(b, square(a))),
        sub(1, a),
        mul(Math.sqrt(90), sub(d, square(c))),
        sub(1, c),
        mul(Math.sqrt(10), sub(add(b, d), 2)),
        div(sub(b, d), Math.sqrt(10)),
      ]);
    },
    [-3, -1, -3, -1],
    [0],
  ),
  problem(
    "15 Kowalik and Osborne",
    (x) => {
      const u = vector(kowalikU);
      const above = mul(part(x, 1), add(square(u), mul(u, part(x, 2))));
      return sub(vector(kowalikY), div(above, add(add(square(u), mul(u, part(x, 3))), part(x, 4))));
    },
    [0.25, 0.39, 0.415, 0.39],
    [3.07505e-4, 1.02734e-3],
    allTries,
  ),
  problem(
    "16 Brown and Dennis",
    (x) => {
      const t = range(20, (i) => (i + 1) / 5);
      const [at, grown] = [vector(t), vector(t.map(Math.exp))];
      const first = sub(add(part(x, 1), mul(at, part(x, 2))), grown);
      return add(square(first), square(sub(add(part(x, 3), mul(part(x, 4), sin(at))), cos(at))));
    },
    [25, 5, -5, -1],
    [85822.2],
    allTries,
  ),
  problem(
    "17 Osborne 1",
    (x) => {
      const t = vector(range(33, (i) => 10 * i));
      const sum = add(decay(part(x, 2), part(x, 4), t), decay(part(x, 3), part(x, 5), t));
      return sub(vector(osborne1Y), add(part(x, 1), sum));
    },
    [0.5, 1.5, -1, 0.01, 0.02],
    [5.46489e-5],
  ),
  problem(
    "18 Biggs EXP6",
    (x) => {
      const t = range(13, (i) => (i + 1) / 10);
      const at = vector(t);
      const y = vector(t.map((time) => Math.exp(-time) - 5 * Math.exp(-10 * time) + 3 * Math.exp(-4 * time)));
      const sum = sub(decay(part(x, 3), part(x, 1), at), decay(part(x, 4), part(x, 2), at));
      return sub(add(sum, decay(part(x, 6), part(x, 5), at)), y);
    },
    [1, 2, 1, 1, 1, 1],
    [0, 5.65565e-3],
  ),
  problem(
    "19 Osborne 2",
    (x) => {
      const t = vector(range(65, (i) => i / 10));
      const peaks = [2, 3, 4].map((k) => peak(part(x, k), part(x, k + 4), part(x, k + 7), t));
      return sub(vector(osborne2Y), peaks.reduce(add, decay(part(x, 1), part(x, 5), t)));
    },
    [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5],
    [4.01377e-2],
  ),
  ...(
    [
      [6, 2.28767e-3],
      [9, 1.39976e-6],
      [12, 4.72238e-10],
    ] as const
  ).map(([n, minimum]) =>
    problem(
      `20 Watson in ${n} dimensions`,
      watson(n),
      range(n, () => 0),
      [minimum],
    ),
  ),
  problem(
    "21 extended Rosenbrock in 20 dimensions",
    rosenbrock,
    range(20, (i) => (i % 2 === 0 ? -1.2 : 1)),
    [0],
  ),
  problem(
    "22 extended Powell singular in 20 dimensions",
    powellSingular,
    range(20, (i) => [3, -1, 0, 1][i % 4]!),
    [0],
  ),
  ...(
    [
      [4, 2.24997e-5],
      [10, 7.08765e-5],
    ] as const
  ).map(([n, minimum]) =>
    problem(
      `23 penalty I in ${n} dimensions`,
      (x) => concat([mul(Math.sqrt(1e-5), sub(x, 1)), stack([sub(square(x).sum(), 0.25)])]),
      range(n),
      [minimum],
    ),
  ),
  ...(
    [
      [4, 9.37629e-6],
      [10, 2.9366e-4],
    ] as const
  ).map(([n, minimum]) =>
    problem(
      `24 penalty II in ${n} dimensions`,
      penalty2(n),
      range(n, () => 0.5),
      [minimum],
    ),
  ),
  problem(
    "25 variably dimensioned in 10 dimensions",
    (x) => {
      const sum = mul(vector(range(10)), sub(x, 1)).sum();
      return concat([sub(x, 1), stack([sum, square(sum)])]);
    },
    range(10, (i) => 1 - (i + 1) / 10),
    [0],
  ),
  problem(
    "26 trigonometric in 10 dimensions",
    (x) => sub(add(sub(10, cos(x).sum()), mul(vector(range(10)), sub(1, cos(x)))), sin(x)),
    range(10, () => 1 / 10),
    [0, 2.79506e-5],
  ),
  ...[10, 30].map((n) =>
    problem(
      `27 Brown almost-linear in ${n} dimensions`,
      (x) => concat([sub(add(x.slice([0, n - 1]), x.sum()), n + 1), stack([sub(prod(x), 1)])]),
      range(n, () => 0.5),
      [0, 1],
      n === 10 ? [1, 10] : [1],
    ),
  ),
  problem(
    "28 discrete boundary value in 10 dimensions",
    boundaryValue(10),
    range(10, (i) => ((i + 1) / 11) * ((i + 1) / 11 - 1)),
    [0],
  ),
  problem(
    "29 discrete integral equation in 10 dimensions",
    integralEquation(10),
    range(10, (i) => ((i + 1) / 11) * ((i + 1) / 11 - 1)),
    [0],
  ),
  problem(
    "30 Broyden tridiagonal in 10 dimensions",
    (x) => {
      const [before, after] = neighbours(x, 10);
      return add(sub(sub(mul(sub(3, mul(2, x)), x), before), mul(2, after)), 1);
    },
    range(10, () => -1),
    [0],
  ),
  problem(
    "31 Broyden banded in 10 dimensions",
    broydenBanded(10),
    range(10, () => -1),
    [0],
  ),
  problem(
    "32 linear of full rank, 50 by 5",
    linearFullRank(5, 50),
    range(5, () => 1),
    [45],
  ),
  problem(
    "33 linear of rank one, 10 by 5",
    (x) => sub(mul(vector(range(10)), mul(vector(range(5)), x).sum()), 1),
    range(5, () => 1),
    [(10 * 9) / (2 * 21)],
  ),
  problem(
    "34 linear of rank one with zero columns and rows, 10 by 5",
    (x) => sub(mul(vector([...range(9, (i) => i), 0]), mul(vector([0, 2, 3, 4, 0]), x).sum()), 1),
    range(5, () => 1),
    [(100 + 30 - 6) / (2 * 17)],
  ),
  ...(
    [
      [1, 0],
      [7, 0],
      [8, 3.51687e-3],
      [9, 0],
      [10, 6.50395e-3],
    ] as const
  ).map(([n, minimum]) =>
    problem(
      `35 Chebyquad in ${n} dimensions`,
      chebyquad(n),
      range(n, (j) => (j + 1) / (n + 1)),
      [minimum],
    ),
  ),
];
