/** Posteriors drawn by BlackJAX. */
import { isPresent, type Peer } from "../benchmark.ts";
import { leastEffectiveSize, RUN, type SamplingProblem } from "../sampling-problem.ts";
import { MONTE_CARLO_TOLERANCE, valuesOf } from "../sampling-values.ts";
import { python } from "./python.ts";

/** Whether compilation counts. */
export type Counted = "first call" | "compiled before";

const runs = new Map<string, readonly [first: number, second: number, draws: readonly Float64Array[][]]>();

/** Seconds for each effective draw. The peer runs once: its runs are too long to take medians of. */
export function blackjaxDraws({ name, size }: SamplingProblem, counted: Counted): Peer {
  const { chains, warmup, draws } = RUN;
  const peer = python({
    name: "BlackJAX, one thread",
    tolerance: MONTE_CARLO_TOLERANCE,
    script: "sampling_blackjax.py",
    packages: ["numpy", "jax", "blackjax"],
    arguments: [name, ...[chains, warmup, draws].map(String)],
    input: new Float64Array(0),
    read: (output) => ({ output }),
  });
  if (!isPresent(peer)) return peer;
  const run = () => {
    const known = runs.get(name);
    if (known !== undefined) return known;
    const output = Float64Array.from(peer.values()["output"]!);
    const chain = (i: number, c: number): Float64Array =>
      output.subarray(2 + (i * chains + c) * draws, 2 + (i * chains + c + 1) * draws);
    const drawn = Array.from({ length: size }, (_, i) => Array.from({ length: chains }, (_, c) => chain(i, c)));
    const result = [output[0]!, output[1]!, drawn] as const;
    runs.set(name, result);
    return result;
  };
  return {
    name: peer.name,
    tolerance: peer.tolerance,
    values: () => valuesOf(run()[2]),
    sample: () => {
      const [first, second, drawn] = run();
      return (counted === "first call" ? first : second) / leastEffectiveSize(drawn);
    },
  };
}
