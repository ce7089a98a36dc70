/** What a report of LCDM draws of each block of data. */
import { eye, reciprocal, sqrt, type Arr } from "../../src/index.ts";
import { differenceFigure, type Figure, type Measurement, pullFigure, ratioFigure } from "../../src/report/index.ts";
import type { BlockName } from "./blocks/block.ts";
import type { Comparison, CosmologyData, CosmologyObjective } from "./objective.ts";
import type { LcdmParams } from "./spec.ts";

/** Residuals of every block at `params`. */
export function lcdmFigures(
  objective: CosmologyObjective<LcdmParams>,
  data: CosmologyData,
  params: LcdmParams,
): readonly Figure[] {
  const compared: Partial<Record<BlockName, Comparison>> = objective.compare(params);
  return [
    ...(data.cmb === undefined || compared.cmb === undefined ? [] : [cmbPulls(data.cmb, compared.cmb)]),
    ...(data.bao === undefined || compared.bao === undefined ? [] : baoFigures(data.bao, compared.bao)),
    ...(data.sn === undefined || compared.sn === undefined ? [] : [hubbleResiduals(data.sn, compared.sn)]),
  ];
}

const priorLabels = {
  R: "shift parameter R",
  lA: "acoustic scale ℓ_A",
  Obh2: "Ω_b h²",
  ns: "n_s",
} as const;

function cmbPulls(prior: NonNullable<CosmologyData["cmb"]>, compared: Comparison): Figure {
  const measurements = measured(
    compared,
    prior.observable.map((name) => priorLabels[name]),
    prior.observable.map(() => ""),
  );
  return {
    id: "residuals-cmb",
    caption:
      "Each number of the prior less its prediction, in units of its standard deviation. The four are correlated: their χ² is not the sum of the squares of these pulls.",
    spec: pullFigure({ title: prior.source.name, atTitle: "", atScale: "linear", measurements }),
  };
}

const distanceLabels = {
  "DV/rd": "D_V / r_d",
  "DM/rd": "D_M / r_d",
  "DH/rd": "D_H / r_d",
} as const;

function baoFigures(table: NonNullable<CosmologyData["bao"]>, compared: Comparison): Figure[] {
  const block = {
    title: table.source.name,
    atTitle: "redshift z",
    atScale: "linear" as const,
    measurements: measured(
      compared,
      table.redshift,
      table.observable.map((name) => distanceLabels[name]),
    ),
  };
  return [
    {
      id: "ratios-bao",
      caption:
        "Measured over predicted distances, each in units of the sound horizon: transverse D_M, radial D_H, averaged D_V. Measurements at one redshift are drawn a little apart.",
      spec: ratioFigure({ ...block, title: `${table.source.name}: distances over the sound horizon` }),
    },
    {
      id: "residuals-bao",
      caption:
        "The same residuals in units of their standard deviations. D_M and D_H at one redshift are anticorrelated.",
      spec: pullFigure({ ...block, title: `${table.source.name}: pulls` }),
    },
  ];
}

function hubbleResiduals(table: NonNullable<CosmologyData["sn"]>, compared: Comparison): Figure {
  const { mean, sigma } = aboutWeightedMean(table.covariance.matrix, compared.residual);
  const measurements = measured(
    { ...compared, predicted: compared.predicted.add(mean), sigma },
    table.redshift,
    table.redshift.map(() => "supernovae"),
  );
  return {
    id: "residuals-sn",
    caption:
      "Hubble diagram less the best fit and less the weighted mean of what remains, as the absolute magnitude is free. Error bars are of the differences from that mean; most of the error of a single bin is common to all of them.",
    spec: differenceFigure(
      {
        title: `${table.source.name}: Hubble diagram residuals`,
        atTitle: "redshift z",
        atScale: "log",
        measurements,
      },
      "data − model (mag)",
    ),
  };
}

/**
 * Residuals about their mean m = wᵀr with weights w from the diagonal of the covariance: r - m 1 has the covariance
 * (I - 1wᵀ) C (I - w1ᵀ), whose diagonal is C_ii - 2 (C w)_i + wᵀ C w.
 */
function aboutWeightedMean(covariance: Arr, residual: Arr): { readonly mean: Arr; readonly sigma: Arr } {
  const diagonal = covariance.mul(eye(residual.size)).sum(1);
  const precision = reciprocal(diagonal);
  const weights = precision.div(precision.sum());
  const common = covariance.matMul(weights);
  return {
    mean: weights.dot(residual),
    sigma: sqrt(diagonal.sub(common.mul(2)).add(weights.dot(common))),
  };
}

function measured(
  { observed, predicted, sigma }: Comparison,
  at: readonly (number | string)[],
  kind: readonly string[],
): Measurement[] {
  const [data, model, error] = [observed.toArray(), predicted.toArray(), sigma.toArray()];
  return at.map((place, i) => ({
    at: place,
    kind: kind[i] ?? "",
    data: data[i] ?? Number.NaN,
    model: model[i] ?? Number.NaN,
    sigma: error[i] ?? Number.NaN,
  }));
}
