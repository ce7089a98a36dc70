/** Best fits of LCDM to Planck, DESI and Union3, by Gauss-Newton and by a quasi-Newton method, against published digits. */

import { array } from "fluxion";
import { fisher, goodnessOfFit, lbfgsb, leastSquares, minimize, unwrap } from "fluxion/inference";
import { type CosmologyObjective, lcdmObjective, type LcdmParams, lcdmSpec } from "fluxion/models/cosmology";
import { loadDesiDr2, loadPlanck2018, loadUnion3 } from "fluxion/models/cosmology/data";
import { describe, expect, it } from "vitest";
import { expectRelative } from "../../support/relative.ts";

const cmb = loadPlanck2018();
const bao = loadDesiDr2();
const sn = loadUnion3();
const spec = lcdmSpec;

const numbers = (p: LcdmParams) => [p.H0.item(), p.Om0.item(), p.Obh2.item(), p.ns.item()];
type Residuals = Pick<CosmologyObjective<LcdmParams>, "residuals">;
const bestFit = ({ residuals }: Residuals, free?: readonly string[]) =>
  unwrap(leastSquares(residuals, spec.defaults, { spec, ...(free === undefined ? {} : { free }) }));

describe("Planck alone", () => {
  const objective = lcdmObjective({ cmb });

  it("fits four numbers with four parameters exactly", () => {
    const fit = bestFit(objective);
    expect(fit.value).toBeLessThan(1e-15);
    // Two of the directions are degenerate to 1 - 0.992: chi-squared below 1e-15 holds them to 3e-8 of 1 % errors.
    expectRelative(numbers(fit.params), [67.4812626147844, 0.316348736351748, 0.02236, 0.9649], 1e-9);
  });

  it("has the reference Fisher errors and correlations", () => {
    const { params } = bestFit(objective);
    const { standardErrors, correlation, paths } = fisher(objective.residuals, params, { spec });
    // Digits as printed; 0.00015 and 0.0043 are those of the prior itself.
    expectRelative(numbers(standardErrors), [0.6230445713, 0.0084692282, 0.00015, 0.0043], 1e-8);
    const between = (a: string, b: string) => correlation.slice(paths.indexOf(a), paths.indexOf(b)).item();
    expectRelative(
      [between("H0", "Om0"), between("H0", "Obh2"), between("H0", "ns"), between("Om0", "Obh2"), between("Om0", "ns")],
      [-0.99237771, 0.73836154, 0.73053438, -0.66258286, -0.73988805],
      1e-8,
    );
  });

  it("fits H0 and Om0 with the others held", () => {
    const fit = bestFit(objective, ["H0", "Om0"]);
    expectRelative(fit.value, 0.0056372963526688, 1e-8);
    expectRelative(numbers(fit.params), [67.5024601203862, 0.316118060324295, 0.02237, 0.9649], 1e-8);
  });

  it("keeps its best fit and widens its errors when the covariance is scaled", () => {
    const scaled = lcdmObjective({ cmb }, { covarianceScale: 1.2 });
    const [plain, wide] = [bestFit(objective), bestFit(scaled)];
    expectRelative(numbers(wide.params), numbers(plain.params), 1e-9);
    const errors = (which: Residuals, p: LcdmParams) => numbers(fisher(which.residuals, p, { spec }).standardErrors);
    expectRelative(
      errors(scaled, plain.params).map((error, i) => error / errors(objective, plain.params)[i]!),
      [1, 1, 1, 1].map(() => 1.0954451150103),
      1e-12,
    );
  });
});

describe("Planck, DESI DR2 and Union3 together", () => {
  const objective = lcdmObjective({ cmb, bao, sn });
  const best = [68.7959782, 0.298971101, 0.0225594139, 0.971658438];

  it("has the reference best fit, chi-squared and errors", () => {
    const fit = bestFit(objective);
    // 1e-7 in parameters and 1e-8 in chi-squared: one unit of the last digit printed.
    expectRelative(numbers(fit.params), best, 1e-8);
    expectRelative(fit.value, 46.2478676953, 1e-11);
    const { cmb: first, bao: second, sn: third } = objective.chi2ByBlock(fit.params);
    expectRelative([first.item(), second.item(), third.item()], [4.51391889, 12.91649042, 28.81745839], 1e-7);
    const errors = numbers(fit.standardErrors()).map((error, i) => error.toFixed(i === 0 ? 7 : 8));
    expect(errors).toEqual(["0.3013602", "0.00370343", "0.00012336", "0.00324459"]);
    expect(fit.boundsReached).toEqual([]);
    // Gauss-Newton needs a handful of steps from the defaults.
    expect(fit.steps).toBeLessThanOrEqual(6);
  });

  it("has the reference statistics", () => {
    const { value } = bestFit(objective);
    const { dof, aic, bic, probability } = goodnessOfFit(value, objective.count, 4);
    expect(dof).toBe(34);
    expect(objective.degreesOfFreedom(4)).toBe(34);
    expectRelative([aic, bic, probability!], [54.2478676953, 60.7982123342, 0.0784185602], 2e-9);
  });

  it("is found by the quasi-Newton method too", () => {
    const fit = unwrap(minimize(objective.chi2, spec.defaults, { spec, method: lbfgsb() }));
    expectRelative(fit.value, 46.2478676953, 1e-11);
    // The minimum is flat: chi-squared to 1e-11 leaves 1e-5 of a standard error, which is 1e-7 of the parameter.
    expectRelative(numbers(fit.params), best, 1e-7);
  });

  it("is found from far away", () => {
    const start = { H0: array(50), Om0: array(0.6), Obh2: array(0.03), ns: array(0.8) };
    const fit = unwrap(leastSquares(objective.residuals, start, { spec }));
    expectRelative(numbers(fit.params), best, 1e-8);
  });

  it("has the reference best fit with the accurate drag redshift", () => {
    const fit = bestFit(lcdmObjective({ cmb, bao, sn }, { drag: "AAN21" }));
    expectRelative(numbers(fit.params), [68.540802135, 0.302249466168, 0.022522240047, 0.970347847068], 1e-8);
    expectRelative(fit.value, 43.0857590164, 1e-11);
  });

  it("repeats to the bit", () => {
    const [first, second] = [bestFit(objective), bestFit(lcdmObjective({ cmb, bao, sn }))];
    expect(numbers(second.params)).toEqual(numbers(first.params));
    expect(second.value).toBe(first.value);
  });
});

describe("Union3 alone", () => {
  const objective = lcdmObjective({ sn });

  it("measures Om0", () => {
    const fit = bestFit(objective, ["Om0"]);
    expectRelative(fit.params.Om0, 0.355766298, 1e-8);
    expectRelative(fit.value, 23.9616756523, 1e-11);
    expect(fit.standardErrors().Om0.item().toFixed(7)).toBe("0.0266892");
  });

  it("does not see Obh2 and ns, and hardly H0", () => {
    const { nullDirections, errors, paths } = fisher(objective.residuals, spec.defaults, { spec });
    expect(nullDirections.length).toBeGreaterThanOrEqual(2);
    expect(errors[paths.indexOf("ns")]).toBe(Infinity);
  });
});
