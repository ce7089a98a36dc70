/** LCDM fitted to the shipped data meets its reference optimum by both methods. */
import { describe, expect, it } from "vitest";
import { fisher, goodnessOfFit, leastSquares, minimize } from "fluxion/inference";
import { lcdmObjective, lcdmSpec } from "fluxion/models/cosmology";
import { loadDesiDr2, loadPlanck2018, loadUnion3 } from "fluxion/models/cosmology/data";

const names = ["H0", "Om0", "Obh2", "ns"] as const;
/** Reference optima, computed with complex-step derivatives in float64; every quoted digit is significant. */
const joint = {
  params: { H0: 68.7959782, Om0: 0.298971101, Obh2: 0.0225594139, ns: 0.971658438 },
  chi2: 46.2478676953,
};
const objective = lcdmObjective({ cmb: loadPlanck2018(), bao: loadDesiDr2(), sn: loadUnion3() });
const cmb = lcdmObjective({ cmb: loadPlanck2018() });

const methods = {
  "gauss-newton": (start: Record<(typeof names)[number], number>) =>
    leastSquares(objective.residuals, start, { spec: lcdmSpec }),
  lbfgsb: (start: Record<(typeof names)[number], number>) => minimize(objective.chi2, start, { spec: lcdmSpec }),
};
const defaults = { H0: 67.4, Om0: 0.315, Obh2: 0.02237, ns: 0.9649 };

describe("LCDM fitted to Planck, DESI DR2 and Union3", () => {
  const starts = [
    { from: "the defaults", start: defaults },
    { from: "a point that a finite-difference fit once stopped at", start: { ...defaults, H0: 73.2, Om0: 0.253 } },
    { from: "far away", start: { H0: 40, Om0: 0.7, Obh2: 0.05, ns: 1.2 } },
    { from: "a corner of the box", start: { H0: 150, Om0: 0.99, Obh2: 0.1, ns: 1.5 } },
  ];
  for (const [name, fit] of Object.entries(methods)) {
    it.each(starts)(`${name} arrives at the reference optimum from $from`, ({ start }) => {
      const solution = fit(start);
      expect(solution.status).toBe("converged");
      expect(solution.boundsReached).toEqual([]);
      expect(solution.unconstrained).toEqual([]);
      // What is asked of every fit: 1e-8 in chi-squared, 1e-7 in parameters.
      expect(Math.abs(solution.value - joint.chi2)).toBeLessThan(1e-8);
      for (const path of names) {
        expect(Math.abs(solution.params[path].item() / joint.params[path] - 1)).toBeLessThan(1e-7);
      }
    });
  }

  it("takes few evaluations from the defaults", () => {
    // Four full Gauss-Newton steps; a quasi-Newton method has to learn the curvature first.
    expect(methods["gauss-newton"](defaults).evaluations).toEqual({ value: 5, gradient: 0, jacobian: 5 });
    expect(methods.lbfgsb(defaults).evaluations.gradient).toBeLessThan(30);
  });

  it("has the reference errors", () => {
    const { errors, paths, nullDirections } = fisher(objective.residuals, joint.params, { spec: lcdmSpec });
    const error = (path: string): number => errors[paths.indexOf(path)]!;
    expect(nullDirections).toEqual([]);
    // To the digits of the reference.
    expect(error("H0")).toBeCloseTo(0.3013602, 7);
    expect(error("Om0")).toBeCloseTo(0.00370343, 8);
    expect(error("Obh2")).toBeCloseTo(0.00012336, 8);
    expect(error("ns")).toBeCloseTo(0.00324459, 8);
  });

  it("has the reference statistics", () => {
    const { dof, aic, bic, probability } = goodnessOfFit(joint.chi2, objective.count, 4);
    expect([objective.count, dof]).toEqual([38, 34]);
    expect(aic).toBeCloseTo(54.2478676953, 9);
    expect(bic).toBeCloseTo(60.7982123342, 9);
    expect(probability!).toBeCloseTo(0.0784185602, 9);
  });

  it("gives the same bits twice", () => {
    for (const fit of Object.values(methods)) {
      const [once, twice] = [fit(defaults), fit(defaults)];
      expect(Array.from(twice.state.point)).toEqual(Array.from(once.state.point));
      expect(twice.history).toEqual(once.history);
    }
  });
});

describe("LCDM fitted to the Planck distance prior alone", () => {
  const exact = { H0: 67.4812626147844, Om0: 0.316348736351748, Obh2: 0.02236, ns: 0.9649 };

  it("solves four numbers with four parameters", () => {
    const byResiduals = leastSquares(cmb.residuals, lcdmSpec.defaults, { spec: lcdmSpec });
    const byGradient = minimize(cmb.chi2, lcdmSpec.defaults, { spec: lcdmSpec });
    for (const solution of [byResiduals, byGradient]) {
      expect(solution.status).toBe("converged");
      expect(solution.value).toBeLessThan(1e-15);
      // Chi-squared below 1e-15 leaves 3e-8 of an error, some 3e-10 of a parameter.
      for (const path of names) expect(Math.abs(solution.params[path].item() / exact[path] - 1)).toBeLessThan(1e-9);
    }
  });

  it("finds the optimum of two parameters, the others fixed", () => {
    const free = ["H0", "Om0"];
    const byResiduals = leastSquares(cmb.residuals, lcdmSpec.defaults, { spec: lcdmSpec, free });
    const byGradient = minimize(cmb.chi2, lcdmSpec.defaults, { spec: lcdmSpec, free });
    for (const solution of [byResiduals, byGradient]) {
      expect(solution.params.H0.item() / 67.5024601203862 - 1).toBeCloseTo(0, 8);
      expect(solution.params.Om0.item() / 0.316118060324295 - 1).toBeCloseTo(0, 8);
      expect(solution.value).toBeCloseTo(0.0056372963526688, 12);
      expect(solution.params.ns.item()).toBe(0.9649);
    }
  });

  it("converges from the optimum in at most three evaluations", () => {
    const byResiduals = leastSquares(cmb.residuals, exact, { spec: lcdmSpec });
    const byGradient = minimize(cmb.chi2, exact, { spec: lcdmSpec });
    expect(byResiduals.evaluations.jacobian).toBe(1);
    expect(byGradient.evaluations.gradient).toBeLessThanOrEqual(3);
    expect([byResiduals.status, byGradient.status]).toEqual(["converged", "converged"]);
  });

  it("has the reference errors and correlations", () => {
    const { errors, paths, correlation } = fisher(cmb.residuals, lcdmSpec.defaults, { spec: lcdmSpec });
    const at = (path: string): number => paths.indexOf(path);
    const optimum = fisher(cmb.residuals, exact, { spec: lcdmSpec });
    // The published errors belong to the optimum; ns and Obh2 are measured directly, anywhere.
    expect(errors[at("Obh2")]).toBeCloseTo(0.00015, 12);
    expect(optimum.errors[at("H0")]).toBeCloseTo(0.6230445713, 9);
    expect(optimum.errors[at("Om0")]).toBeCloseTo(0.0084692282, 9);
    expect(optimum.errors[at("ns")]).toBeCloseTo(0.0043, 12);
    const rows = optimum.correlation.toNested() as number[][];
    expect(correlation.shape).toEqual([4, 4]);
    expect(rows[at("H0")]![at("Om0")]).toBeCloseTo(-0.99237771, 8);
    expect(rows[at("H0")]![at("Obh2")]).toBeCloseTo(0.73836154, 8);
    expect(rows[at("H0")]![at("ns")]).toBeCloseTo(0.73053438, 8);
    expect(rows[at("Om0")]![at("Obh2")]).toBeCloseTo(-0.66258286, 8);
    expect(rows[at("Om0")]![at("ns")]).toBeCloseTo(-0.73988805, 8);
  });
});
