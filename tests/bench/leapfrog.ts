/** Benchmark: leapfrog orbits in an NFW halo, forward and with the gradient through every step. */
import type { Benchmark } from "./benchmark.ts";
import { coldCompileTime } from "./compile-time.ts";
import { fluxionForward, fluxionGradient, fluxionGradientCompileTime } from "./leapfrog-fluxion.ts";
import { leapfrogProblem } from "./leapfrog-problem.ts";
import { javascriptForward, javascriptGradient } from "./peers/leapfrog-javascript.ts";
import { jaxForward, jaxGradient, jaxGradientCompileTime } from "./peers/leapfrog-jax-js.ts";
import { programsForward, programsGradient } from "./peers/leapfrog-programs.ts";
import { tfjsForward, tfjsGradient } from "./peers/leapfrog-tfjs.ts";
import { milliseconds, millionOrbitSteps } from "./units.ts";

/** Steps of the problem itself. */
const STEPS = { full: 1000, smoke: 10 } as const;
/** Steps where a peer unrolls the loop: what jax-js compiles in seconds and the tape of tfjs holds. */
const UNROLLED_STEPS = { full: 100, smoke: 4 } as const;
const ORBITS = { full: 1024, smoke: 33 } as const;
const COMPILED =
  "Fluxion: from the function to code that can be called, a loop of 1000 steps. jax-js: the first call less the second, 100 steps " +
  "unrolled; when warm it finds its kernels again.";

export const leapfrog: Benchmark = {
  name: "leapfrog",
  about:
    "1024 orbits in an NFW halo by kick-drift-kick leapfrog; gradient of mean |x|^2 by ln rho_s, r_s and the initial state",
  cases: [
    {
      name: "forward, 1000 steps",
      prepare: (scale) => {
        const problem = leapfrogProblem(ORBITS[scale], STEPS[scale]);
        return {
          unit: millionOrbitSteps(problem.orbits * problem.steps),
          ours: fluxionForward(problem),
          peers: [javascriptForward(problem), ...programsForward(problem)],
        };
      },
    },
    {
      name: "value and gradient, 1000 steps",
      prepare: (scale) => {
        const problem = leapfrogProblem(ORBITS[scale], STEPS[scale]);
        return {
          unit: millionOrbitSteps(problem.orbits * problem.steps),
          ours: fluxionGradient(problem),
          peers: [javascriptGradient(problem), ...programsGradient(problem)],
        };
      },
    },
    {
      name: "forward, 100 steps",
      prepare: async (scale) => {
        const problem = leapfrogProblem(ORBITS[scale], UNROLLED_STEPS[scale]);
        return {
          unit: millionOrbitSteps(problem.orbits * problem.steps),
          ours: fluxionForward(problem),
          peers: [javascriptForward(problem), await tfjsForward(problem), await jaxForward(problem)],
        };
      },
    },
    {
      name: "value and gradient, 100 steps",
      prepare: async (scale) => {
        const problem = leapfrogProblem(ORBITS[scale], UNROLLED_STEPS[scale]);
        return {
          unit: millionOrbitSteps(problem.orbits * problem.steps),
          ours: fluxionGradient(problem),
          peers: [javascriptGradient(problem), await tfjsGradient(problem), await jaxGradient(problem)],
        };
      },
    },
    {
      name: "trace, reverse and compile the gradient, warm process",
      prepare: async (scale) => ({
        unit: milliseconds,
        ours: fluxionGradientCompileTime(leapfrogProblem(ORBITS[scale], STEPS[scale])),
        peers: [await jaxGradientCompileTime(leapfrogProblem(ORBITS[scale], UNROLLED_STEPS[scale]))],
        notes: [COMPILED],
      }),
    },
    {
      name: "trace, reverse and compile the gradient, new process",
      prepare: (scale) => ({
        unit: milliseconds,
        ours: coldCompileTime("fluxion", "fluxion", ORBITS[scale], STEPS[scale]),
        peers: [coldCompileTime("jax-js wasm, jit", "jax-js", ORBITS[scale], UNROLLED_STEPS[scale])],
        notes: [COMPILED],
      }),
    },
    {
      name: "first value and gradient, new process",
      prepare: (scale) => ({
        unit: milliseconds,
        ours: coldCompileTime("fluxion, all of it", "fluxion-call", ORBITS[scale], STEPS[scale]),
        peers: [coldCompileTime("fluxion, until it can be called", "fluxion", ORBITS[scale], STEPS[scale])],
        notes: [
          "The difference is the first run of 1000 steps, most of it in code that the engine has not optimised yet.",
        ],
      }),
    },
  ],
};
