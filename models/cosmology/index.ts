/** Cosmology: expansion, distances, sound horizon, and what Planck, DESI and supernovae say about them. */
export { type AcousticScales, acousticScales, dragHorizon, dragRedshift } from "./acoustic-scales.ts";
export { type Background, expansion, expansionSquared, hubbleDistance, hubbleRate } from "./background.ts";
export type { Block, BlockName } from "./blocks/block.ts";
export { type Component, cosmologicalConstant, curvature, matter, radiation } from "./components.ts";
export { type Cosmology, lcdmCosmology, type LcdmDensities, lcdmDensities } from "./cosmology.ts";
export type { Covariance } from "../../inference/noise/covariance.ts";
export {
  type BaoObservable,
  type BaoTable,
  type DistancePrior,
  parseBaoTable,
  parseDistancePrior,
  parseSupernovaTable,
  type PriorObservable,
  type Source,
  type SupernovaTable,
} from "./data.ts";
export { type LcdmDerived, lcdmDerived } from "./derived.ts";
export {
  comovingDistance,
  distanceModulus,
  distances,
  type Distances,
  transverseDistance,
  volumeAveragedDistance,
} from "./distances.ts";
export { lcdm, type LcdmInputs, type LcdmObservables } from "./function.ts";
export { loadDesiDr2, loadPlanck2018, loadUnion3 } from "./load.ts";
export {
  type Comparison,
  type CosmologyData,
  type CosmologyObjective,
  cosmologyObjective,
  lcdmObjective,
  type ObjectiveOptions,
} from "./objective.ts";
export {
  dragFits,
  type DragName,
  type RecombinationChoice,
  recombinationFits,
  type RecombinationName,
  type RedshiftFit,
} from "./recombination.ts";
export { soundHorizon } from "./sound-horizon.ts";
export { photonDensity, physicalDensity, radiationDensity } from "./densities.ts";
export { type FixedInputs, type LcdmInput, type LcdmParams, lcdmSpec, standardInputs } from "./spec.ts";
