/** Timing: samples long enough to trust, taken in turn so that every contender sees the same machine, and their medians. */
import type { Contender, Values } from "./benchmark.ts";

/** A sample lasts at least this long, so that clock resolution (about 1 us) and a timer interrupt stay below 1e-3. */
export const SAMPLE_SECONDS = 0.02;

/** Seconds that one call of `work` takes, from as many calls as fill `minimumSeconds`. */
export function secondsPerCall(work: () => unknown, minimumSeconds = SAMPLE_SECONDS): number {
  let calls = 1;
  for (;;) {
    const start = performance.now();
    for (let call = 0; call < calls; call++) work();
    const elapsed = (performance.now() - start) / 1e3;
    if (elapsed >= minimumSeconds) return elapsed / calls;
    // Aim 20 % past the minimum; at most tenfold, for a first call may have been unusually slow or fast.
    const estimate = elapsed > 0 ? (1.2 * calls * minimumSeconds) / elapsed : 10 * calls;
    calls = Math.ceil(Math.min(10 * calls, Math.max(estimate, calls + 1)));
  }
}

/**
 * A contender that runs inside this process. What is timed may leave out the copies that only a comparison of values needs.
 */
export function inProcess(
  name: string,
  tolerance: number,
  values: () => Values,
  timed: () => unknown = values,
): Contender {
  return { name, tolerance, values, sample: () => secondsPerCall(timed) };
}

/** The middle one, or the mean of the middle two. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  if (upper === undefined) return Number.NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? upper;
  return (lower + upper) / 2;
}

/** Warming up a contender takes no longer than this: past it, a sample is too long for what a warm-up could still change. */
const WARM_UP_SECONDS = 1;

/** Samples until two in a row agree within `tolerance`: the compilers of the JavaScript engine have finished by then. */
export function warmUp(contender: Contender, tolerance = 0.05): void {
  const start = performance.now();
  let previous = contender.sample();
  while (performance.now() - start < WARM_UP_SECONDS * 1e3) {
    const next = contender.sample();
    if (Math.abs(next - previous) <= tolerance * previous) return;
    previous = next;
  }
}

/** How many rounds of samples to take: at least `fewest`, and up to `most` while they all take less than `seconds`. */
export interface Rounds {
  readonly fewest: number;
  readonly most: number;
  readonly seconds: number;
}

/** Median cost of each contender, every round sampling all of them in turn. */
export function interleavedMedians(contenders: readonly Contender[], { fewest, most, seconds }: Rounds): number[] {
  const samples = contenders.map((): number[] => []);
  const start = performance.now();
  for (let round = 0; round < most; round++) {
    if (round >= fewest && performance.now() - start > seconds * 1e3) break;
    contenders.forEach((contender, index) => samples[index]?.push(contender.sample()));
  }
  return samples.map(median);
}
