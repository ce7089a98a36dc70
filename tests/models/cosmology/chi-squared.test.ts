/** Chi-squared of Planck, DESI and Union3: values, gradients and Hessians against references, block by block. */

import {
  type Arr,
  array,
  checkGrads,
  grad,
  hessian,
  jacobian,
  jit,
  matMul,
  stack,
  valueAndGrad,
  linalg,
} from "fluxion";
import {
  acousticScales,
  cosmologyObjective,
  lcdm,
  lcdmCosmology,
  lcdmObjective,
  type LcdmParams,
  lcdmSpec,
  type ObjectiveOptions,
} from "fluxion/models/cosmology";
import { loadDesiDr2, loadPlanck2018, loadUnion3 } from "fluxion/models/cosmology/data";
import { describe, expect, it } from "vitest";
import { expectRelative } from "../../support/relative.ts";

const params = lcdmSpec.defaults;
const cmb = loadPlanck2018();
const bao = loadDesiDr2();
const sn = loadUnion3();
const everything = lcdmObjective({ cmb, bao, sn });

// Residuals of 1e-4 of the observables leave chi-squared 1e4 roundings, and the covariance of the prior (condition 6e5) mixes
// them: 1e-11 of what is printed with 13 to 16 digits.
const printed = 1e-11;

const cmbChi2 = (options: ObjectiveOptions = {}) => lcdmObjective({ cmb }, options).chi2;
const numbers = (p: LcdmParams) => [p.H0.item(), p.Om0.item(), p.Obh2.item(), p.ns.item()];

type Curved = LcdmParams & { readonly Ok0: Arr };
const curvedChi2 = cosmologyObjective((p: Curved) => lcdmCosmology(p), { cmb }).chi2;

describe("the microwave background", () => {
  it("has the reference chi-squared under every fit for z*", () => {
    expectRelative(cmbChi2()(params), 22.79262070784375, printed);
    expectRelative(cmbChi2({ recombination: "HS96" })(params), 91.4483773881917, printed);
    expectRelative(cmbChi2({ recombination: "EH98" })(params), 3736.18785515448, printed);
    expectRelative(cmbChi2({ recombination: "AAN21" })(params), 6.0062328737, printed);
  });

  it("has the reference chi-squared elsewhere", () => {
    const planck = { H0: array(67.36), Om0: array(0.3153), Obh2: array(0.02237), ns: array(0.9649) };
    expectRelative(cmbChi2()(planck), 28.2813699091577, printed);
    expectRelative(curvedChi2({ ...params, Ok0: array(0.01) }), 3031.92234373582, printed);
    expectRelative(curvedChi2({ ...params, Ok0: array(-0.01) }), 2113.61824791555, printed);
  });

  it("has the reference chi-squared of the three-parameter form of the prior", () => {
    const { shift, multipole } = acousticScales(lcdmCosmology(params));
    const residual = stack([shift, multipole, params.Obh2]).sub(array([1.750235, 301.4707, 0.02235976]));
    const inverse = array([
      [94392.3971, -1360.4913, 1664517.2916],
      [-1360.4913, 161.4349, 3671.618],
      [1664517.2916, 3671.618, 79719182.5162],
    ]);
    expectRelative(matMul(residual, matMul(inverse, residual)), 23.52216884915172, printed);
  });

  it("has the reference gradient and Hessian", () => {
    const chi2 = cmbChi2();
    const expected = [-258.51026572993, -17201.37315094, 153157.53764465, -70.879731276971];
    expectRelative(numbers(grad(chi2)(params)), expected, printed);
    const { H0, Om0, Obh2, ns } = hessian(chi2)(params);
    // 10 to 12 digits are printed.
    const tolerance = 1e-10;
    expectRelative(numbers(H0), [1478.31710712, 97661.46297, -878586.721801, -301.985096], tolerance * 30);
    expectRelative(numbers(Om0), [97661.46297, 6608545.0262, -56123112.306, 74931.20942], tolerance);
    expectRelative(numbers(Obh2), [-878586.721801, -56123112.306, 681397099.24, 550946.8153], tolerance);
    expectRelative(numbers(ns), [-301.985096, 74931.20942, 550946.8153, 239933.373763], tolerance * 30);
  });

  it("is smooth in curvature at flatness and beside it", () => {
    const slope = (Ok0: number) => grad(curvedChi2)({ ...params, Ok0: array(Ok0) });
    const flat = slope(0);
    expectRelative(numbers(flat), numbers(grad(cmbChi2())(params)), printed);
    const { Ok0: bend } = hessian(curvedChi2)({ ...params, Ok0: array(0) });
    for (const Ok0 of [1e-9, -1e-9]) {
      const beside = slope(Ok0);
      const moved = [...numbers(flat), flat.Ok0.item()].map(
        (value, i) => value + Ok0 * [...numbers(bend), bend.Ok0.item()][i]!,
      );
      expectRelative([...numbers(beside), beside.Ok0.item()], moved, 1e-10);
    }
    checkGrads(curvedChi2, [{ ...params, Ok0: array(0) }]);
  });

  it("scales as one over the covariance", () => {
    expectRelative(cmbChi2({ covarianceScale: 1.2 })(params), 18.9938505898698, printed);
    const scaled = lcdmObjective({ cmb, bao, sn }, { covarianceScale: 1.2 });
    expectRelative(scaled.chi2(params), everything.chi2(params).item() / 1.2, 1e-14);
    const { sigma } = scaled.compare(params).bao;
    // sqrt(1.2) = 1.0954451150103
    expectRelative(sigma.div(everything.compare(params).bao.sigma).max(), 1.0954451150103, 1e-13);
  });
});

describe("DESI DR2", () => {
  it.each([
    ["PBUF9", 42.4389029395579, [-27.922509396215, 728.676015991, 22479.475826767]],
    ["AAN21", 31.4028473654289, [-21.849643811315, 647.253540196, 17402.685364307]],
  ] as const)("has the reference value and gradient with the drag redshift of %s", (drag, chi2, gradient) => {
    const { value, grad: slope } = valueAndGrad(lcdmObjective({ bao }, { drag }).chi2)(params);
    expectRelative(value, chi2, printed);
    // 12 digits are printed.
    expectRelative(numbers(slope), [...gradient, 0], printed);
  });
});

describe("Union3", () => {
  const { chi2, compare, residuals, count } = lcdmObjective({ sn });

  it("has the reference value, offset and gradient", () => {
    const { value, grad: slope } = valueAndGrad(chi2)(params);
    expectRelative(value, 26.395479313609, printed);
    expectRelative(compare(params).sn.offset, -0.158138596801, printed);
    const { H0, Om0, Obh2, ns } = slope;
    expectRelative(Om0, -123.494876378485, printed);
    // H0 acts through the radiation density alone: what is left of terms 1e5 times larger, printed with 10 digits.
    expectRelative(H0, 5.444847326e-4, 1e-8);
    expect([Obh2.item(), ns.item()]).toEqual([0, 0]);
  });

  it("does not see a common offset of the magnitudes", () => {
    const brighter = lcdmObjective({ sn: { ...sn, magnitude: sn.magnitude.sub(0.7) } });
    // The projection takes 0.7 / 0.01 = 70 sigma out of every residual: 1e2 roundings of residuals of 1e-4 of the magnitudes.
    expectRelative(brighter.chi2(params), chi2(params).item(), 1e-10);
    expectRelative(brighter.compare(params).sn.offset, compare(params).sn.offset.item() - 0.7, 1e-12);
  });

  it("is the minimum over the offset of the full quadratic form, A - B^2 / G", () => {
    const { observed, predicted, offset } = compare(params).sn;
    const residual = observed.sub(predicted.sub(offset));
    const { factor } = sn.covariance;
    const solveTwice = (right: Arr) =>
      linalg.triangularSolve(factor, linalg.triangularSolve(factor, right), { transposed: true });
    const [A, B, G] = [
      residual.dot(solveTwice(residual)).item(),
      residual.dot(solveTwice(array(new Float64Array(22).fill(1)))).item(),
      solveTwice(array(new Float64Array(22).fill(1)))
        .sum()
        .item(),
    ];
    // A is 60 times what remains after the subtraction.
    expectRelative(chi2(params), A - B ** 2 / G, 1e-10);
    expectRelative(offset, B / G, 1e-10);
  });

  it("counts one residual less than it has supernovae", () => {
    expect(count).toBe(21);
    expect(residuals(params).shape).toEqual([21]);
  });
});

describe("all blocks", () => {
  it("adds up", () => {
    const blocks = everything.chi2ByBlock(params);
    expectRelative(blocks.cmb, 22.79262070784375, printed);
    expectRelative(blocks.bao, 42.4389029395579, printed);
    expectRelative(blocks.sn, 26.395479313609, printed);
    expect(everything.chi2(params).item()).toBe(blocks.cmb.item() + blocks.bao.item() + blocks.sn.item());
    expectRelative(everything.residuals(params).square().sum(), everything.chi2(params).item(), 1e-14);
  });

  it("counts residuals and degrees of freedom", () => {
    expect(everything.blocks.map(({ name }) => name)).toEqual(["cmb", "bao", "sn"]);
    expect(everything.count).toBe(4 + 13 + 22 - 1);
    expect(everything.residuals(params).shape).toEqual([38]);
    expect(everything.degreesOfFreedom(4)).toBe(34);
    expect(lcdmObjective({ cmb }).degreesOfFreedom(4)).toBe(0);
  });

  it("has a gradient that is twice the Jacobian of the residuals times the residuals", () => {
    const J = jacobian(everything.residuals)(params);
    const r = everything.residuals(params);
    const slope = grad(everything.chi2)(params);
    for (const name of ["H0", "Om0", "Obh2", "ns"] as const) {
      expectRelative(slope[name], J[name].dot(r).mul(2).item(), 1e-12);
    }
    checkGrads(everything.chi2, [params]);
  });

  it("is finite with a finite gradient in every corner of the bounds", () => {
    const corner = (i: number): LcdmParams => {
      const pick = (name: keyof LcdmParams, bit: number) =>
        (((i >> bit) & 1) === 0 ? lcdmSpec.lowerBounds : lcdmSpec.upperBounds)[name];
      return { H0: pick("H0", 0), Om0: pick("Om0", 1), Obh2: pick("Obh2", 2), ns: pick("ns", 3) };
    };
    for (let i = 0; i < 16; i++) {
      const { value, grad: slope } = valueAndGrad(everything.chi2)(corner(i));
      expect([value.item(), ...numbers(slope)].every((number) => Number.isFinite(number))).toBe(true);
    }
  });

  it("compares measurements with predictions in the order of the table", () => {
    const { bao: rows } = everything.compare(params);
    const [block] = everything.blocks.filter(({ name }) => name === "bao");
    expect(block!.labels.slice(0, 3)).toEqual(["DV/rd at z = 0.295", "DM/rd at z = 0.51", "DH/rd at z = 0.51"]);
    expect(rows.observed).toEqual(bao.value);
    expectRelative(rows.predicted.add(rows.residual), Array.from(bao.value.toArray()), 1e-15);
    const { distances, dragHorizon } = lcdm(params, { redshift: array([0.295, 0.51]) });
    const expected = [
      distances.volumeAveraged.slice(0),
      distances.transverse.slice(1),
      distances.hubbleDistance.slice(1),
    ].map((distance) => distance.div(dragHorizon).item());
    // One rule of quadrature has fewer nodes than the other.
    expectRelative(rows.predicted.slice([0, 3]), expected, 1e-14);
    expectRelative(rows.sigma.slice([0, 3]), [5.78998687e-3, 2.83473742e-2, 1.8392804e-1].map(Math.sqrt), 1e-15);
  });

  it("is the same, to the bit, every time it is asked and built", () => {
    const again = lcdmObjective({ cmb: loadPlanck2018(), bao: loadDesiDr2(), sn: loadUnion3() });
    const ask = (objective: typeof everything) => {
      const { value, grad: slope } = valueAndGrad(objective.chi2)(params);
      return [value.item(), ...numbers(slope)];
    };
    expect(ask(again)).toEqual(ask(everything));
    expect(ask(everything)).toEqual(ask(everything));
    const compiled = jit(valueAndGrad(everything.chi2));
    expect(compiled(params)).toEqual(compiled(params));
    expect(compiled(params)).toEqual(jit(valueAndGrad(again.chi2))(params));
  });

  it("compiles to the same values and gradients", () => {
    const { value, grad: slope } = valueAndGrad(everything.chi2)(params);
    const compiled = jit(valueAndGrad(everything.chi2))(params);
    // Other elementary functions and another order of the sums: roundings of the observables, 1e4 times enlarged.
    expectRelative(compiled.value, value.item(), printed);
    expectRelative(numbers(compiled.grad), numbers(slope), printed);
  });

  it("says what it cannot do", () => {
    expect(() => lcdmObjective({})).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError in cosmologyObjective(): expected at least one of cmb, bao, sn, received no data.]`,
    );
    expect(() => lcdmObjective({ cmb }, { covarianceScale: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at covarianceScale in cosmologyObjective(): expected a positive number, received 0.]`,
    );
  });
});
