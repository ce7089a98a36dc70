/** The measurements that ship with Fluxion, read from its fixtures (Node only). */

import { readFileSync } from "node:fs";
import { packageRoot } from "../../src/node.ts";
import {
  type BaoTable,
  type DistancePrior,
  parseBaoTable,
  parseDistancePrior,
  parseSupernovaTable,
  type SupernovaTable,
} from "./data.ts";

const read = (file: string): string => readFileSync(new URL(`fixtures/cosmology/${file}`, packageRoot()), "utf8");

/** R, l_A, omega_b and n_s as Planck 2018 has them (Chen, Huang & Wang 2019). */
export const loadPlanck2018 = (): DistancePrior =>
  parseDistancePrior(read("planck2018-distance-prior.json"), "planck2018-distance-prior.json");

/** Baryon acoustic oscillations of DESI's second data release, 13 measurements at 7 redshifts. */
export const loadDesiDr2 = (): BaoTable => parseBaoTable(read("desi-dr2-bao.json"), "desi-dr2-bao.json");

/** Union3 supernovae in 22 bins. */
export const loadUnion3 = (): SupernovaTable => parseSupernovaTable(read("union3-sn.json"), "union3-sn.json");
