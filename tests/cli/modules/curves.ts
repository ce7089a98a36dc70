/** Functions for tests of gradcheck: right, wrong, and with every way of finding arguments. */
import { type Arr, array, bounded, customVjp, exp, log1p, positive, spec } from "fluxion";

/** ln(1 + e^x), right. */
export const softplus = (x: Arr): Arr => log1p(exp(x));
export const softplusArguments = [0.3];

/** The same with a backward pass that forgets a factor: its derivative is twice too large for the second leaf. */
export const wrong = ({ scale, offset }: { scale: Arr; offset: Arr }): Arr => doubledSlope(offset).mul(scale);
export const wrongArguments = [{ scale: 2, offset: 0.5 }];

const doubledSlope = customVjp((x: Arr) => x.sin(), {
  forward: (x) => ({ value: x.sin(), residuals: x }),
  backward: (x, cotangent) => [cotangent.mul(x.cos()).mul(2)] as const,
});

/** A model with a spec: its result is an array, and a name is among its arguments' fields. */
export const decay = ({ amplitude, rate }: { amplitude: Arr; rate: Arr }): Arr =>
  exp(array([0, 1, 2]).mul(rate).neg()).mul(amplitude);
export const decaySpec = spec({
  amplitude: positive({ unit: "mJy", default: 2 }),
  rate: bounded(0, 10, { unit: "1/day", default: 0.4 }),
});

/** A function with an option that is no number. */
export const wave = (
  p: { phase: Arr; heights: Arr },
  options: { kind: "sine" | "cosine" },
): { level: Arr; tail: Arr } => ({
  level: (options.kind === "sine" ? p.phase.sin() : p.phase.cos()).mul(p.heights),
  tail: p.heights.slice(-1),
});
export const waveArguments = [{ phase: 0.4, heights: array([1, 2, 3]) }, { kind: "cosine" }];

/** Without arguments anywhere. */
export const lonely = (x: Arr): Arr => x;
