/** The units that benchmarks report in. */
import type { Unit } from "./benchmark.ts";

/** Million orbit-steps a second, for `orbitSteps` of them a call. */
export const millionOrbitSteps = (orbitSteps: number): Unit => ({
  name: "million orbit-steps/s",
  better: "higher",
  fromCost: (seconds) => orbitSteps / seconds / 1e6,
});

/** Billion floating-point operations a second, for `operations` of them a call. */
export const gigaflops = (operations: number): Unit => ({
  name: "Gflop/s",
  better: "higher",
  fromCost: (seconds) => operations / seconds / 1e9,
});

export const microseconds: Unit = { name: "us", better: "lower", fromCost: (seconds) => seconds * 1e6 };

export const milliseconds: Unit = { name: "ms", better: "lower", fromCost: (seconds) => seconds * 1e3 };

/** A ratio of two costs: how many plain evaluations something takes. */
export const evaluations: Unit = { name: "values", better: "lower", fromCost: (ratio) => ratio };
