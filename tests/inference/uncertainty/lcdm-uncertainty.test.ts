/** Errors of LCDM by four roads: Fisher matrix, profiles, simulated data, and derived quantities. */
import { describe, expect, it } from "vitest";
import { type Arr, array, streams } from "fluxion";
import {
  bootstrap,
  deltaMethod,
  eigenbasis,
  fisher,
  leastSquares,
  leastSquaresEstimator,
  minimize,
  profiles,
} from "fluxion/inference";
import { lcdmObjective, type LcdmParams, lcdmSpec } from "fluxion/models/cosmology";
import { loadDesiDr2, loadPlanck2018, loadUnion3 } from "fluxion/models/cosmology/data";

const objective = lcdmObjective({ cmb: loadPlanck2018(), bao: loadDesiDr2(), sn: loadUnion3() });
const { residuals, count } = objective;
const best = leastSquares(residuals, lcdmSpec.defaults, { spec: lcdmSpec });
const known = fisher(residuals, best.params, { spec: lcdmSpec });

describe("errors of LCDM", () => {
  it("are those of profiles, where the likelihood is nearly Gaussian", () => {
    for (const { intervals, standardError, best: value, status } of profiles(
      { residuals },
      best.params,
      ["H0", "Om0", "Obh2", "ns"],
      { spec: lcdmSpec },
    )) {
      expect(status).toBe("complete");
      const [one, two] = intervals;
      // Lopsided by no more than 2 %, and by twice that at two sigma.
      expect(Math.abs((one!.upper.value - value) / standardError - 1)).toBeLessThan(0.02);
      expect(Math.abs((value - one!.lower.value) / standardError - 1)).toBeLessThan(0.02);
      expect(Math.abs((two!.upper.value - two!.lower.value) / (4 * standardError) - 1)).toBeLessThan(0.02);
    }
  });

  it("are those of data simulated from the best fit", () => {
    // Whitened residuals of simulated data: those of the model about its best fit, plus unit noise.
    const fit = leastSquaresEstimator(
      (p: LcdmParams, d: { readonly noise: Arr }) => residuals(p).add(d.noise),
      best.params,
      { spec: lcdmSpec },
    );
    const atBest = residuals(best.params);
    const found = bootstrap(
      fit,
      { noise: array(new Float64Array(count)) },
      {
        draws: 400,
        simulate: (_, key) => ({ noise: array(streams.normals(key, count)).sub(atBest) }),
        run: { seed: "lcdm" },
      },
    );
    expect(found.status).toBe("complete");
    expect(found.paths).toEqual(known.paths);
    // 400 draws give an error to 3.5 %: four of it.
    found.errors.forEach((error, k) => expect(Math.abs(error / known.errors[k]! - 1)).toBeLessThan(0.14));
  });

  it("carry over to the density of the cosmological constant: it is one minus that of matter", () => {
    const derived = deltaMethod(
      (p: LcdmParams) => ({ OL0: p.Om0.neg().add(1), Omh2: p.Om0.mul(p.H0.div(100).square()) }),
      known,
    );
    const at = (path: string): number => known.paths.indexOf(path);
    expect(derived.standardErrors.OL0.item() / known.errors[at("Om0")]!).toBeCloseTo(1, 13);
    // Omega_m h² is what the acoustic scale measures: known to better than either factor.
    const relative = derived.standardErrors.Omh2.item() / derived.values.Omh2.item();
    expect(relative).toBeLessThan(known.errors[at("Om0")]! / best.params.Om0.item());
  });

  it("make coordinates in which a quasi-Newton method needs no scaling", () => {
    const start = { ...lcdmSpec.defaults };
    const basis = eigenbasis(fisher(residuals, start, { spec: lcdmSpec }));
    const fit = minimize((z: Arr) => residuals(basis.toTree(z)).square().sum(), basis.origin);
    expect(fit.status).toBe("converged");
    // As close as chi-squared of 46 and its rounding allow.
    expect(Math.abs(fit.value - best.value)).toBeLessThan(1e-8);
    expect(fit.evaluations.gradient).toBeLessThan(20);
  });
});
