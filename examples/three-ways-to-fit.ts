/**
 * Does it matter how a curve is fitted?
 *
 * One exponential, twelve noisy points, three roads: least squares by Levenberg and Marquardt, minimisation of chi-squared by L-BFGS-B,
 * draws of the posterior by the no-U-turn sampler. The first two agree to the last digits that matter; the third knows that the
 * posterior is not quite normal. Draws the posterior over the normal distribution of the fit: reports/three-ways-to-fit.svg.
 */
import { type Arr, array, bounded, exp, linspace, positive, spec, streams } from "fluxion";
import {
  asPosterior,
  fisher,
  lbfgsb,
  leastSquares,
  levenbergMarquardt,
  minimize,
  nuts,
  sample,
  unwrap,
} from "fluxion/inference";
import { writeFigure } from "fluxion/node";
import { cornerFigure } from "fluxion/report";

const decay = spec({
  amplitude: positive({ unit: "mJy", default: 1, doc: "flux at t = 0" }),
  rate: bounded(0, 5, { unit: "1/day", default: 1, doc: "decay rate" }),
});
type Params = typeof decay.params;

const t = linspace(0, 4, 12);
const sigma = 0.3;
const model = (p: Params): Arr => exp(t.mul(p.rate).neg()).mul(p.amplitude);
const y = model(decay.with({ amplitude: 2.5, rate: 0.8 }).defaults).add(
  array(streams.normals(streams.key("lamp"), 12)).mul(sigma),
);

const residuals = (p: Params): Arr => model(p).sub(y).div(sigma);
const chiSquared = (p: Params): Arr => residuals(p).square().sum();
const logDensity = (p: Params): Arr => chiSquared(p).mul(-0.5);

export const squares = unwrap(leastSquares(residuals, decay.defaults, { spec: decay, method: levenbergMarquardt() }));
export const minimum = unwrap(minimize(chiSquared, decay.defaults, { spec: decay, method: lbfgsb() }));
export const posterior = asPosterior(
  sample(logDensity, squares, { spec: decay, sampler: nuts(), run: { seed: "three ways" } }),
);

const digits = (value: Arr, error: Arr): string => `${value.item().toFixed(3)} ± ${error.item().toFixed(3)}`;
const line = (name: string, at: Params, error: Params): void => {
  console.log(`${name.padEnd(20)}  ${digits(at.amplitude, error.amplitude)} mJy  ${digits(at.rate, error.rate)} / day`);
};
line("Levenberg-Marquardt", squares.params, squares.standardErrors());
line("L-BFGS-B", minimum.params, minimum.standardErrors());
line("no-U-turn sampler", posterior.mean(), posterior.standardDeviation());
console.log(posterior.explain);

const laplace = fisher(residuals, squares.params, { spec: decay });
const paths = posterior.draws.map(({ path }) => path);
const fitted = new Map(squares.parameters.map(({ path, value }) => [path, value]));
const figure = cornerFigure(posterior.draws, {
  title: "A decay: draws, and the normal distribution of the fit",
  gaussian: {
    label: "Laplace",
    mean: paths.map((path) => fitted.get(path)!),
    covariance: laplace.covariance.toNested() as number[][],
  },
});
await writeFigure(figure, "reports/three-ways-to-fit.svg");
console.log("\nreports/three-ways-to-fit.svg shows the draws over the normal distribution of the fit.");
