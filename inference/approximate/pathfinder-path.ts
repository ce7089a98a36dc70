/** One path of Pathfinder: a climb, a Gaussian at every step of it, and the one that is nearest to the density. */
import type { CompiledLogDensity } from "../bijectors/compile-log-density.ts";
import { subtract } from "../linear-algebra/vectors.ts";
import type { LbfgsbState } from "../minimize/lbfgsb/lbfgsb.ts";
import { fold, normals, type Key } from "../../src/internal.ts";
import { climb, type ClimbRules } from "./climb.ts";
import { drawOf, type Gaussian, logDensityOfWhite } from "./gaussian/gaussian.ts";
import { gaussianOfPairs, isCurved, learned, type Pair } from "./gaussian/inverse-hessian.ts";

/** How a path goes. */
export interface PathSettings extends ClimbRules {
  /** Draws by which each Gaussian is judged. */
  readonly elboDraws: number;
}

/** What a path found. */
export interface FoundPath {
  /** The Gaussian of the best step; null when no step has one with a finite bound. */
  readonly gaussian: Gaussian | null;
  /** Its evidence lower bound in nats, up to the Monte Carlo error of `elboDraws` draws. */
  readonly elbo: number;
  /** Position of the best step, and how many there were. */
  readonly bestStep: number;
  readonly steps: number;
}

/** Follows one path. */
export function followPath(
  density: CompiledLogDensity,
  start: Float64Array,
  settings: PathSettings,
  from: Key,
): FoundPath {
  const { path, steps } = climb(density, start, settings);
  const first = path[0]!;
  let diagonal: Float64Array = first.length.map((length) => (length * length) / first.theta);
  let pairs: readonly Pair[] = [];
  let before: LbfgsbState = first;
  let best: FoundPath = { gaussian: null, elbo: Number.NEGATIVE_INFINITY, bestStep: 0, steps };
  path.forEach((state, step) => {
    const pair = { s: subtract(state.point, before.point), y: subtract(state.gradient, before.gradient) };
    before = state;
    if (isCurved(pair, diagonal)) {
      diagonal = learned(diagonal, pair);
      pairs = [...pairs, pair].slice(-settings.memory);
    }
    const gaussian = gaussianOfPairs(state.point, state.gradient, diagonal, pairs);
    if (gaussian === null) return;
    const elbo = lowerBound(density, gaussian, settings.elboDraws, fold(from, step));
    if (elbo > best.elbo) best = { gaussian, elbo, bestStep: step, steps };
  });
  return best;
}

/** The mean of log p - log q over draws of q: the evidence, less the divergence of q from p. */
function lowerBound(density: CompiledLogDensity, gaussian: Gaussian, draws: number, from: Key): number {
  let sum = 0;
  for (let k = 0; k < draws; k++) {
    const z = normals(fold(from, k), density.size);
    sum += density.evaluate(drawOf(gaussian, z)).value - logDensityOfWhite(gaussian, z);
  }
  return Number.isNaN(sum) ? Number.NEGATIVE_INFINITY : sum / draws;
}
