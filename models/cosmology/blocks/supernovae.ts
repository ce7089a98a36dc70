/** Supernovae: the shape of the distance-redshift relation, whatever their absolute magnitude. */

import { add, array, mul, type Arr } from "../../../src/index.ts";
import type { SupernovaTable } from "../data.ts";
import { distanceModulus } from "../distances.ts";
import { standardDeviations } from "../../../inference/noise/standard-deviations.ts";
import { offsetFree } from "../../../inference/noise/whitening.ts";
import type { Block } from "./block.ts";

/**
 * Residuals m - 5 log10((1 + z_hel) D_M(z_cmb)) - 25 with their common offset, the absolute magnitude together with the Hubble
 * constant, profiled out: n supernovae count as n - 1.
 */
export function supernovaBlock(table: SupernovaTable): Block {
  const heliocentric = array(table.heliocentric);
  return {
    name: "sn",
    source: table.source,
    labels: table.redshift.map((redshift) => `m at z = ${redshift}`),
    redshift: table.redshift,
    observed: table.magnitude,
    sigma: standardDeviations(table.covariance),
    ...offsetFree(table.covariance.factor),
    distanceRedshift: table.redshift,
    predict: (_cosmology, transverse): Arr => distanceModulus(mul(add(heliocentric, 1), transverse)),
  };
}
