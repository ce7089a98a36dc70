/** The leapfrog problem in C, compiled plainly and with the compiler's licence to reorder. */
import type { Peer, Values } from "../benchmark.ts";
import { COORDINATES } from "../initial-conditions.ts";
import { GRAVITATIONAL_CONSTANT, type LeapfrogProblem } from "../leapfrog-problem.ts";
import { FAST_MATH_FLAGS, native, PLAIN_FLAGS } from "./native.ts";

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

function peer(problem: LeapfrogProblem, name: string, mode: "forward" | "gradient", flags: readonly string[]): Peer {
  const { orbits, steps } = problem;
  return native({
    name,
    tolerance: TOLERANCE,
    source: "leapfrog.c",
    flags,
    arguments: [mode, orbits, steps],
    input: input(problem),
    read: (output) =>
      mode === "forward"
        ? state(output, orbits)
        : {
            value: output.subarray(0, 1),
            lnDensity: output.subarray(1, 2),
            scaleRadius: output.subarray(2, 3),
            ...state(output.subarray(3), orbits),
          },
  });
}

/** The final state in C. */
export const nativeForward = (problem: LeapfrogProblem): Peer[] => [
  peer(problem, "C, -O3 -march=native", "forward", PLAIN_FLAGS),
  peer(problem, "C, and -ffast-math", "forward", FAST_MATH_FLAGS),
];

/** The scalar and its gradient in C. */
export const nativeGradient = (problem: LeapfrogProblem): Peer[] => [
  peer(problem, "C, -O3 -march=native, adjoint by hand", "gradient", PLAIN_FLAGS),
  peer(problem, "C, and -ffast-math, adjoint by hand", "gradient", FAST_MATH_FLAGS),
];
