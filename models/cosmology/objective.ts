/** The objective: a universe against blocks of data, as whitened residuals and as chi-squared. */

import { array, concat, mul, type Arr, errors } from "../../src/index.ts";
import { baoBlock } from "./blocks/bao.ts";
import type { Block, BlockName } from "./blocks/block.ts";
import { cmbBlock } from "./blocks/cmb.ts";
import { supernovaBlock } from "./blocks/supernovae.ts";
import { lcdmCosmology, type Cosmology } from "./cosmology.ts";
import type { BaoTable, DistancePrior, SupernovaTable } from "./data.ts";
import { transverseDistance } from "./distances.ts";
import type { RecombinationChoice } from "./recombination.ts";
import { standardInputs, type FixedInputs, type LcdmParams } from "./spec.ts";

/** The blocks to compare with; at least one. */
export interface CosmologyData {
  readonly cmb?: DistancePrior;
  readonly bao?: BaoTable;
  readonly sn?: SupernovaTable;
}

/** Conventions and scalings of the comparison. */
export interface ObjectiveOptions extends RecombinationChoice {
  /** Every covariance is multiplied by this; 1 unless given. */
  readonly covarianceScale?: number;
}

/** Measurements and predictions of one block, unwhitened, for tables and figures. */
export interface Comparison {
  /** Shape [n], in the unit of the data. */
  readonly observed: Arr;
  /** Shape [n]; includes the profiled offset. */
  readonly predicted: Arr;
  /** Observed less predicted, shape [n]. */
  readonly residual: Arr;
  /** Standard deviations with the covariance scale applied, shape [n]. */
  readonly sigma: Arr;
  /** The profiled offset, a scalar; zero where the block has none. */
  readonly offset: Arr;
}

/** Names of the blocks that are given. */
type NamesOf<D> = Extract<keyof D, BlockName>;

/** A question about parameters P that inference can answer; every function is pure and can be differentiated and compiled. */
export interface CosmologyObjective<P, Name extends BlockName = BlockName> {
  /** The blocks, in the order cmb, bao, sn. */
  readonly blocks: readonly Block[];
  /** Number N of independent residuals: measurements less profiled offsets. */
  readonly count: number;
  /** Degrees of freedom that are left when `free` parameters are fitted. */
  readonly degreesOfFreedom: (free: number) => number;
  /** Whitened residuals, shape [N]; their squares sum to chi-squared. */
  readonly residuals: (params: P) => Arr;
  /** Chi-squared, scalar: the sum of those of the blocks. */
  readonly chi2: (params: P) => Arr;
  /** Chi-squared of each block, scalars. */
  readonly chi2ByBlock: (params: P) => Readonly<Record<Name, Arr>>;
  /** Measurements beside predictions, block by block. */
  readonly compare: (params: P) => Readonly<Record<Name, Comparison>>;
}

/**
 * LCDM against data, as a function of H0, Om0, Obh2 and ns.
 *
 * @param data     the blocks
 * @param options  fits for z* and z_d, covariance scale, fixed inputs
 * @throws   DataError when no block is given; ParameterError when the covariance scale is not positive
 * @example
 * ```ts
 * import { lcdmObjective, lcdmSpec } from "fluxion/models/cosmology";
 * import { loadPlanck2018 } from "fluxion/models/cosmology/data";
 * const { chi2 } = lcdmObjective({ cmb: loadPlanck2018() });
 * console.log(chi2(lcdmSpec.defaults).item().toFixed(2)); // → 22.79
 * ```
 */
export function lcdmObjective<D extends CosmologyData>(
  data: D,
  { fixed = standardInputs, ...options }: ObjectiveOptions & { readonly fixed?: FixedInputs } = {},
): CosmologyObjective<LcdmParams, NamesOf<D>> {
  return cosmologyObjective((params: LcdmParams) => lcdmCosmology(params, fixed), data, options);
}

/**
 * Any universe against data.
 *
 * @param universe  from parameters to the cosmology they describe
 * @param data      the blocks
 * @param options   fits for z* and z_d, covariance scale
 * @throws   DataError when no block is given; ParameterError when the covariance scale is not positive
 */
export function cosmologyObjective<P, D extends CosmologyData>(
  universe: (params: P) => Cosmology,
  data: D,
  options: ObjectiveOptions = {},
): CosmologyObjective<P, NamesOf<D>> {
  const { covarianceScale = 1, ...choice } = options;
  if (!(covarianceScale > 0 && Number.isFinite(covarianceScale))) {
    throw new errors.ParameterError({
      where: "cosmologyObjective",
      path: "covarianceScale",
      expected: "a positive number",
      received: String(covarianceScale),
    });
  }
  const blocks = blocksOf(data);
  const root = Math.sqrt(covarianceScale);
  const weights = blocks.map((block) => block.whitening.div(root));
  const layout = distanceLayout(blocks);

  const differences = (params: P): Arr[] => {
    const cosmology = universe(params);
    const transverse = transverseDistance(cosmology.background, layout.redshift);
    return blocks.map((block, i) =>
      block.observed.sub(block.predict(cosmology, transverse.slice(layout.ranges[i]!), choice)),
    );
  };
  const whitened = (params: P): Arr[] => differences(params).map((difference, i) => weights[i]!.matMul(difference));
  const squares = (params: P): Arr[] => whitened(params).map((residual) => residual.square().sum());
  const named = <T>(values: readonly T[]): Readonly<Record<NamesOf<D>, T>> =>
    // The blocks are those of the data: their names are its keys.
    Object.fromEntries(blocks.map(({ name }, i) => [name, values[i]!])) as Record<NamesOf<D>, T>;
  const count = blocks.reduce((total, block) => total + block.whitening.shape[0]!, 0);

  return {
    blocks,
    count,
    degreesOfFreedom: (free) => count - free,
    residuals: (params) => concat(whitened(params)),
    chi2: (params) => squares(params).reduce((total, part) => total.add(part)),
    chi2ByBlock: (params) => named(squares(params)),
    compare: (params) => named(differences(params).map((difference, i) => comparison(blocks[i]!, difference, root))),
  };
}

function blocksOf({ cmb, bao, sn }: CosmologyData): Block[] {
  const blocks = [
    ...(cmb === undefined ? [] : [cmbBlock(cmb)]),
    ...(bao === undefined ? [] : [baoBlock(bao)]),
    ...(sn === undefined ? [] : [supernovaBlock(sn)]),
  ];
  if (blocks.length > 0) return blocks;
  throw new errors.DataError({
    where: "cosmologyObjective",
    expected: "at least one of cmb, bao, sn",
    received: "no data",
  });
}

/** The redshifts of all blocks one after another, and the range of each block among them. */
function distanceLayout(blocks: readonly Block[]): {
  readonly redshift: Arr;
  readonly ranges: readonly (readonly [number, number])[];
} {
  const all: number[] = [];
  const ranges = blocks.map(({ distanceRedshift }) => {
    const start = all.length;
    all.push(...distanceRedshift);
    return [start, all.length] as const;
  });
  return { redshift: array(all), ranges };
}

function comparison(block: Block, difference: Arr, root: number): Comparison {
  const offset = block.offset === undefined ? array(0) : block.offset.dot(difference);
  const residual = difference.sub(offset);
  return {
    observed: block.observed,
    predicted: block.observed.sub(residual),
    residual,
    sigma: mul(block.sigma, root),
    offset,
  };
}
