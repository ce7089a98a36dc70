/** The leapfrog problem in other languages: C, compiled plainly and with the compiler's licence to reorder, and JAX in Python. */
import type { Peer, Values } from "../benchmark.ts";
import { COORDINATES } from "../initial-conditions.ts";
import { GRAVITATIONAL_CONSTANT, type LeapfrogProblem } from "../leapfrog-problem.ts";
import { FAST_MATH_FLAGS, native, PLAIN_FLAGS } from "./native.ts";
import type { ProcessPeer } from "./process-peer.ts";
import { python } from "./python.ts";

/** Float64 throughout; rounding amplified as in the peer in JavaScript. */
const TOLERANCE = 1e-11;

const input = ({ halo, start, timeStep }: LeapfrogProblem): Float64Array =>
  Float64Array.from([
    halo.lnDensity,
    halo.scaleRadius,
    GRAVITATIONAL_CONSTANT,
    timeStep,
    ...COORDINATES.flatMap((name) => [...start[name]]),
  ]);

const state = (output: Float64Array, orbits: number): Values =>
  Object.fromEntries(COORDINATES.map((name, index) => [name, output.subarray(index * orbits, (index + 1) * orbits)]));

type Mode = "forward" | "gradient";

/** What every program is given and how its answer is read. */
const exchange = (problem: LeapfrogProblem, mode: Mode, name: string): Omit<ProcessPeer, "command"> => ({
  name,
  tolerance: TOLERANCE,
  arguments: [mode, String(problem.orbits), String(problem.steps)],
  input: input(problem),
  read: (output) =>
    mode === "forward"
      ? state(output, problem.orbits)
      : {
          value: output.subarray(0, 1),
          lnDensity: output.subarray(1, 2),
          scaleRadius: output.subarray(2, 3),
          ...state(output.subarray(3), problem.orbits),
        },
});

const inC = (problem: LeapfrogProblem, mode: Mode, name: string, flags: readonly string[]): Peer =>
  native({ ...exchange(problem, mode, name), source: "leapfrog.c", flags });

const inJax = (problem: LeapfrogProblem, mode: Mode): Peer =>
  python({
    ...exchange(problem, mode, "JAX, jit, scan, one thread"),
    script: "leapfrog_jax.py",
    packages: ["numpy", "jax"],
  });

/** The final state. */
export const programsForward = (problem: LeapfrogProblem): Peer[] => [
  inC(problem, "forward", "C, -O3 -march=native", PLAIN_FLAGS),
  inC(problem, "forward", "C, and -ffast-math", FAST_MATH_FLAGS),
  inJax(problem, "forward"),
];

/** The scalar and its gradient; in C the adjoint is written by hand. */
export const programsGradient = (problem: LeapfrogProblem): Peer[] => [
  inC(problem, "gradient", "C, -O3 -march=native, adjoint by hand", PLAIN_FLAGS),
  inC(problem, "gradient", "C, and -ffast-math, adjoint by hand", FAST_MATH_FLAGS),
  inJax(problem, "gradient"),
];
