/**
 * What do Planck, DESI and supernovae together say about the expansion of the universe?
 *
 * Fits flat LCDM to the Planck 2018 distance prior, DESI DR2 baryon acoustic oscillations and the Union3 supernovae:
 * what `npm start` does, as a script. Prints the parameters with errors, how well each kind of data is fitted, and the
 * sound horizon that follows.
 */
import { goodnessOfFit, leastSquares } from "fluxion/inference";
import { lcdmDerived, lcdmObjective, lcdmSpec } from "fluxion/models/cosmology";
import { loadDesiDr2, loadPlanck2018, loadUnion3 } from "fluxion/models/cosmology/data";

const { residuals, chi2ByBlock, count } = lcdmObjective({
  cmb: loadPlanck2018(),
  bao: loadDesiDr2(),
  sn: loadUnion3(),
});

export const fit = leastSquares(residuals, lcdmSpec.defaults, { spec: lcdmSpec });
console.log(fit.summary());

const { cmb, bao, sn } = chi2ByBlock(fit.params);
const { chi2, dof, probability } = goodnessOfFit(fit.value, count, lcdmSpec.leaves.length);
const parts = [cmb, bao, sn].map((part) => part.item().toFixed(2)).join(" + ");
console.log(`chi2 ${chi2.toFixed(2)} = ${parts}; dof ${dof}, p ${probability?.toFixed(4) ?? "-"}`);

const { rDrag } = lcdmDerived(fit.params);
console.log(`sound horizon at the drag epoch: ${rDrag.item().toFixed(2)} Mpc`);
