/** SampleState: a whole run between two iterations, to be stored and gone on from. */
import { OptionError } from "../../../src/internal.ts";
import type { Density } from "../dynamics/density.ts";
import type { SavedGroup } from "./group-run.ts";
import type { GroupState } from "../sampler/sampler.ts";

/** A run as plain data: what it was told, where its chains stand, what they have drawn. */
export interface SampleState<S extends GroupState = GroupState> {
  /** Name of the sampler, and what it was told. */
  readonly sampler: string;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly seed: number | string;
  readonly chains: number;
  readonly warmup: number;
  /** Names of the coordinates. */
  readonly paths: readonly string[];
  readonly groups: readonly SavedGroup<S>[];
}

/** What a run says of itself before it begins. */
export type RunDescription = Omit<SampleState, "groups">;

/**
 * Checks that a run goes on from one like it.
 *
 * @throws OptionError naming what differs
 */
export function checkResumable(state: RunDescription, run: RunDescription): void {
  const differs = (["sampler", "settings", "seed", "chains", "warmup", "paths"] as const).find(
    (name) => canonical(state[name]) !== canonical(run[name]),
  );
  if (differs === undefined) return;
  throw new OptionError({
    where: "sample",
    path: `run.resume.${differs}`,
    expected: JSON.stringify(run[differs]),
    received: JSON.stringify(state[differs]),
    hint: "A run goes on with the sampler, seed, chains and warm-up that it began with.",
  });
}

/** Log densities of the same function may differ by this, relatively, between versions of the compiler. */
const ROUNDING = 1e-9;

/**
 * Checks that a run goes on with the log density that it began with, by its value where a chain stands.
 *
 * @throws OptionError when it is another
 */
export function checkSameDensity({ groups }: SampleState, density: Density): void {
  const { positions, logDensities } = groups[0]!.state;
  if (!((positions as unknown) instanceof Float64Array)) {
    throw new OptionError({
      where: "sample",
      path: "run.resume",
      expected: "the state of a posterior, with its typed arrays",
      received: "one without them",
      hint: "JSON does not keep typed arrays: structuredClone does, and run.resume of sampleAsync saves to a file.",
    });
  }
  density.positions.set(positions.subarray(0, density.positions.length));
  density.run();
  const [now, before] = [density.values[0]!, logDensities[0]!];
  if (Math.abs(now - before) <= ROUNDING * Math.max(1, Math.abs(before))) return;
  throw new OptionError({
    where: "sample",
    path: "run.resume",
    expected: `a run of this log density, which is ${now} where its first chain stands`,
    received: `one where it is ${before}`,
    hint: "Go on with the function and the data that the run began with.",
  });
}

/** Text that does not depend on the order of keys. */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
