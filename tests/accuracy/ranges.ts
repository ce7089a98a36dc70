/** Where vector math is tried: ranges of arguments for each function, and ranges for those that have none of their own. */
import type { VectorMathName } from "../../src/compile/wasm/math/index.ts";

/** An argument drawn with a source of uniform numbers in [0, 1). */
type Draw = (random: () => number) => number;

/** A range for each argument; all of them are given the same share of the points. */
export interface Range {
  readonly label: string;
  readonly draws: readonly Draw[];
}

const uniform =
  (low: number, high: number): Draw =>
  (random) =>
    low + (high - low) * random();

/** Uniform in the exponent, of either sign unless stated otherwise. */
const magnitudes =
  (lowExponent: number, highExponent: number, sign: -1 | 0 | 1 = 0): Draw =>
  (random) => {
    const size = 2 ** (lowExponent + (highExponent - lowExponent) * random()) * (1 + 2 ** -30 * random());
    return (sign === 0 ? random() < 0.5 : sign < 0) ? -size : size;
  };

/** `centre` plus or minus 2^exponent, to come close to zeros, poles and edges. */
const near =
  (centre: number, lowExponent: number, highExponent: number, sign: -1 | 0 | 1 = 0): Draw =>
  (random) =>
    centre + magnitudes(lowExponent, highExponent, sign)(random);

const integers =
  (low: number, high: number): Draw =>
  (random) =>
    Math.floor(low + (high - low + 1) * random());

const range = (label: string, ...draws: readonly Draw[]): Range => ({ label, draws });

const everywhere = range("all magnitudes", magnitudes(-1074, 1024));
const positive = range("all positive magnitudes", magnitudes(-1074, 1024, 1));
const subnormal = range("subnormal", magnitudes(-1074, -1022));
const between = (low: number, high: number): Range => range(`[${low}, ${high}]`, uniform(low, high));

const angles = [
  between(-4, 4),
  between(-1e6, 1e6),
  range("multiples of π/2", (random) => near(integers(-1000, 1000)(random) * (Math.PI / 2), -40, -10)(random)),
  range("up to 2^60", magnitudes(20, 60)),
  range("huge", magnitudes(60, 1024)),
  range("small", magnitudes(-1074, 0)),
];
const exponentials = [between(-1, 1), between(-40, 40), between(-708, 709.7), everywhere];
const logarithms = [
  between(0.4, 2.5),
  range("next to 1", near(1, -50, -3)),
  positive,
  range("subnormal", magnitudes(-1074, -1022, 1)),
];
const arcs = [between(-1, 1), range("next to 1", near(1, -53, -3, -1)), range("small", magnitudes(-1074, 0))];
const hyperbolic = [between(-1, 1), between(-25, 25), between(-710.4, 710.4), everywhere];
const logistic = [
  between(-1, 1),
  between(-40, 40),
  range("subnormal results", uniform(-745.1, -708)),
  between(-708, 709),
];

/** On the negative axis the logarithm of gamma and its derivative cross zero between poles: near there only absolute errors are small. */
const ofGamma = [
  between(0, 1),
  between(1, 3),
  between(3, 200),
  range("small and positive", magnitudes(-1020, 0, 1)),
  range("large", magnitudes(0, 1000, 1)),
];

const own: Readonly<Partial<Record<string, readonly Range[]>>> = {
  sin: angles,
  cos: angles,
  tan: angles,
  exp: [...exponentials, range("subnormal results", uniform(-745.1, -708))],
  exp2: [between(-1, 1), between(-1022, 1024), range("subnormal results", uniform(-1074.9, -1022)), everywhere],
  expm1: [...exponentials, range("next to 0", magnitudes(-60, 0))],
  log: logarithms,
  log2: logarithms,
  log10: logarithms,
  log1p: [between(-1, 3), range("next to -1", near(-1, -53, -3, 1)), range("small", magnitudes(-1074, 0)), positive],
  asin: arcs,
  acos: arcs,
  atanh: arcs,
  acosh: [between(1, 4), range("next to 1", near(1, -52, 0, 1)), range("large", magnitudes(0, 1024, 1))],
  sinh: hyperbolic,
  cosh: hyperbolic,
  tanh: [...hyperbolic, range("small", magnitudes(-60, 0))],
  asinh: hyperbolic,
  rsqrt: [between(0.25, 4), positive, range("subnormal", magnitudes(-1074, -1022, 1))],
  cbrt: [between(-8, 8), everywhere, subnormal],
  sigmoid: logistic,
  softplus: logistic,
  erf: [between(-1, 1), between(-6, 6), everywhere],
  erfc: [between(-1, 1), between(-6, 26), range("subnormal results", uniform(26.55, 27.2)), everywhere],
  lgamma: ofGamma,
  digamma: ofGamma,
  atan2: [
    range("[-1, 1]", uniform(-1, 1), uniform(-1, 1)),
    range("all magnitudes", magnitudes(-1074, 1024), magnitudes(-1074, 1024)),
    range("like magnitudes", magnitudes(-20, 20), magnitudes(-20, 20)),
  ],
  hypot: [
    range("[-1, 1]", uniform(-1, 1), uniform(-1, 1)),
    range("all magnitudes", magnitudes(-1074, 1024), magnitudes(-1074, 1024)),
    range("like magnitudes", magnitudes(-20, 20), magnitudes(-20, 20)),
    range("subnormal", magnitudes(-1074, -1022), magnitudes(-1074, -1022)),
  ],
  mod: [
    range("[-10, 10] by [-3, 3]", uniform(-10, 10), uniform(-3, 3)),
    range("large quotients", magnitudes(0, 200), magnitudes(-10, 10)),
    range("all magnitudes", magnitudes(-1074, 1024), magnitudes(-1074, 1024)),
  ],
  pow: [
    range("[0, 10] to [-10, 10]", uniform(0, 10), uniform(-10, 10)),
    range("results of all magnitudes", magnitudes(-8, 8, 1), uniform(-140, 130)),
    range("next to 1", near(1, -30, -3), magnitudes(2, 30)),
    range("all bases", magnitudes(-1074, 1024, 1), uniform(-1.1, 1.1)),
    range("subnormal results", uniform(2, 4), uniform(-537, -511)),
    range("negative bases", magnitudes(-3, 3, -1), integers(-40, 40)),
  ],
};

const generic: readonly Range[] = [between(-1, 1), between(-10, 10), everywhere];

/** Ranges of a function of `arity` arguments. */
export function rangesOf(name: VectorMathName, arity: number): readonly Range[] {
  const named = own[name];
  if (named !== undefined) return named;
  return generic.map(({ label, draws }) => ({ label, draws: Array.from({ length: arity }, () => draws[0]!) }));
}
