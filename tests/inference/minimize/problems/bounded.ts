/** Bounded minimisation problems: those of Hock & Schittkowski (1981) whose constraints are bounds, and one of our own. */
import { type Arr, array, exp, log, sin } from "fluxion";
import { coordinates, type MinimizationCase, range } from "./minimization-case.ts";
import { rosenbrock } from "./unbounded.ts";

const Inf = Number.POSITIVE_INFINITY;

/** The minimum of problem 2 on its bound: 400 x³ - 400 x y + 2 x - 2 = 0 at y = 1.5, by the cubic formula. */
const root2 = 2 * Math.sqrt(598 / 1200) * Math.cos(Math.acos(0.0025 / (598 / 1200) ** 1.5) / 3);

const problem25 = (v: Arr): Arr => {
  const [a, b, c] = coordinates(v) as [Arr, Arr, Arr];
  const i = array(range(99, (k) => k));
  const u = log(i.mul(0.01))
    .mul(-50)
    .pow(2 / 3)
    .add(25);
  return exp(u.sub(b).pow(c).div(a).neg()).sub(i.mul(0.01)).square().sum();
};
/** Colville's function. */
const problem38 = (v: Arr): Arr => {
  const [a, b, c, d] = coordinates(v) as [Arr, Arr, Arr, Arr];
  return b
    .sub(a.square())
    .square()
    .mul(100)
    .add(a.sub(1).square())
    .add(d.sub(c.square()).square().mul(90))
    .add(c.sub(1).square())
    .add(b.sub(1).square().add(d.sub(1).square()).mul(10.1))
    .add(b.sub(1).mul(d.sub(1)).mul(19.8));
};

/** Problems with bounds, most of them active at the minimum. */
export const boundedCases: readonly MinimizationCase[] = [
  {
    name: "Hock-Schittkowski 1",
    objective: rosenbrock,
    bounds: [
      [-Inf, Inf],
      [-1.5, Inf],
    ],
    start: [-2, 1],
    minimum: 0,
    known: 1e-14,
    minimiser: [1, 1],
    accuracy: 1e-9,
  },
  {
    name: "Hock-Schittkowski 2",
    objective: rosenbrock,
    bounds: [
      [-Inf, Inf],
      [1.5, Inf],
    ],
    // The book starts from (-2, 1), whose projection leads into the local minimum at -1.22; this start is on the other side.
    start: [2, 1.5],
    minimum: 100 * (1.5 - root2 ** 2) ** 2 + (1 - root2) ** 2,
    known: 1e-14,
    minimiser: [root2, 1.5],
    accuracy: 1e-9,
  },
  {
    name: "Hock-Schittkowski 3",
    objective: (v) => v.slice(1).sub(v.slice(0)).square().mul(1e-5).add(v.slice(1)),
    bounds: [
      [-Inf, Inf],
      [0, Inf],
    ],
    start: [10, 1],
    minimum: 0,
    known: 1e-14,
    minimiser: [0, 0],
    accuracy: 1e-9,
  },
  {
    name: "Hock-Schittkowski 4",
    objective: (v) => v.slice(0).add(1).pow(3).div(3).add(v.slice(1)),
    bounds: [
      [1, Inf],
      [0, Inf],
    ],
    start: [1.125, 0.125],
    minimum: 8 / 3,
    known: 1e-14,
    minimiser: [1, 0],
    accuracy: 0,
  },
  {
    name: "Hock-Schittkowski 5",
    objective: (v) => {
      const [x, y] = coordinates(v) as [Arr, Arr];
      return sin(x.add(y)).add(x.sub(y).square()).sub(x.mul(1.5)).add(y.mul(2.5)).add(1);
    },
    bounds: [
      [-1.5, 4],
      [-3, 3],
    ],
    start: [0, 0],
    minimum: -Math.sqrt(3) / 2 - Math.PI / 3,
    known: 1e-14,
    minimiser: [-Math.PI / 3 + 0.5, -Math.PI / 3 - 0.5],
    // The square root of what a value of 2 holds in rounding.
    accuracy: 3e-8,
  },
  {
    name: "Hock-Schittkowski 25",
    objective: problem25,
    bounds: [
      [0.1, 100],
      [0, 25.6],
      [0, 5],
    ],
    // The start of the book, (100, 12.5, 3), lies on a plateau whose gradient underflows; this one does not.
    start: [60, 20, 1.7],
    minimum: 0,
    known: 1e-14,
    minimiser: [50, 25, 1.5],
    accuracy: 1e-6,
  },
  {
    name: "Hock-Schittkowski 38",
    objective: problem38,
    bounds: range(4, () => [-10, 10] as const),
    start: [-3, -1, -3, -1],
    minimum: 0,
    known: 1e-14,
    minimiser: [1, 1, 1, 1],
    accuracy: 1e-9,
  },
  {
    name: "Hock-Schittkowski 45",
    objective: (x) => x.prod().div(-120).add(2),
    bounds: range(5, (i) => [0, i] as const),
    start: [1, 2, 2, 2, 2],
    minimum: 1,
    known: 1e-14,
    minimiser: [1, 2, 3, 4, 5],
    accuracy: 0,
  },
  {
    // Every coordinate at the root of 2 log(x - 2) / (x - 2) - 2 log(10 - x) / (10 - x) = x / 5, found with thirty digits.
    name: "Hock-Schittkowski 110",
    objective: (x) =>
      log(x.sub(2))
        .square()
        .add(log(x.neg().add(10)).square())
        .sum()
        .sub(x.prod().pow(0.2)),
    bounds: range(10, () => [2.001, 9.999] as const),
    start: range(10, () => 9),
    minimum: -45.7784697074462,
    known: 1e-13,
    minimiser: range(10, () => 9.35026583306938),
    accuracy: 1e-7,
  },
  {
    // The box |x| <= 1 cuts the minimum of ½ |x - c|² + (1ᵀ(x - c))²/2 off in half of the coordinates: by symmetry those
    // with c = 2 lie on 1, and those with c = 0 share what the others push: x + 10 (x - 1) = 0 in sum over twenty.
    name: "a coupled quadratic with half of its bounds active in 20 dimensions",
    objective: (x) => {
      const offset = x.sub(array(range(20, (i) => (i % 2 === 0 ? 2 : 0))));
      return offset.square().sum().add(offset.sum().square()).mul(0.5);
    },
    bounds: range(20, () => [-1, 1] as const),
    start: range(20, () => 0.1),
    minimum: 0.5 * (10 + 10 * (10 / 11) ** 2 + (100 / 11 - 10) ** 2),
    known: 1e-14,
    minimiser: range(20, (i) => (i % 2 === 0 ? 1 : 10 / 11)),
    accuracy: 1e-9,
  },
];
