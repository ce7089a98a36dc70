/** Benchmark: chi-squared of flat LCDM against Planck 2018, DESI DR2 and Union3, and its gradient. */
import { jit, valueAndGrad } from "fluxion";
import { lcdmObjective, lcdmSpec } from "fluxion/models/cosmology";
import { loadDesiDr2, loadPlanck2018, loadUnion3 } from "fluxion/models/cosmology/data";
import { type Benchmark, type Contender, isPresent, type Peer } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { jaxChiSquared, jaxChiSquaredGradient } from "./peers/cosmology-jax.ts";
import { javascriptChiSquared, javascriptChiSquaredGradient, type LcdmPoint } from "./peers/cosmology-javascript.ts";
import { evaluations, microseconds } from "./units.ts";

/** Float64; predictions agree to 1e-14 and residuals are 1e-3 of them, the covariances' conditions below 1e6. */
const TOLERANCE = 1e-9;

const params = lcdmSpec.defaults;
const point: LcdmPoint = [params.H0.item(), params.Om0.item(), params.Obh2.item(), params.ns.item()];

const objective = () => lcdmObjective({ cmb: loadPlanck2018(), bao: loadDesiDr2(), sn: loadUnion3() }).chi2;

function fluxionValue(): Contender {
  const compiled = jit(objective());
  return inProcess("fluxion", TOLERANCE, () => ({ value: [compiled(params).item()] }));
}

function fluxionGradient(): Contender {
  const compiled = jit(valueAndGrad(objective()));
  return inProcess("fluxion", TOLERANCE, () => {
    const { value, grad } = compiled(params);
    return {
      value: [value.item()],
      H0: [grad.H0.item()],
      Om0: [grad.Om0.item()],
      Obh2: [grad.Obh2.item()],
      ns: [grad.ns.item()],
    };
  });
}

/** How many values one value with its gradient costs, each sampled right after the other. */
const gradientPerValue = (gradient: Contender, value: Contender): Contender => ({
  name: gradient.name,
  tolerance: gradient.tolerance,
  values: () => gradient.values(),
  sample: () => gradient.sample() / value.sample(),
});

const peerGradientPerValue = (gradient: Peer, value: Peer): Peer =>
  isPresent(gradient) && isPresent(value) ? gradientPerValue(gradient, value) : gradient;

export const cosmology: Benchmark = {
  name: "cosmology",
  about:
    "chi-squared of flat LCDM against Planck 2018, DESI DR2 and Union3 (39 measurements); gradient by H0, Om0, Obh2, ns",
  cases: [
    {
      name: "chi-squared",
      prepare: () => ({
        unit: microseconds,
        ours: fluxionValue(),
        peers: [javascriptChiSquared(point), jaxChiSquared(point)],
      }),
    },
    {
      name: "chi-squared and gradient",
      prepare: () => ({
        unit: microseconds,
        ours: fluxionGradient(),
        peers: [javascriptChiSquaredGradient(point), jaxChiSquaredGradient(point)],
      }),
    },
    {
      name: "value and gradient in units of a value",
      prepare: () => ({
        unit: evaluations,
        ours: gradientPerValue(fluxionGradient(), fluxionValue()),
        peers: [
          gradientPerValue(javascriptChiSquaredGradient(point), javascriptChiSquared(point)),
          peerGradientPerValue(jaxChiSquaredGradient(point), jaxChiSquared(point)),
        ],
      }),
    },
  ],
};
