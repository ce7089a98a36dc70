/** Distances and rates: universes with closed forms, the reference table, other codes, and smoothness through flatness. */

import { add, type Arr, array, checkGrads, grad, hessian, jit, mul, quadrature } from "fluxion";
import {
  type Background,
  comovingDistance,
  cosmologicalConstant,
  curvature,
  distances,
  expansion,
  hubbleDistance,
  lcdm,
  lcdmCosmology,
  lcdmSpec,
  matter,
  radiation,
  transverseDistance,
} from "fluxion/models/cosmology";
import { describe, expect, it } from "vitest";
import { curvatureFactor } from "../../../models/cosmology/curvature.ts";
import { expectRelative } from "../../support/relative.ts";

const c = 299792.458;
const params = { H0: 67.4, Om0: 0.315, Obh2: 0.02237, ns: 0.9649 };
const redshift = array([0.1, 0.5, 1, 2, 2.33]);

// A panel of up to 40 nodes and a handful of operations: a few units in the last place of its sum, and as many again.
const rounding = 5e-15;

describe("universes with closed forms", () => {
  const H0 = 70;
  const z = array([0.01, 0.5, 1, 3, 20, 1090]);
  const zs = Array.from(z.toArray());

  it("Einstein-de Sitter: D_C = 2 c / H0 (1 - 1 / sqrt(1 + z))", () => {
    const background: Background = { H0, Ok0: 0, components: [matter(1)] };
    const expected = zs.map((value) => ((2 * c) / H0) * -Math.expm1(-0.5 * Math.log1p(value)));
    expectRelative(comovingDistance(background, z), expected, rounding);
    expectRelative(transverseDistance(background, z), expected, rounding);
  });

  it("de Sitter: D_C = c z / H0", () => {
    const background: Background = { H0, Ok0: 0, components: [cosmologicalConstant(1)] };
    expectRelative(
      comovingDistance(background, z),
      zs.map((value) => (c / H0) * value),
      rounding,
    );
  });

  it("radiation alone: D_C = c / H0 z / (1 + z)", () => {
    const background: Background = { H0, Ok0: 0, components: [radiation(1)] };
    expectRelative(
      comovingDistance(background, z),
      zs.map((value) => ((c / H0) * value) / (1 + value)),
      rounding,
    );
  });

  it("Milne, empty and open: D_M = c / H0 sinh(ln(1 + z))", () => {
    const background: Background = { H0, Ok0: 1, components: [curvature(1)] };
    // ln(21)^2 = 9.3 lies in the range of the curvature series, ln(1091)^2 = 49 beyond it.
    expectRelative(
      transverseDistance(background, array(zs.slice(0, 5))),
      zs.slice(0, 5).map((value) => (c / H0) * Math.sinh(Math.log1p(value))),
      rounding,
    );
  });

  it("closed, Om0 = 2: D_M = c / H0 sin(psi), Mattig (1958)", () => {
    const background: Background = { H0, Ok0: -1, components: [matter(2), curvature(-1)] };
    const Om0 = 2;
    const mattig = (value: number) =>
      ((2 * c) / H0) * ((Om0 * value + (Om0 - 2) * (Math.sqrt(1 + Om0 * value) - 1)) / (Om0 ** 2 * (1 + value)));
    expectRelative(transverseDistance(background, array([0.1, 0.5, 1, 3])), [0.1, 0.5, 1, 3].map(mattig), rounding);
  });
});

describe("LCDM at the default parameters", () => {
  const { background } = lcdmCosmology(params);
  const observed = lcdm(params, { redshift }).distances;

  // 14 to 15 digits are printed.
  const printed = 2e-14;

  it("has the reference distances", () => {
    const H = [70.827993917423, 89.1235614173204, 120.688902487068, 204.404940690883, 236.64902894818];
    const DM = [434.106899750743, 1951.29088839209, 3400.93616813586, 5311.1708774762, 5760.92884398335];
    expectRelative(observed.hubbleRate, H, printed);
    expectRelative(
      observed.hubbleDistance,
      H.map((rate) => c / rate),
      printed,
    );
    expectRelative(observed.transverse, DM, printed);
    const DV = [430.463546691534, 1857.00925945103, 3062.78686210401, 4357.59254636389, 4609.83774745163];
    expectRelative(observed.volumeAveraged, DV, printed);
    const modulus = [38.3949468689199, 42.3320663783009, 44.1631423821962, 46.0115576450803, 46.4146837229246];
    expectRelative(observed.modulus, modulus, printed);
    const x = [1.1, 1.5, 2, 3, 3.33];
    expectRelative(
      observed.luminosity,
      DM.map((distance, i) => distance * x[i]!),
      printed,
    );
    expectRelative(
      observed.angularDiameter,
      DM.map((distance, i) => distance / x[i]!),
      printed,
    );
  });

  it("has the reference distances with curvature", () => {
    const open = [433.905595464558, 1948.11838959015, 3394.31375052686, 5304.95225932333, 5756.27307466682];
    const closed = [434.30858257353, 1954.48485868186, 3407.60975660598, 5317.37007274748, 5765.51902637688];
    expectRelative(lcdm({ ...params, Ok0: 0.01 }, { redshift }).distances.transverse, open, printed);
    expectRelative(lcdm({ ...params, Ok0: -0.01 }, { redshift }).distances.transverse, closed, printed);
  });

  it("expands as it should", () => {
    expectRelative(expansion(background, array([0, 1, 1090])), [1, 1.79063653541644, 23223.3778866964], printed);
    expectRelative(hubbleDistance(background, 0), c / 67.4, printed);
  });

  it("measures low redshifts with fewer nodes as well as with many", () => {
    const high = array([0.001, 0.5, 1.4, 2.33, 9.9, 1090]);
    for (const Om0 of [0.01, 0.05, 0.3, 0.99]) {
      const universe = lcdmCosmology({ ...params, Om0 }).background;
      const together = Array.from(transverseDistance(universe, high).toArray());
      // One by one each takes the rule for its own length; together the highest decides.
      const apart = Array.from(high.toArray()).map((z) => transverseDistance(universe, z).item());
      // Far from observed densities the longest panel itself is good to 2e-13.
      expectRelative(apart, together, Om0 < 0.1 ? 2e-13 : rounding);
      expectRelative(
        together,
        Array.from(high.toArray()).map((z) => inPieces(universe, z)),
        Om0 < 0.1 ? 2e-13 : rounding,
      );
    }
  });

  it("gives the same on a grid as on a list, and compiled as evaluated", () => {
    const list = distances(background, array([0.5, 1, 2, 2.2]));
    const grid = distances(
      background,
      array([
        [0.5, 1],
        [2, 2.2],
      ]),
    );
    expect(grid.transverse.reshape(4)).toEqual(list.transverse);
    const compiled = jit((z: Arr) => distances(background, z).transverse)(array([0.5, 1, 2, 2.2]));
    // The redshift is not known in advance there, so that 40 nodes are taken instead of 16.
    expectRelative(compiled, Array.from(list.transverse.toArray()), rounding);
  });
});

describe("other codes", () => {
  it("meets astropy 5.2.1 with its photon and neutrino densities", () => {
    const [Om0, Og0, On0] = [0.315, 5.44377279168e-5, 3.76583265929e-5];
    const Or0 = Og0 + On0;
    const background: Background = {
      H0: 67.4,
      Ok0: 0,
      components: [matter(Om0), radiation(Or0), cosmologicalConstant(1 - Om0 - Or0)],
    };
    // astropy integrates adaptively to 1.5e-8 absolute at worst; its printed digits agree to 1e-9.
    expectRelative(
      comovingDistance(background, array([0.5, 1, 2, 1089.853208644704])),
      [1951.2907324133, 3400.9356378351, 5311.1694097312, 13864.264778],
      1e-9,
    );
  });
});

describe("curvature", () => {
  it("is sinh and sin of the path, one function through zero", () => {
    const y = [1e-12, 1e-4, 0.5, 3, 14, 20];
    expectRelative(
      curvatureFactor(array(y)),
      y.map((value) => Math.sinh(Math.sqrt(value)) / Math.sqrt(value)),
      rounding,
    );
    const closed = y.slice(0, 5).map((value) => Math.sin(Math.sqrt(value)) / Math.sqrt(value));
    // Terms of size sinh(sqrt 14) / sqrt 14 = 5.6 cancel to -0.15 at the end: fifty times the rounding.
    expectRelative(curvatureFactor(array(y.slice(0, 5)).neg()), closed, 50 * rounding);
  });

  it("has the derivatives of its series at zero: 1/6, 1/60", () => {
    const slope = grad((y: Arr) => curvatureFactor(y));
    expectRelative(slope(0), 1 / 6, rounding);
    expectRelative(grad((y: Arr) => slope(y))(0), 1 / 60, rounding);
  });

  const distance = (Ok0: Arr) => lcdm({ ...params, Ok0 }, { redshift: 2 }).distances.transverse;

  it("leaves a flat universe exactly as it is", () => {
    expect(distance(array(0)).item()).toBe(lcdm(params, { redshift: 2 }).distances.transverse.item());
    expect(jit(distance, { target: "reference" })(0).item()).toBe(distance(array(0)).item());
  });

  it("differentiates smoothly at and beside flatness", () => {
    const slope = grad(distance);
    const [below, at, above] = [-1e-9, 0, 1e-9].map((Ok0) => slope(Ok0).item());
    // The second derivative is about 100 times smaller than what would show over 2e-9.
    expectRelative(below!, at!, 1e-8);
    expectRelative(above!, at!, 1e-8);
    // By hand: dE^2/dOk0 = x^2 - 1 and S'(0) = 1/6, with s = D_C / D_h.
    const { background } = lcdmCosmology(params);
    const { nodes, weights } = quadrature.gaussLegendre(64);
    const z = add(nodes, 1);
    const integrand = mul(expansion(background, z).pow(-3), z.add(1).square().sub(1)).mul(-0.5);
    const s = comovingDistance(background, 2).item() / (c / 67.4);
    expectRelative(at!, (c / 67.4) * (integrand.mul(weights).sum().item() + s ** 3 / 6), 1e-13);
    checkGrads(distance, [0], { order: 2 });
    checkGrads(distance, [0.01], { order: 2 });
  });

  it("has a finite Hessian in curvature and matter at flatness", () => {
    const second = hessian(
      (p: { Om0: Arr; Ok0: Arr }) => lcdm({ ...params, ...p }, { redshift: 2 }).distances.transverse,
    );
    const { Om0, Ok0 } = second({ Om0: 0.315, Ok0: 0 });
    expect(Number.isFinite(Ok0.Ok0.item())).toBe(true);
    expectRelative(Om0.Ok0, Ok0.Om0.item(), 1e-12);
  });
});

describe("lcdmSpec", () => {
  it("has the documented parameters", () => {
    const written = lcdmSpec.leaves;
    expect(written.map(({ path, lower, upper, default: value, unit }) => [path, lower, upper, value, unit])).toEqual([
      ["H0", 20, 150, 67.4, "km/s/Mpc"],
      ["Om0", 0.01, 0.99, 0.315, ""],
      ["Obh2", 0.005, 0.1, 0.02237, ""],
      ["ns", 0.5, 1.5, 0.9649, ""],
    ]);
    expect(() => lcdmSpec.check({ ...params, H0: 10 })).toThrow(
      "Parameter H0=10 outside physical bounds [20, 150] for lcdm model",
    );
  });
});

/** D_C [Mpc] summed over eight panels of 64 nodes each in u = ln(1 + z), in plain arithmetic. */
function inPieces(background: Background, z: number): number {
  const { nodes, weights } = quadrature.gaussLegendre(64);
  const [t, w] = [nodes.toArray(), weights.toArray()];
  const half = Math.log1p(z) / 16;
  let path = 0;
  for (let piece = 0; piece < 8; piece++) {
    const x = Float64Array.from(t, (node) => Math.exp(half * (2 * piece + 1 + node)));
    const E = expansion(background, array(x).sub(1)).toArray();
    x.forEach((value, i) => (path += (w[i]! * half * value) / E[i]!));
  }
  return (c / 67.4) * path;
}
