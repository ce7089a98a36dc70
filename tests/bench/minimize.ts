/** Benchmark: L-BFGS-B to a minimum, of Rosenbrock's function and of a real chi-squared, with and without compilation. */
import { type Arr, array } from "fluxion";
import { lbfgsb, minimize } from "fluxion/inference";
import { drive } from "fluxion/inference/methods";
import { lcdmObjective, lcdmSpec } from "fluxion/models/cosmology";
import { loadDesiDr2, loadPlanck2018, loadUnion3 } from "fluxion/models/cosmology/data";
import { compileObjective } from "../../inference/problem/compile-objective.ts";
import { defaultStop, judge } from "../../inference/fit/judge.ts";
import type { Loose } from "../../src/tree/index.ts";
import { FitParameters, type SpaceOptions } from "../../inference/problem/parameters.ts";
import type { Benchmark, Case, Contender, Values } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { scipyMinimum } from "./peers/minimize-scipy.ts";
import { milliseconds } from "./units.ts";

/** Parameters at a minimum follow from values by the root of rounding; both end where nothing is left to gain. */
const TOLERANCE = 1e-6;

/** An objective, its start, and its parameters one by one in the order of the start. */
interface Problem<P> {
  readonly name: "rosenbrock" | "lcdm";
  readonly title: string;
  readonly objective: () => (params: P) => Arr;
  readonly initial: Loose<P>;
  readonly options: SpaceOptions<P>;
  readonly start: readonly number[];
  /** The values to compare, of parameters in the order of the start. */
  readonly read: (point: ArrayLike<number>) => Values;
}

const rosenbrock: Problem<{ readonly x: Arr }> = {
  name: "rosenbrock",
  title: "Rosenbrock's function of 100 numbers",
  objective:
    () =>
    ({ x }) => {
      const [head, tail] = [x.slice([0, -1]), x.slice([1, null])];
      return tail.sub(head.square()).square().mul(100).add(head.sub(1).square()).sum();
    },
  initial: { x: array(new Array<number>(100).fill(0.5)) },
  options: {},
  start: new Array<number>(100).fill(0.5),
  read: (point) => ({ x: point }),
};

const names = ["H0", "Om0", "Obh2", "ns"] as const;
const lcdm: Problem<typeof lcdmSpec.params> = {
  name: "lcdm",
  title: "chi-squared of flat LCDM",
  objective: () => lcdmObjective({ cmb: loadPlanck2018(), bao: loadDesiDr2(), sn: loadUnion3() }).chi2,
  initial: lcdmSpec.defaults,
  options: { spec: lcdmSpec },
  start: names.map((name) => lcdmSpec.defaults[name].item()),
  read: (point) => Object.fromEntries(names.map((name, i) => [name, [point[i]!]])),
};

/** The parameters in the order of the start: a fit has its leaves in an order of its own. */
function inOrder<P>({ start, read }: Problem<P>, paths: readonly string[], point: ArrayLike<number>): Values {
  const place = (i: number): number => (start.length === names.length ? paths.indexOf(names[i]!) : i);
  return read(start.map((_, i) => point[place(i)]!));
}

/** The objective and its gradient compiled before, driven step by step. */
function compiled<P>(problem: Problem<P>): Contender {
  const parameters = new FitParameters<P>(problem.initial, problem.options, "bench");
  const objective = compileObjective(problem.objective(), parameters, undefined, "bench");
  const method = lbfgsb().bind(objective.problem);
  const rules = {
    maxSteps: defaultStop.maxSteps,
    judge: (state: Parameters<typeof judge>[0]) => judge(state, defaultStop),
  };
  const paths = parameters.coordinates.map(({ path }) => path);
  const fit = (): ArrayLike<number> => drive(method, method.init(parameters.start), rules).state.point;
  return inProcess("fluxion", TOLERANCE, () => inOrder(problem, paths, fit()), fit);
}

/** A whole call of minimize. */
function whole<P>(problem: Problem<P>): Contender {
  return inProcess("fluxion", TOLERANCE, () => {
    const { parameters } = minimize(problem.objective(), problem.initial, problem.options);
    const [paths, point] = [parameters.map(({ path }) => path), parameters.map(({ value }) => value)];
    return inOrder(problem, paths, point);
  });
}

function cases<P>(problem: Problem<P>): Case[] {
  const { name, title, start, read } = problem;
  return [
    {
      name: `${title}, compiled before`,
      prepare: () => ({
        unit: milliseconds,
        ours: compiled(problem),
        peers: [scipyMinimum(name, "compiled", start, read)],
      }),
    },
    {
      name: `${title}, compilation included`,
      prepare: () => ({ unit: milliseconds, ours: whole(problem), peers: [scipyMinimum(name, "whole", start, read)] }),
    },
  ];
}

export const minimizeBenchmark: Benchmark = {
  name: "minimize",
  about:
    "L-BFGS-B to the last digits, from a start to a minimum; SciPy has exact gradients, of NumPy for Rosenbrock's function and of " +
    "JAX for chi-squared. No library of JavaScript that is kept up has bounds or L-BFGS",
  cases: [...cases(rosenbrock), ...cases(lcdm)],
};
