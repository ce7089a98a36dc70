/** Replicates: estimates from many sets of data, gathered one by one, with failures counted. */
import { array, type Arr } from "../../../src/index.ts";
import { type ProgressHandler, ProgressTeller } from "../../../src/internal.ts";
import { drive } from "../../drive/drive.ts";
import type { Method } from "../../drive/method.ts";
import type { Estimate } from "./estimator.ts";

/** A set of data from which there is no estimate. */
export interface FailedReplicate {
  /** Its number, from 0. */
  readonly replicate: number;
  /** How its fit ended: "non-finite", "max-steps", "stalled", "diverged". */
  readonly reason: string;
}

/** What a run of replicates has found so far: plain data to store, and to go on from. */
export interface ReplicateState {
  /** Number of sets of data tried. */
  readonly done: number;
  /** The estimates, in the order of their numbers. */
  readonly estimates: readonly Float64Array[];
  readonly failures: readonly FailedReplicate[];
}

/** What surrounds a run of replicates. */
export interface ReplicateRun {
  /** Told of each replicate. */
  readonly progress?: ProgressHandler | undefined;
  /** Ends the run before its next replicate once aborted; what is known by then is returned. */
  readonly signal?: AbortSignal | undefined;
  /** What the run is called. */
  readonly label: string;
}

/** How a run ended. */
export type ReplicateStatus = "complete" | "some-failed" | "cancelled";

/** Replicates as a method: a state that counts, and an estimate from each step. */
export function replicateMethod(
  estimate: (replicate: number) => Estimate,
): Pick<Method<never, ReplicateCount, Estimate>, "step"> {
  return { step: ({ done }) => ({ state: { done: done + 1 }, info: estimate(done) }) };
}

/** Which replicate is next. */
export interface ReplicateCount {
  readonly done: number;
}

/** Runs replicates from where a state left off up to a total. */
export function replicate(
  total: number,
  estimate: (replicate: number) => Estimate,
  { progress, signal, label }: ReplicateRun,
  from: ReplicateState = { done: 0, estimates: [], failures: [] },
): { readonly state: ReplicateState; readonly status: ReplicateStatus } {
  const found: Estimate[] = [];
  let failures = from.failures.length;
  const teller = new ProgressTeller(progress, { label, total, before: { step: from.done, seconds: 0 } });
  const rules = { maxSteps: Math.max(0, total - from.done), judge: () => null, signal };
  drive(replicateMethod(estimate), { done: from.done }, rules, ({ state: { done }, info }) => {
    found.push(info);
    if ("failure" in info) failures++;
    teller.tell(done, { stage: "replicates", failures });
  });
  teller.end(from.done + found.length, { stage: "replicates", failures });
  return gathered(total, found, from);
}

/** The state after more estimates, and what that makes of the run. */
export function gathered(
  total: number,
  found: readonly Estimate[],
  from: ReplicateState,
): { readonly state: ReplicateState; readonly status: ReplicateStatus } {
  const estimates = [...from.estimates, ...found.flatMap((each) => ("numbers" in each ? [each.numbers] : []))];
  const failures = [
    ...from.failures,
    ...found.flatMap((each, k) => ("failure" in each ? [{ replicate: from.done + k, reason: each.failure }] : [])),
  ];
  const done = from.done + found.length;
  const status = done < total ? "cancelled" : failures.length > 0 ? "some-failed" : "complete";
  return { state: { done, estimates, failures }, status };
}

/** Mean of vectors; NaN when there is none. */
export function meanOf(vectors: readonly Float64Array[], size: number): Float64Array {
  const mean = new Float64Array(size);
  for (const vector of vectors) for (let i = 0; i < size; i++) mean[i] = mean[i]! + vector[i]!;
  return mean.map((sum) => sum / vectors.length);
}

/** Sum of the outer products of deviations from the mean, times a factor, by rows. */
export function scatterOf(vectors: readonly Float64Array[], mean: Float64Array, factor: number): Float64Array[] {
  const n = mean.length;
  const rows = Array.from({ length: n }, () => new Float64Array(n));
  for (const vector of vectors) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) rows[i]![j] = rows[i]![j]! + (vector[i]! - mean[i]!) * (vector[j]! - mean[j]!);
    }
  }
  return rows.map((row) => row.map((sum) => sum * factor));
}

/** The vectors as an array of shape [count, size]. */
export function stacked(vectors: readonly Float64Array[], size: number): Arr {
  const numbers = new Float64Array(vectors.length * size);
  vectors.forEach((vector, k) => {
    numbers.set(vector, k * size);
  });
  return array(numbers, { shape: [vectors.length, size] });
}

/** What is said of failures: how many, and of which kind. */
export function failureNote(failures: readonly FailedReplicate[], done: number): string {
  const kinds = new Map<string, number>();
  for (const { reason } of failures) kinds.set(reason, (kinds.get(reason) ?? 0) + 1);
  const listed = Array.from(kinds, ([reason, count]) => `${count} ${reason}`).join(", ");
  return (
    `${failures.length} of ${done} refits failed (${listed}) and are left out; failures are seldom at random: ` +
    "bound the parameters, or look at the data of those replicates."
  );
}
