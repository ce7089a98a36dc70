/** Benchmark: leapfrog steps of the samplers, and how many effective draws a second they come to. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Benchmark, Case, Contender, Unit } from "./benchmark.ts";
import { blackjaxDraws } from "./peers/sampling-blackjax.ts";
import { javascriptSteps } from "./peers/sampling-javascript.ts";
import { jaxSteps } from "./peers/sampling-jax-js.ts";
import { fluxionSteps, leapfrogStart } from "./sampling-leapfrog.ts";
import { draw, leastEffectiveSize, type SamplingProblem, samplingProblems } from "./sampling-problem.ts";
import { MONTE_CARLO_TOLERANCE, valuesOf } from "./sampling-values.ts";

const STEPS = 10;

const microsecondsAStep: Unit = {
  name: "us a step",
  better: "lower",
  fromCost: (seconds) => (seconds / STEPS) * 1e6,
};

/** A cost is seconds for each effective draw of the coordinate that has the fewest. */
const effectiveDraws: Unit = { name: "min-ESS/s", better: "higher", fromCost: (seconds) => 1 / seconds };

const steps = (size: number): Case => ({
  name: `leapfrog step, ${size} correlated coordinates`,
  prepare: async () => {
    const start = leapfrogStart(size, STEPS);
    return {
      unit: microsecondsAStep,
      ours: fluxionSteps(start),
      peers: [javascriptSteps(start), await jaxSteps(start)],
    };
  },
});

/** Runs with different seeds, tracing and compiling counted; the code itself may be there from the run before. */
function fluxionDraws(problem: SamplingProblem): Contender {
  let seed = 0;
  const drawn = () => draw(problem, seed++).draws.map(({ chains }) => chains);
  return {
    name: "fluxion",
    tolerance: MONTE_CARLO_TOLERANCE,
    values: () => valuesOf(drawn()),
    sample: () => {
      const began = performance.now();
      const draws = drawn();
      return (performance.now() - began) / 1000 / leastEffectiveSize(draws);
    },
  };
}

/** The same, each run in a process of its own. */
function fluxionColdDraws(problem: SamplingProblem): Contender {
  const script = fileURLToPath(new URL("sampling-run.ts", import.meta.url));
  let seed = 0;
  return {
    ...fluxionDraws(problem),
    sample: () => {
      const run = spawnSync(process.execPath, ["--import", "tsx", script, problem.name, String(seed++)], {
        encoding: "utf8",
      });
      if (run.status !== 0) throw new Error(`sampling-run.ts failed:\n${run.stderr}`);
      return Number(run.stdout);
    },
  };
}

const effective = (name: string, problem: SamplingProblem): readonly Case[] => [
  {
    name: `${name}, first run of a process`,
    prepare: (scale) => ({
      unit: effectiveDraws,
      ours: scale === "smoke" ? fluxionDraws(problem) : fluxionColdDraws(problem),
      peers: scale === "smoke" ? [] : [blackjaxDraws(problem, "first call")],
      notes: ["Tracing and compiling count, loading the libraries does not."],
    }),
  },
  {
    name: `${name}, compiled before`,
    prepare: (scale) => ({
      unit: effectiveDraws,
      ours: fluxionDraws(problem),
      peers: scale === "smoke" ? [] : [blackjaxDraws(problem, "compiled before")],
    }),
  },
];

export const sampling: Benchmark = {
  name: "sampling",
  about:
    "leapfrog steps; effective draws a second of four chains of the no-U-turn sampler, 1000 of warm-up and 1000 kept",
  cases: [
    steps(10),
    steps(100),
    ...effective("eight schools", samplingProblems["eight-schools"]),
    ...effective("normal, 100 correlated coordinates", samplingProblems["normal-100"]),
  ],
};
