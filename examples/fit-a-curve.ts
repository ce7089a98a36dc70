/**
 * How bright was the lamp, and how fast does it fade?
 *
 * Fits an exponential to forty measurements and prints each parameter with its error and unit, and whether the fit
 * converged. Draws the data, the curve with its band of one sigma, and the residuals: reports/fit-a-curve.svg.
 */
import { type Arr, bounded, exp, linspace, positive, sin, spec, square } from "fluxion";
import { deltaMethod, fisher, minimize } from "fluxion/inference";
import { curveFigure, writeFigure } from "fluxion/report";

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

const residuals = (p: Params): Arr => model(p, t).sub(y).div(sigma);
const chi2 = (p: Params): Arr => residuals(p).square().sum();

export const fit = minimize(chi2, decay.defaults, { spec: decay });
console.log(fit.summary());

// The curve with its error at each time, from the covariance of the parameters.
const times = linspace(0, 8, 161);
export const curve = deltaMethod((p: Params) => model(p, times), fisher(residuals, fit.params, { spec: decay }));
const flux = curve.values.toArray();

const figure = curveFigure({
  title: "A lamp that fades",
  xTitle: "time (day)",
  yTitle: "flux (mJy)",
  data: { x: t.toArray(), y: y.toArray(), sigma: t.toArray().map(() => sigma), model: model(fit.params, t).toArray() },
  curves: [
    {
      label: "fit, one sigma",
      x: times.toArray(),
      y: flux,
      low: flux.map((value, i) => value - curve.errors[i]!),
      high: flux.map((value, i) => value + curve.errors[i]!),
    },
  ],
});
await writeFigure(figure, "reports/fit-a-curve.svg");
console.log("\nreports/fit-a-curve.svg shows the data, the curve and the residuals.");
