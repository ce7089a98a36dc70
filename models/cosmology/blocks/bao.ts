/** Baryon acoustic oscillations: distances in units of the sound horizon at the drag epoch. */

import { array, concat, div, take, type Arr } from "../../../src/index.ts";
import { dragHorizon } from "../acoustic-scales.ts";
import { hubbleDistance } from "../background.ts";
import type { BaoObservable, BaoTable } from "../data.ts";
import { volumeAveragedDistance } from "../distances.ts";
import { standardDeviations } from "../../../inference/noise/standard-deviations.ts";
import { whitening } from "../../../inference/noise/whitening.ts";
import type { Block } from "./block.ts";

/** Order in which `predict` lays out the distances at all redshifts before it picks the measured ones. */
const order: readonly BaoObservable[] = ["DM/rd", "DH/rd", "DV/rd"];

/** Residuals of D_V, D_M and D_H over r_d, in the order of the table. */
export function baoBlock(table: BaoTable): Block {
  const distinct = [...new Set(table.redshift)];
  const picks = table.redshift.map(
    (redshift, row) => order.indexOf(table.observable[row]!) * distinct.length + distinct.indexOf(redshift),
  );
  const redshift = array(distinct);
  return {
    name: "bao",
    source: table.source,
    labels: table.observable.map((observable, row) => `${observable} at z = ${table.redshift[row]!}`),
    redshift: table.redshift,
    observed: table.value,
    sigma: standardDeviations(table.covariance),
    whitening: whitening(table.covariance.factor),
    offset: undefined,
    distanceRedshift: distinct,
    predict(cosmology, transverse, { drag }): Arr {
      const radial = hubbleDistance(cosmology.background, redshift);
      const averaged = volumeAveragedDistance(redshift, transverse, radial);
      return div(take(concat([transverse, radial, averaged]), picks), dragHorizon(cosmology, drag));
    },
  };
}
