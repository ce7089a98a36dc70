/**
 * Which figures are there, and how is each made?
 *
 * One of every kind, from a small fit, its posterior, a deconvolution and a funnel. `npm run gallery` writes them to
 * docs/gallery, where docs/figures.md shows them.
 */
import { argv } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Arr, array, exp, jit, linspace, positive, real, spec, vmap, streams } from "fluxion";
import { adam, deltaMethod, fisher, leastSquares, levenbergMarquardt, minimize, nnls, sample } from "fluxion/inference";
import { writeFigure } from "fluxion/node";
import {
  autocorrelationFigure,
  cornerFigure,
  credibleIntervals,
  curveFigure,
  energyFigure,
  errorInterval,
  type FigureSpec,
  forestFigure,
  histogramFigure,
  imageFigure,
  lossFigure,
  marginalFigure,
  pairFigure,
  rankFigure,
  stackFigures,
  traceFigure,
} from "fluxion/report";

/** A fit of a lamp that fades, by three methods, and its posterior. */
function lampFigures(): Readonly<Record<string, FigureSpec>> {
  const decay = spec({
    amplitude: positive({ unit: "mJy", default: 1, doc: "flux at t = 0" }),
    rate: positive({ unit: "1/day", default: 1, doc: "decay rate" }),
  });
  type Params = typeof decay.params;
  const truth = [2.5, 0.4];
  const sigma = 0.15;
  const model = (p: Params, t: Arr): Arr => exp(t.mul(p.rate).neg()).mul(p.amplitude);
  const t = linspace(0, 8, 25);
  const y = model({ amplitude: array(truth[0]!), rate: array(truth[1]!) }, t).add(
    array(streams.normals(streams.key("lamp"), 25)).mul(sigma),
  );
  const residuals = (p: Params): Arr => model(p, t).sub(y).div(sigma);
  const chi2 = (p: Params): Arr => residuals(p).square().sum();

  const losses: Record<"adam" | "lbfgsb", number[]> = { adam: [], lbfgsb: [] };
  const fit = minimize(chi2, decay.defaults, { spec: decay, onStep: ({ value }) => void losses.lbfgsb.push(value) });
  minimize(chi2, decay.defaults, {
    spec: decay,
    method: adam({ learningRate: 0.05 }),
    stop: { maxSteps: 300 },
    onStep: ({ value }) => void losses.adam.push(value),
  });
  const marquardt = leastSquares(residuals, decay.defaults, { spec: decay, method: levenbergMarquardt() });

  // 150 draws, and then, as after an interruption, 150 more.
  const logDensity = (p: Params): Arr => chi2(p).mul(-0.5);
  const plan = { spec: decay, warmup: 400, run: { seed: "lamp" } };
  const begun = sample(logDensity, fit.params, { ...plan, draws: 150 });
  const posterior = sample(logDensity, fit.params, { ...plan, draws: 300, run: { ...plan.run, resume: begun.state } });
  const { draws } = posterior;
  const [amplitude, rate] = draws;
  const information = fisher(residuals, fit.params, { spec: decay });
  const covariance = information.covariance.toNested() as number[][];
  const mean = [fit.params.amplitude.item(), fit.params.rate.item()];
  const errors = mean.map((_, i) => Math.sqrt(covariance[i]![i]!));

  const times = linspace(0, 8, 161);
  const curve = deltaMethod((p: Params) => model(p, times), information);
  // Chi-squared at every pair of a rate and an amplitude.
  const over = (amplitudes: Arr) => (r: Arr) => vmap((a: Arr) => chi2({ amplitude: a, rate: r }))(amplitudes);
  const plane = jit(vmap(over(linspace(1.9, 3.1, 96))))(linspace(0.25, 0.6, 70));
  const byMethod = (method: string, values: readonly number[], deviations: readonly number[]) =>
    draws.map((parameter, i) => errorInterval(parameter, method, values[i]!, deviations[i]!));
  const best = marquardt.params;
  const steps = marquardt.standardErrors();
  return {
    curve: curveFigure({
      title: "A lamp that fades",
      xTitle: "time (day)",
      yTitle: "flux (mJy)",
      data: { x: t, y, sigma, model: model(fit.params, t) },
      curves: [{ label: "fit, one sigma", x: times, y: curve.values, sigma: curve.errors }],
    }),
    corner: cornerFigure(draws, { truth, gaussian: { label: "Fisher matrix", mean, covariance } }),
    marginal: marginalFigure(rate!, {
      normals: [{ label: "Fisher matrix", mean: mean[1]!, deviation: errors[1]! }],
      truth: truth[1]!,
    }),
    forest: forestFigure([
      ...byMethod(
        "Levenberg-Marquardt",
        [best.amplitude.item(), best.rate.item()],
        [steps.amplitude.item(), steps.rate.item()],
      ),
      ...byMethod("L-BFGS-B", mean, errors),
      ...credibleIntervals(draws, "NUTS"),
    ]),
    traces: traceFigure(draws, { events: [{ at: 150, label: "resumed" }] }),
    ranks: rankFigure(draws),
    autocorrelation: autocorrelationFigure(draws, { lags: 30 }),
    energy: energyFigure(posterior.statistics),
    loss: lossFigure(
      Object.entries(losses).map(([label, values]) => ({ label, values })),
      { valueTitle: "χ² above its minimum", above: fit.value },
    ),
    histogram: histogramFigure(amplitude!.chains[0]!, { title: "Draws of one chain", valueTitle: "amplitude (mJy)" }),
    image: imageFigure(plane.toNested() as number[][], {
      title: "χ² over the plane",
      x: { title: "amplitude (mJy)", range: [1.9, 3.1] },
      y: { title: "rate (1/day)", range: [0.25, 0.6] },
      valueTitle: "χ²",
      scale: "log",
      aspect: "fill",
    }),
  };
}

/** A spectrum of lines and a plateau, blurred and noisy, and what non-negative least squares recovers of it. */
function deconvolution(): FigureSpec {
  const count = 60;
  const channel = Array.from({ length: count }, (_, i) => i);
  const source = channel.map((i) => (i === 14 ? 4 : i === 22 ? 2.5 : i >= 38 && i <= 44 ? 1 : 0));
  const width = 2;
  const blur = channel.map((i) =>
    channel.map((j) => Math.exp(-0.5 * ((i - j) / width) ** 2) / (width * Math.sqrt(2 * Math.PI))),
  );
  const sigma = 0.02;
  const blurred = (x: ArrayLike<number>): number[] => blur.map((row) => row.reduce((sum, b, j) => sum + b * x[j]!, 0));
  const noise = streams.normals(streams.key("deconvolution"), count);
  const counts = blurred(source).map((value, i) => value + sigma * noise[i]!);
  const recovered = nnls(blur, counts).x.toArray();
  const axes = { xTitle: "channel", height: 150 };
  return stackFigures([
    curveFigure({
      ...axes,
      title: "A blurred spectrum",
      yTitle: "counts",
      data: { x: channel, y: counts, sigma },
      curves: [{ label: "source, blurred again", x: channel, y: blurred(recovered) }],
    }),
    curveFigure({
      ...axes,
      title: "Deconvolved",
      yTitle: "counts",
      curves: [
        { label: "non-negative least squares", x: channel, y: recovered, drawnAs: "stems" },
        { label: "truth", x: channel, y: source, drawnAs: "steps" },
      ],
    }),
  ]);
}

/** A funnel, whose neck is too narrow for the steps that suit its mouth. */
function funnel(): FigureSpec {
  const names = spec({ spread: real({ unit: "", default: 0 }), effect: real({ unit: "points", default: 0 }) });
  const logDensity = (p: typeof names.params): Arr =>
    p.spread
      .div(3)
      .square()
      .add(p.effect.square().mul(exp(p.spread.neg())))
      .add(p.spread)
      .mul(-0.5);
  const { draws, statistics } = sample(logDensity, names.defaults, {
    spec: names,
    chains: 2,
    warmup: 300,
    draws: 200,
    run: { seed: "funnel" },
  });
  return pairFigure(draws[1]!, draws[0]!, {
    title: "A funnel",
    divergent: statistics.map(({ divergent }) => divergent),
  });
}

/** Every figure of the gallery by name. */
export function galleryFigures(): Readonly<Record<string, FigureSpec>> {
  return { ...lampFigures(), deconvolution: deconvolution(), divergences: funnel() };
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) {
  const folder = fileURLToPath(new URL("../docs/gallery", import.meta.url));
  for (const [name, figure] of Object.entries(galleryFigures())) await writeFigure(figure, `${folder}/${name}.svg`);
  console.log(`Written to ${folder}.`);
}
