/** diagnose: the verdict on draws, from what chains agree on and what the sampler met. */
import { checkOptions, option, type OptionChecks, DataError } from "../../../src/internal.ts";
import type { Diagnosis, DiagnosticThresholds } from "./diagnosis.ts";
import { type ChainDraws, type ChainStatistics, checkChains } from "../measures/draws.ts";
import { quantityFailures, samplerFailures } from "./failures.ts";
import { quantityDiagnostics } from "./quantity.ts";
import { samplerHealth } from "./sampler-health.ts";

/** The thresholds unless others are given. */
const defaultThresholds: DiagnosticThresholds = {
  rHat: 1.01,
  effectiveSizePerChain: 100,
  chains: 2,
  divergences: 0,
  eBfmi: 0.3,
  saturated: 0.01,
  acceptance: 0.1,
};

/** Checks of the thresholds. */
const thresholdChecks: OptionChecks<DiagnosticThresholds> = {
  rHat: option.number,
  effectiveSizePerChain: option.number,
  chains: option.number,
  divergences: option.number,
  eBfmi: option.number,
  saturated: option.number,
  acceptance: option.number,
};

/** How to judge. */
export interface DiagnoseOptions {
  /** What is asked of the draws, where it is not the default. */
  readonly thresholds?: Partial<DiagnosticThresholds> | undefined;
  /** The greatest depth of a trajectory that the sampler was allowed. Default 10. */
  readonly maxTreeDepth?: number | undefined;
}

/** Checks of the options. */
const checks: OptionChecks<DiagnoseOptions> = {
  thresholds: option.nested(thresholdChecks),
  maxTreeDepth: option.whole(1),
};

/**
 * Says whether draws can be used: R-hat, effective sample sizes of bulk and tail of every quantity, and of every chain the
 * divergences, E-BFMI, saturated trajectories and acceptance, as far as the sampler tells. A verdict never throws; narrow on its
 * `status`, or print `explain`, which says what to do about each failure.
 *
 * @param draws  one entry a scalar quantity, all with as many chains and draws
 * @param statistics  one entry a chain; none for samplers without any
 * @throws   DataError when there are no draws, or chains differ in length
 * @example
 * ```ts
 * import { diagnose } from "fluxion/inference";
 * import { streams } from "fluxion";
 * const chains = [1, 2, 3, 4].map((seed) => streams.normals(streams.key(seed), 1000));
 * const stuck = chains.map((chain, c) => (c === 1 ? chain.map((x) => 0.1 * x) : chain));
 * const draws = (path: string, chains: Float64Array[]) => ({ path, unit: "", chains });
 * console.log(diagnose([draws("x", chains)]).status); // → passed
 * console.log(diagnose([draws("x", chains), draws("y", stuck)]).failures.map(({ test, paths }) => [test, ...paths])); // → [ [ 'r-hat', 'y' ] ]
 * ```
 * @see Vehtari et al. (2021), Bayesian Anal. 16, 667, section 4, for the thresholds; Betancourt (2017), arXiv:1701.02434
 */
export function diagnose(
  draws: readonly ChainDraws[],
  statistics: readonly ChainStatistics[] = [],
  options: DiagnoseOptions = {},
): Diagnosis {
  checkOptions(options, checks, "diagnose");
  checkDraws(draws);
  const thresholds = { ...defaultThresholds, ...options.thresholds };
  const quantities = draws.map((quantity) => quantityDiagnostics(quantity, "diagnose"));
  const sampler = statistics.length === 0 ? null : samplerHealth(statistics, options.maxTreeDepth ?? 10);
  const [first, ...rest] = [
    ...(sampler === null ? [] : samplerFailures(sampler, thresholds)),
    ...quantityFailures(draws, quantities, thresholds),
  ].toSorted((a, b) => gravity.indexOf(a.test) - gravity.indexOf(b.test));
  const fields = { quantities, sampler, thresholds };
  if (first === undefined) {
    const { chains } = draws[0]!;
    const count = `${chains.length} chains of ${chains[0]!.length} draws`;
    return {
      ...fields,
      status: "passed",
      failures: [],
      explain: `Passed: ${count} agree on ${draws.length} ${draws.length === 1 ? "quantity" : "quantities"}.`,
    };
  }
  const failures = [first, ...rest] as const;
  return { ...fields, status: "failed", failures, explain: failures.map(({ explain }) => explain).join(" ") };
}

/** Tests, those first that make others meaningless. */
const gravity: readonly Diagnosis["failures"][number]["test"][] = [
  "draws",
  "finite",
  "moved",
  "divergences",
  "r-hat",
  "e-bfmi",
  "bulk-effective-size",
  "tail-effective-size",
  "chains",
  "acceptance",
  "tree-depth",
];

function checkDraws(draws: readonly ChainDraws[]): void {
  const [first] = draws;
  if (first === undefined)
    throw new DataError({ where: "diagnose", expected: "draws of a quantity", received: "none" });
  for (const { path, chains } of draws) {
    checkChains(chains, "diagnose", path);
    const [count, length] = [chains.length, chains[0]!.length];
    if (count !== first.chains.length || length !== first.chains[0]!.length) {
      throw new DataError({
        where: "diagnose",
        path,
        expected: `${first.chains.length} chains of ${first.chains[0]!.length} draws, as ${first.path} has`,
        received: `${count} of ${length}`,
      });
    }
  }
}
