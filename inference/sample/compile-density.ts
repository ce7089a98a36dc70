/** Compiles the log density of a tree for samplers: a function of unconstrained vectors, traced once. */
import { array, reshape, valueAndGrad, vmap, zeros, type Arr, type TargetName } from "../../src/index.ts";
import { portableWasm, evaluate, flattenArguments, traceKnown, type Program } from "../../src/internal.ts";
import { type Density, type DensityCode, densityOf, type DensityNeeds } from "./dynamics/density.ts";

/** A log density that can be made ready to run, here or in another thread. */
export interface CompiledDensity {
  /** The density with a memory of its own. */
  readonly density: () => Density;
  /** What another thread needs to run it; null where it is interpreted. */
  readonly code: DensityCode | null;
}

/**
 * Compiles a log density of vectors.
 *
 * @param logDensity  traceable function of a vector, shape [size], to a scalar
 */
export function compileDensity(
  logDensity: (vector: Arr) => Arr,
  size: number,
  { gradient, count }: DensityNeeds,
  target: TargetName | undefined,
  where: string,
): CompiledDensity {
  const atOne = (point: Arr): Arr[] => {
    if (!gradient) return [logDensity(point)];
    const { value, grad } = valueAndGrad(logDensity)(point);
    return [value, grad];
  };
  // A batch of one is no batch: its programs are those of a single point.
  const atAll = (points: Arr): Arr[] => (count === 1 ? atOne(reshape(points, [size])) : vmap(atOne)(points));
  const traced = (points: Arr): Arr[] => atAll(points).map((each) => each.cast("f64"));
  const program = traceKnown(traced, flattenArguments([zeros([count, size])], where), where);
  if (target === "reference") return { density: () => interpreted(size, count, gradient, program), code: null };
  const code: DensityCode = { code: portableWasm(program), size, count };
  return { density: () => densityOf(code), code };
}

/** The density without code generation. */
function interpreted(size: number, count: number, gradient: boolean, program: Program): Density {
  const positions = new Float64Array(count * size);
  const values = new Float64Array(count);
  const gradients = new Float64Array(gradient ? count * size : 0);
  return {
    size,
    count,
    positions,
    values,
    gradients,
    run() {
      const [value, slopes] = evaluate(program, [array(positions, { shape: [count, size] })]);
      values.set(value!.toArray());
      if (gradient) gradients.set(slopes!.toArray());
    },
  };
}
