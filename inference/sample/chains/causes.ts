/** Causes: what the density itself says of draws that failed their tests. */
import { type Density, rowOf } from "../dynamics/density.ts";
import type { SampleState } from "./sample-state.ts";

/** So many of the last positions of chains are asked. */
const positionsAsked = 8;

/**
 * Sentences on what lies behind: coordinates that the density does not slope along, and trajectories that left its domain.
 *
 * @param paths  of the unconstrained coordinates
 */
export function causesOf(state: SampleState, density: Density, paths: readonly string[]): readonly string[] {
  const single = rowOf(density, 0);
  const at = (position: Float64Array): void => {
    single.positions.set(position);
    single.run();
  };
  const notes: string[] = [];
  const flat = flatCoordinates(state, single, at);
  if (flat.length > 0) {
    const names = [...new Set(flat.map((i) => paths[i]!))].join(", ");
    notes.push(
      `The log density has no slope along ${names} where the chains stand: without bounds or a prior there is nothing to draw ` +
        "from, unless the gradient has lost what stopGradient or a cast hides.",
    );
  }
  const ends = state.groups.flatMap(({ records }) => records.divergences);
  const outside = ends.filter((end) => {
    at(end.at);
    return !Number.isFinite(single.values[0]);
  }).length;
  if (outside > 0) {
    notes.push(
      `${outside} divergence${outside === 1 ? "" : "s"} ended where the log density is not finite: if a limit of a parameter runs ` +
        "there, give it as bounds, which are sampled without a wall.",
    );
  }
  return notes;
}

/** Coordinates along which the slope is exactly zero at the last positions; the Jacobian of a bound has a slope of its own. */
function flatCoordinates(state: SampleState, single: Density, at: (position: Float64Array) => void): readonly number[] {
  const { size } = single;
  if (single.gradients.length === 0) return [];
  const last = state.groups.flatMap(({ records: { positions } }) =>
    Array.from({ length: Math.min(positionsAsked, positions.length / size) }, (_, k) =>
      positions.slice(positions.length - (k + 1) * size, positions.length - k * size),
    ),
  );
  let flat = last.length === 0 ? [] : Array.from({ length: size }, (_, i) => i);
  for (const position of last) {
    if (flat.length === 0) break;
    at(position);
    flat = flat.filter((i) => single.gradients[i] === 0);
  }
  return flat;
}
