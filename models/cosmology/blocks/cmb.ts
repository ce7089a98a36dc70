/** The microwave background, summarised by a distance prior. */

import { stack, type Arr, type ArrLike } from "../../../src/index.ts";
import { acousticScales } from "../acoustic-scales.ts";
import type { DistancePrior, PriorObservable } from "../data.ts";
import { standardDeviations } from "../../../inference/noise/standard-deviations.ts";
import { whitening } from "../../../inference/noise/whitening.ts";
import type { Block } from "./block.ts";

/** Residuals of R, l_A, omega_b and n_s, in the order of the prior. */
export function cmbBlock(prior: DistancePrior): Block {
  return {
    name: "cmb",
    source: prior.source,
    labels: prior.observable,
    redshift: undefined,
    observed: prior.value,
    sigma: standardDeviations(prior.covariance),
    whitening: whitening(prior.covariance.factor),
    offset: undefined,
    distanceRedshift: [],
    predict(cosmology, _transverse, { recombination }): Arr {
      const { shift, multipole } = acousticScales(cosmology, recombination);
      const predicted: Readonly<Record<PriorObservable, ArrLike>> = {
        R: shift,
        lA: multipole,
        Obh2: cosmology.baryons,
        ns: cosmology.spectralIndex,
      };
      return stack(prior.observable.map((name) => predicted[name]));
    },
  };
}
