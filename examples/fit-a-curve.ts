/**
 * How bright was the lamp, and how fast does it fade?
 *
 * Fits an exponential to twenty-five measurements and prints each parameter with its error and unit, and whether the fit
 * converged. Draws the data, the curve with its band of one sigma, and the residuals: reports/fit-a-curve.svg.
 */
import { type Arr, array, exp, linspace, positive, spec, streams } from "fluxion";
import { deltaMethod, fisher, leastSquares } from "fluxion/inference";
import { writeFigure } from "fluxion/node";
import { curveFigure } from "fluxion/report";

// What is to be found, and what it says of the flux.
const lamp = spec({ amplitude: positive({ unit: "mJy", default: 1 }), rate: positive({ unit: "1/day", default: 1 }) });
const flux = (p: typeof lamp.params, t: Arr): Arr => exp(t.mul(p.rate).neg()).mul(p.amplitude);

// Measurements, made up here: 2.5 mJy that fade by 0.4 a day, with an error of 0.15 mJy.
const [t, sigma] = [linspace(0, 8, 25), 0.15];
const scatter = array(streams.normals(streams.key("lamp"), 25)).mul(sigma);
const y = exp(t.mul(-0.4)).mul(2.5).add(scatter);

const residuals = (p: typeof lamp.params): Arr => flux(p, t).sub(y).div(sigma);
export const fit = leastSquares(residuals, lamp.defaults, { spec: lamp });
console.log(fit.summary());

// The curve, and its error at each time from the covariance of the parameters.
const times = linspace(0, 8, 161);
export const curve = deltaMethod((p) => flux(p, times), fisher(residuals, fit.params, { spec: lamp }));
const figure = curveFigure({
  title: "A lamp that fades",
  xTitle: "time (day)",
  yTitle: "flux (mJy)",
  data: { x: t, y, sigma, model: flux(fit.params, t) },
  curves: [{ label: "fit, one sigma", x: times, y: curve.values, sigma: curve.errors }],
});
await writeFigure(figure, "reports/fit-a-curve.svg");
console.log("\nreports/fit-a-curve.svg shows the data, the curve and the residuals.");
