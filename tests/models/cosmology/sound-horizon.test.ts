/** Decoupling, drag and the sound horizon: reference values, a closed form, and gradients of the observables. */

import { type Arr, grad, quadrature } from "fluxion";
import {
  acousticScales,
  type Background,
  dragFits,
  dragHorizon,
  type DragName,
  dragRedshift,
  lcdm,
  lcdmCosmology,
  lcdmDerived,
  type LcdmParams,
  lcdmSpec,
  matter,
  photonDensity,
  physicalDensity,
  radiation,
  recombinationFits,
  type RecombinationName,
  soundHorizon,
} from "fluxion/models/cosmology";
import { describe, expect, it } from "vitest";
import { expectRelative } from "../../support/relative.ts";

const params = lcdmSpec.defaults;
const universe = lcdmCosmology(params);

// 15 to 16 digits are printed; the fits are chains of powers, the integrals sums of 16 and 32 terms.
const printed = 2e-14;

describe("at the default parameters", () => {
  it("decouples where the fits say", () => {
    const at = (name: RecombinationName) => acousticScales(universe, name).redshift;
    expectRelative(at("PLANCK18"), 1089.853208644704, printed);
    expectRelative(at("HS96"), 1091.915227098537, printed);
    expectRelative(at("EH98"), 1061.552922031244, printed);
    expectRelative(at("AAN21"), 1088.8504196268, printed);
  });

  it("has the reference scales at decoupling", () => {
    const { distance, horizon, shift, multipole } = acousticScales(universe);
    expectRelative(distance, 13864.36758877625, printed);
    expectRelative(horizon, 144.2998517413425, printed);
    expectRelative(shift, 1.749421803296676, printed);
    expectRelative(multipole, 301.8450458399805, printed);
    const open = acousticScales(lcdmCosmology({ ...params, Ok0: 0.01 }));
    const closed = acousticScales(lcdmCosmology({ ...params, Ok0: -0.01 }));
    expectRelative(open.distance, 14054.9345086626, printed);
    expectRelative(closed.distance, 13673.0748619665, printed);
  });

  it("has the reference sound horizon at the drag epoch", () => {
    const expected: readonly (readonly [DragName, number, number])[] = [
      ["PBUF9", 1065.112208036582, 146.4832805068581],
      ["EH98", 1020.723963491581, 150.5871707066429],
      ["AAN21", 1059.90159205004, 146.952347664394],
    ];
    for (const [name, redshift, horizon] of expected) {
      expectRelative(dragRedshift(universe, name), redshift, printed);
      expectRelative(dragHorizon(universe, name), horizon, printed);
    }
  });

  it("lies near Boltzmann codes: r_d within 0.3 % of CAMB, 0.04 % by the accurate fit", () => {
    const camb = 146.90836975;
    expectRelative(dragHorizon(universe, "PBUF9"), camb, 3e-3);
    expectRelative(dragHorizon(universe, "AAN21"), camb, 4e-4);
  });

  it("reports derived quantities", () => {
    const derived = lcdmDerived(params);
    expectRelative(derived.Or0, 9.194679788058361e-5, printed);
    expectRelative(derived.OL0, 0.684908053202119, printed);
    expectRelative(derived.theta100, 1.040796493726543, printed);
    expectRelative(derived.Omh2, 0.315 * 0.674 ** 2, printed);
    expectRelative(derived.Ob0, 0.02237 / 0.674 ** 2, printed);
    expectRelative(derived.zStar, 1089.853208644704, printed);
    expectRelative(derived.rStar, 144.2998517413425, printed);
    expectRelative(derived.distanceStar, 13864.36758877625, printed);
    expectRelative(derived.zDrag, 1065.112208036582, printed);
    expectRelative(derived.rDrag, 146.4832805068581, printed);
    expectRelative(lcdmDerived(params, { drag: "AAN21" }).rDrag, 146.952347664394, printed);
  });
});

describe("soundHorizon", () => {
  it("has its closed form before the cosmological constant counts (Eisenstein & Hu 1998, eq. 6)", () => {
    const [H0, Om0, Obh2] = [67.4, 0.315, 0.02237];
    const photons = photonDensity(2.7255);
    const Or0 = 1.68 * (photons.item() / 0.674 ** 2);
    const background: Background = { H0, Ok0: 0, components: [matter(Om0), radiation(Or0)] };
    const cosmology = {
      background,
      matter: physicalDensity(Om0, H0),
      baryons: Obh2,
      photons,
      spectralIndex: 0.9649,
    };
    const z = 1060;
    const perScale = (0.75 * Obh2) / photons.item();
    const [R, equality] = [perScale / (1 + z), (perScale * Or0) / Om0];
    const wavenumber = (H0 / 299792.458) * Math.sqrt((2 * Om0 * Om0) / Or0);
    const closed =
      (2 / (3 * wavenumber)) *
      Math.sqrt(6 / equality) *
      Math.log((Math.sqrt(1 + R) + Math.sqrt(R + equality)) / (1 + Math.sqrt(equality)));
    expectRelative(soundHorizon(cosmology, z), closed, printed);
  });

  it("is converged in the box of the parameters", () => {
    for (const Om0 of [0.01, 0.3, 0.99]) {
      for (const Obh2 of [0.005, 0.1]) {
        const cosmology = lcdmCosmology({ ...params, Om0, Obh2 });
        // Sixteen panels of 64 nodes over the range of a, in plain arithmetic.
        const { nodes, weights } = quadrature.gaussLegendre(64);
        const [t, w] = [nodes.toArray(), weights.toArray()];
        const { Or0, OL0 } = lcdmDerived({ ...params, Om0, Obh2 });
        const [radiationToday, lambda] = [Or0.item(), OL0.item()];
        const loading = (0.75 * Obh2) / photonDensity(2.7255).item();
        const half = 1 / 1061 / 32;
        let path = 0;
        for (let piece = 0; piece < 16; piece++) {
          t.forEach((node, i) => {
            const a = half * (2 * piece + 1 + node);
            const squared = radiationToday + Om0 * a + lambda * a ** 4;
            path += (w[i]! * half) / Math.sqrt(3 * squared * (1 + loading * a));
          });
        }
        expectRelative(soundHorizon(cosmology, 1060), (299792.458 / 67.4) * path, printed);
      }
    }
  });

  it("is the default of the predicted observables", () => {
    const { shift, multipole, dragHorizon: ruler } = lcdm(params, { redshift: 1 });
    expectRelative(shift, 1.749421803296676, printed);
    expectRelative(multipole, 301.8450458399805, printed);
    expectRelative(ruler, 146.4832805068581, printed);
  });
});

describe("gradients of the observables, d/d(H0, Om0, Obh2)", () => {
  const scales = (p: LcdmParams) => acousticScales(lcdmCosmology(p));
  const cases: readonly (readonly [string, (p: LcdmParams) => Arr, readonly number[]])[] = [
    ["R", (p) => scales(p).shift, [0.00024498251897363, 0.56362993834646, -0.0047107126681298]],
    ["l_A", (p) => scales(p).multipole, [-2.1623715197929, -138.61292129382, 1264.1664759792]],
    ["r_s(z*)", (p) => scales(p).horizon, [-1.0869981796096, -116.29155120504, -604.73518599368]],
    ["D_M(z*)", (p) => scales(p).distance, [-203.76126877448, -17540.101048255, -37.332935895152]],
    // By hand: z* goes as H0^0.02 Om0^0.01 Obh2^-0.004.
    [
      "z*",
      (p) => scales(p).redshift,
      [0.02 / 67.4, 0.01 / 0.315, -0.004 / 0.02237].map((power) => 1089.853208644704 * power),
    ],
    [
      "r_d by EH98",
      (p) => dragHorizon(lcdmCosmology(p), "EH98"),
      [-1.1642132706896, -124.5523402936, -887.30788715742],
    ],
  ];

  it.each(cases)("%s", (_name, observable, expected) => {
    const { H0, Om0, Obh2, ns } = grad(observable)(params);
    // 14 digits are printed, the smaller ones differences of terms a hundred times larger.
    expectRelative([H0.item(), Om0.item(), Obh2.item()], expected, 1e-11);
    expect(ns.item()).toBe(0);
  });
});

it("names every fit once", () => {
  expect(Object.keys(dragFits).sort()).toEqual(["AAN21", "EH98", "PBUF9"]);
  expect(Object.keys(recombinationFits).sort()).toEqual(["AAN21", "EH98", "HS96", "PLANCK18"]);
});
