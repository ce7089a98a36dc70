/** Failures: each test of draws and sampler, with the sentence that says what to do when it is not passed. */
import { allDrawsFinite, type ChainDraws, fewestDraws } from "../measures/draws.ts";
import type { DiagnosticFailure, DiagnosticTest, DiagnosticThresholds } from "./diagnosis.ts";
import type { QuantityDiagnostics } from "./quantity.ts";
import type { SamplerHealth } from "./sampler-health.ts";

/** As many quantities are named in a sentence. */
const named = 3;

/** What the quantities fail, the gravest first. */
export function quantityFailures(
  draws: readonly ChainDraws[],
  quantities: readonly QuantityDiagnostics[],
  thresholds: DiagnosticThresholds,
): DiagnosticFailure[] {
  const chains = draws[0]!.chains.length;
  const count = draws[0]!.chains[0]!.length;
  const sizes = thresholds.effectiveSizePerChain * chains;
  if (count < fewestDraws) {
    const explain = `${count} draws a chain say nothing; draw at least ${fewestDraws}, and some thousands for a result.`;
    return [{ test: "draws", paths: [], chains: [], worst: count, threshold: fewestDraws, explain }];
  }
  const finite = draws.filter((quantity) => allDrawsFinite(quantity.chains));
  const moved = finite.filter(({ chains }) => chains.some((chain) => chain.some((value) => value !== chains[0]![0]!)));
  const known = quantities.filter(({ path }) => moved.some((quantity) => quantity.path === path));
  const failures: DiagnosticFailure[] = [];
  if (finite.length < draws.length) {
    const paths = draws.filter((quantity) => !finite.includes(quantity)).map(({ path }) => path);
    failures.push(
      ofPaths(
        "finite",
        paths,
        Number.NaN,
        0,
        (list) => `${list}: some draws are not finite; find where with firstNaN.`,
      ),
    );
  }
  if (moved.length < finite.length) {
    const paths = finite.filter((quantity) => !moved.includes(quantity)).map(({ path }) => path);
    failures.push(
      ofPaths("moved", paths, 0, 0, (list) => `${list}: all draws are equal; fix what is known, or start elsewhere.`),
    );
  }
  if (chains < thresholds.chains) {
    const explain =
      `${chains} chain${chains === 1 ? "" : "s"} cannot show that another start leads to the same; ` +
      `run ${Math.max(thresholds.chains, 4)}.`;
    failures.push({ test: "chains", paths: [], chains: [], worst: chains, threshold: thresholds.chains, explain });
  }
  const apart = worstFirst(known, ({ rHat }) => -rHat).filter(({ rHat }) => !(rHat <= thresholds.rHat));
  if (apart.length > 0) {
    const list = listed(apart.map(({ path, rHat }) => `${path} (${rHat.toFixed(3)})`));
    failures.push({
      ...ofPaths("r-hat", pathsOf(apart), apart[0]!.rHat, thresholds.rHat),
      explain:
        `R-hat above ${thresholds.rHat} for ${list}: chains disagree; draw more, and if it stays, look for separate modes ` +
        "in a trace figure or reparameterise.",
    });
  }
  for (const [test, size, part] of [
    ["bulk-effective-size", "bulkEffectiveSize", "means"],
    ["tail-effective-size", "tailEffectiveSize", "outer quantiles"],
  ] as const) {
    const few = worstFirst(known, (quantity) => quantity[size]).filter((quantity) => !(quantity[size] >= sizes));
    if (few.length === 0) continue;
    const worst = few[0]![size];
    const list = listed(few.map((quantity) => `${quantity.path} (${quantity[size].toFixed(0)})`));
    failures.push({
      ...ofPaths(test, pathsOf(few), worst, sizes),
      explain:
        `${size === "bulkEffectiveSize" ? "Bulk" : "Tail"} effective sample size below ${sizes} for ${list}: ${part} are ` +
        `uncertain; draw ${timesAsMany(sizes / worst)}.`,
    });
  }
  return failures;
}

/** What the sampler fails, the gravest first. */
export function samplerFailures(health: SamplerHealth, thresholds: DiagnosticThresholds): DiagnosticFailure[] {
  const failures: DiagnosticFailure[] = [];
  const add = (test: DiagnosticTest, chains: number[], worst: number, threshold: number, explain: string): void => {
    failures.push({ test, paths: [], chains, worst, threshold, explain });
  };
  const divergences = health.divergences.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  if (divergences > thresholds.divergences) {
    const chains = chainsWhere(health.divergences, (count) => count > 0);
    add(
      "divergences",
      chains,
      divergences,
      thresholds.divergences,
      `${divergences} divergence${divergences === 1 ? "" : "s"} in ${inChains(chains)}: trajectories cannot follow the density ` +
        "there and draws avoid it; reparameterise (non-centred for hierarchies), or raise the target acceptance towards 0.99.",
    );
  }
  const creeping = chainsWhere(health.eBfmi, (value) => !(value >= thresholds.eBfmi));
  if (creeping.length > 0) {
    const worst = Math.min(...creeping.map((chain) => health.eBfmi[chain - 1]!));
    add(
      "e-bfmi",
      creeping,
      worst,
      thresholds.eBfmi,
      `E-BFMI ${worst.toFixed(2)} in ${inChains(creeping)}, below ${thresholds.eBfmi}: momenta do not reach the tails of the ` +
        "energy; reparameterise heavy tails or funnels, and lengthen the warm-up.",
    );
  }
  const saturated = chainsWhere(health.saturated, (fraction) => fraction > thresholds.saturated);
  if (saturated.length > 0) {
    const worst = Math.max(...saturated.map((chain) => health.saturated[chain - 1]!));
    add(
      "tree-depth",
      saturated,
      worst,
      thresholds.saturated,
      `Up to ${percent(worst)} of trajectories in ${inChains(saturated)} reached the greatest depth: draws are valid and dear; ` +
        "rescale or decorrelate parameters (a dense metric), or allow a greater depth.",
    );
  }
  const stuck = chainsWhere(health.acceptance, (rate) => !(rate >= thresholds.acceptance));
  if (stuck.length > 0) {
    const worst = Math.min(...stuck.map((chain) => health.acceptance[chain - 1]!));
    add(
      "acceptance",
      stuck,
      worst,
      thresholds.acceptance,
      `Acceptance ${percent(worst)} in ${inChains(stuck)}: nearly all proposals are refused; take smaller steps or a longer ` +
        "warm-up.",
    );
  }
  return failures;
}

function ofPaths(
  test: DiagnosticTest,
  paths: readonly string[],
  worst: number,
  threshold: number,
  sentence: (list: string) => string = () => "",
): DiagnosticFailure {
  return { test, paths, chains: [], worst, threshold, explain: sentence(listed(paths)) };
}

/** Sorted by a number, the least first; NaN before all. */
function worstFirst(
  quantities: readonly QuantityDiagnostics[],
  of: (quantity: QuantityDiagnostics) => number,
): QuantityDiagnostics[] {
  const badness = (quantity: QuantityDiagnostics): number => (Number.isNaN(of(quantity)) ? -Infinity : of(quantity));
  return quantities.toSorted((a, b) => (badness(a) === badness(b) ? 0 : badness(a) - badness(b)));
}

function pathsOf(quantities: readonly QuantityDiagnostics[]): string[] {
  return quantities.map(({ path }) => path);
}

function listed(names: readonly string[]): string {
  const rest = names.length - named;
  return `${names.slice(0, named).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function chainsWhere(values: readonly (number | null)[], fails: (value: number) => boolean): number[] {
  return values.flatMap((value, c) => (value !== null && fails(value) ? [c + 1] : []));
}

function inChains(chains: readonly number[]): string {
  return `chain${chains.length === 1 ? "" : "s"} ${chains.join(", ")}`;
}

function timesAsMany(ratio: number): string {
  return Number.isFinite(ratio) ? `${Math.max(2, Math.ceil(ratio))} times as many` : "more";
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(2))} %`;
}
