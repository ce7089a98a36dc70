/** Monte Carlo: how far an estimate of a posterior is from the truth, in its own standard errors. */
import { type Posterior, summarise } from "fluxion/inference";

/** (mean of f over the draws - truth) / Monte Carlo standard error, f a function of the draws of one iteration by path. */
export function standardised<P>(
  posterior: Posterior<P>,
  f: (at: (path: string) => number) => number,
  truth: number,
): number {
  const columns = new Map(posterior.draws.map(({ path, chains }) => [path, chains]));
  const [first] = posterior.draws;
  const chains = first!.chains.map((chain, c) => chain.map((_, draw) => f((path) => columns.get(path)![c]![draw]!)));
  const { mean } = summarise([{ path: "f", unit: "", chains }])[0]!;
  return (mean.value - truth) / mean.error;
}
