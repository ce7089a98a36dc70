/**
 * How bright was the lamp, and how fast does it fade?
 *
 * Fits an exponential to forty measurements and prints each parameter with its error and unit, and whether the fit
 * converged.
 */
import { type Arr, bounded, exp, linspace, positive, sin, spec, square } from "fluxion";
import { minimize } from "fluxion/inference";

const decay = spec({
  amplitude: positive({ unit: "mJy", default: 1, doc: "flux at t = 0" }),
  rate: bounded(0, 10, { unit: "1/day", default: 1, doc: "decay rate" }),
});
type Params = typeof decay.params;

const model = (p: Params, t: Arr): Arr => exp(t.mul(p.rate).neg()).mul(p.amplitude);

// A lamp of 2.5 mJy that fades by 0.4 a day, measured to 0.05 mJy; the scatter is the same on every run.
const t = linspace(0, 8, 40);
const sigma = 0.05;
const scatter = sin(square(t).mul(50)).mul(Math.SQRT2 * sigma);
const y = exp(t.mul(-0.4)).mul(2.5).add(scatter);

const chi2 = (p: Params): Arr => model(p, t).sub(y).div(sigma).square().sum();

export const fit = minimize(chi2, decay.defaults, { spec: decay });
console.log(fit.summary());
