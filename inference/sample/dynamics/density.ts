/** Densities as samplers call them: logarithm and gradient at one or several points, in place, without an allocation. */
import { callInPlace, type PortableCode } from "../../../src/internal.ts";

/** What a sampler asks of a density. */
export interface DensityNeeds {
  /** Whether it asks for gradients. */
  readonly gradient: boolean;
  /** Points at which it asks at a time. */
  readonly count: number;
}

/** A log density of vectors, compiled for a number of points at a time. */
export interface Density {
  /** Components of a point, n. */
  readonly size: number;
  /** Points at a time, m. */
  readonly count: number;
  /** Filled before `run`, which may write over it; shape [m, n]. */
  readonly positions: Float64Array;
  /** Log densities, overwritten by every `run`; NaN or infinite where there is none. Shape [m]. */
  readonly values: Float64Array;
  /** Gradients of the log density, overwritten by every `run`; shape [m, n], empty if they were not asked for. */
  readonly gradients: Float64Array;
  /** Evaluates at `positions`. */
  run(): void;
}

/** A compiled density as data, which can be posted to another thread. */
export interface DensityCode {
  readonly code: PortableCode;
  readonly size: number;
  readonly count: number;
}

/** The density of compiled code, with a memory of its own. */
export function densityOf({ code, size, count }: DensityCode): Density {
  const { inputs, outputs, run } = callInPlace(code);
  // Compiled for one f64 input and f64 outputs.
  const [positions] = inputs as readonly Float64Array[];
  const [values, gradients = new Float64Array(0)] = outputs as readonly Float64Array[];
  return { size, count, positions: positions!, values: values!, gradients, run };
}

/** One point of a density of several, as a density of its own, which is asked at the same point by all. */
export function rowOf(density: Density, row: number): Density {
  const { size, count } = density;
  if (count === 1) return density;
  const positions = new Float64Array(size);
  const gradients = new Float64Array(density.gradients.length / count);
  const values = new Float64Array(1);
  return {
    size,
    count: 1,
    positions,
    values,
    gradients,
    run() {
      for (let k = 0; k < count; k++) density.positions.set(positions, k * size);
      density.run();
      values[0] = density.values[row]!;
      for (let i = 0; i < gradients.length; i++) gradients[i] = density.gradients[row * size + i]!;
    },
  };
}
