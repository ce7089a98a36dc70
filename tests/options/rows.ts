/** One call of every public function that takes options, of which the options alone are looked at. */
import * as fluxion from "fluxion";
import { type Arr, array } from "fluxion";
import * as inference from "fluxion/inference";
import * as methods from "fluxion/inference/methods";
import * as inferenceReport from "fluxion/inference/report";
import * as node from "fluxion/node";
import * as report from "fluxion/report";

/** A call with these options, as plain JavaScript would make it. */
export interface Row {
  readonly with: (options: never) => unknown;
  /** Options without which there is no call. */
  readonly required?: Readonly<Record<string, unknown>>;
  /** Values of the right kind that are out of range. */
  readonly outside?: readonly Readonly<Record<string, unknown>>[];
}

const row = (call: (options: never) => unknown, more: Omit<Row, "with"> = {}): Row => ({ with: call, ...more });

const numbers = array([1, 2, 4, 8]);
const square = array([
  [2, 0],
  [0, 3],
]);
const image = fluxion.ones([1, 8, 8, 1]);
const series = fluxion.ones([1, 8, 1]);
const x = [0, 1, 2, 3];
const times = [0, 1];
const bowl = (p: { x: Arr }) => p.x.sub(1).square();
const start = { x: 0.5 };
const residuals = (p: { x: Arr }) => array([1, 2, 4]).sub(p.x);
const density = (p: { x: Arr }) => p.x.square().mul(-0.5);
const box = { x: inference.linearAxis(-1, 2) };
const draws = [{ path: "x", unit: "", chains: [Float64Array.of(0.1, 0.4, 0.2, 0.3, 0.5, 0.7, 0.1, 0.2)] }];
const two = [draws[0]!, { ...draws[0]!, path: "y", chains: [Float64Array.of(0.3, 0.1, 0.7, 0.2, 0.4, 0.1, 0.5, 0.6)] }];
const mean = () => inference.statistic((data: Arr) => data.mean());
const known = { x: 1 };
const fit = () => inference.leastSquares(residuals, start);
const cplx = fluxion.complex.of;
const force = (position: { readonly q: Arr }) => ({ q: position.q.neg() });
const phase = { position: { q: array([1]) }, momentum: { q: array([0]) } };
const walk = { step: (s: number) => ({ state: s / 2, info: null }) };
const rules = { maxSteps: 3, judge: () => null };
const positiveOnly = (name: string) => [{ [name]: 0 }, { [name]: -1 }];

const creation = {
  arange: row((o) => fluxion.arange(0, 3, 1, o)),
  array: row((o) => array([1, 2, 3, 4], o), { outside: [{ shape: [3] }, { shape: [-1, -4] }] }),
  eye: row((o) => fluxion.eye(2, 2, o)),
  fromNdarray: row((o) => fluxion.fromNdarray({ data: [1, 2], shape: [2], stride: [1], offset: 0 } as never, o)),
  full: row((o) => fluxion.full([2], 1, o)),
  linspace: row((o) => fluxion.linspace(0, 1, 3, o)),
  ones: row((o) => fluxion.ones([2], o)),
  onesLike: row((o) => fluxion.onesLike(numbers, o)),
  zeros: row((o) => fluxion.zeros([2], o)),
  zerosLike: row((o) => fluxion.zerosLike(numbers, o)),
};

const params = {
  bounded: row((o) => fluxion.bounded(0, 1, o), {
    required: { default: 0.5 },
    outside: [{ shape: [-1] }, { default: 2 }],
  }),
  choice: row((o) => fluxion.choice(["a", "b"], o), { required: { default: "a" }, outside: [{ default: "c" }] }),
  correlation: row((o) => fluxion.correlation(2, o), { required: { default: fluxion.eye(2) } }),
  ordered: row((o) => fluxion.ordered(2, o), { required: { default: [1, 2] }, outside: [{ default: [2, 1] }] }),
  positive: row((o) => fluxion.positive(o), { required: { default: 1 }, outside: [{ default: -1 }] }),
  real: row((o) => fluxion.real(o), { required: { default: 1 }, outside: [{ default: Infinity }] }),
  simplex: row((o) => fluxion.simplex(2, o), { required: { default: [0.5, 0.5] }, outside: [{ default: [2, 1] }] }),
  spec: row((o) => fluxion.spec({ a: fluxion.real({ default: 1 }) }, o)),
  whole: row((o) => fluxion.whole(0, 5, o), { required: { default: 1 }, outside: [{ default: 9 }] }),
};

const reductions = Object.fromEntries(
  (
    ["all", "any", "argmax", "argmin", "max", "mean", "min", "prod", "standardDeviation", "sum", "variance"] as const
  ).map((name) => [name, row((o) => (fluxion[name] as (a: Arr, axis: number, o: never) => unknown)(numbers, 0, o))]),
);
const cumulative = Object.fromEntries(
  (["cummax", "cummin", "cumprod", "cumsum"] as const).map((name) => [
    name,
    row((o) => (fluxion[name] as (a: Arr, axis: number, o: never) => unknown)(numbers, 0, o)),
  ]),
);
const fourier = Object.fromEntries(
  (["fft", "ifft", "irfft", "rfft"] as const).map((name) => [
    `fft.${name}`,
    row((o) => (fluxion.fft[name] as (a: never, o: never) => unknown)(cplx(numbers) as never, o), {
      outside: [{ n: 0 }, { n: 1.5 }, { axis: 9 }],
    }),
  ]),
);
const fourierMany = Object.fromEntries(
  (["fft2", "fftn", "ifft2", "ifftn", "irfft2", "rfft2"] as const).map((name) => [
    `fft.${name}`,
    row((o) => (fluxion.fft[name] as (a: never, o: never) => unknown)(cplx(square) as never, o), {
      outside: [{ axes: [0, 7] }, { s: [2, 0] }],
    }),
  ]),
);

const ops = {
  ...reductions,
  ...cumulative,
  ...fourier,
  ...fourierMany,
  "fft.rfft": row((o) => fluxion.fft.rfft(numbers, o), { outside: [{ n: 0 }, { axis: 9 }] }),
  "fft.rfft2": row((o) => fluxion.fft.rfft2(square, o), { outside: [{ axes: [0, 7] }] }),
  "complex.mean": row((o) => fluxion.complex.mean(cplx(numbers, numbers), 0, o)),
  "complex.sum": row((o) => fluxion.complex.sum(cplx(numbers, numbers), 0, o)),
  "layers.averagePool": row((o) => fluxion.layers.averagePool(image, 2, o), { outside: positiveOnly("strides") }),
  "layers.maxPool": row((o) => fluxion.layers.maxPool(image, 2, o), { outside: positiveOnly("strides") }),
  "layers.conv1d": row((o) => fluxion.layers.conv1d(series, fluxion.ones([3, 1, 1]), o), {
    outside: [...positiveOnly("stride"), ...positiveOnly("dilation"), ...positiveOnly("groups")],
  }),
  "layers.conv2d": row((o) => fluxion.layers.conv2d(image, fluxion.ones([3, 3, 1, 1]), o), {
    outside: positiveOnly("strides"),
  }),
  "layers.depthwiseConv2d": row((o) => fluxion.layers.depthwiseConv2d(image, fluxion.ones([3, 3, 1, 1]), o), {
    outside: positiveOnly("strides"),
  }),
  customJvp: row((o) => fluxion.customJvp((a: Arr) => a, (() => null) as never, o), {
    outside: [{ nondifferentiable: [-1] }, { nondifferentiable: [0.5] }],
  }),
  "fft.fftConvolve": row((o) => fluxion.fft.fftConvolve(numbers, numbers, o), { outside: [{ axes: 7 }] }),
  forLoop: row((o) => fluxion.forLoop(0, 3, (_, c: Arr) => c, 1, o), { outside: positiveOnly("checkpoint") }),
  gather: row((o) => fluxion.gather(square, array([0], { dtype: "i32" }), o), {
    outside: [{ axis: 7 }, { batchRank: -1 }],
  }),
  histogram: row((o) => fluxion.histogram(numbers, [0, 4, 9], o)),
  softHistogram: row((o) => fluxion.softHistogram(numbers, [0, 4, 9], o)),
  linearRecurrence: row((o) => fluxion.linearRecurrence(numbers, numbers, 0, o)),
  logSumExp: row((o) => fluxion.logSumExp(numbers, 0, o)),
  "linalg.lstsq": row((o) => fluxion.linalg.lstsq(square, array([1, 2]), o), {
    outside: [{ rcond: -1 }, { rcond: 2 }],
  }),
  "linalg.matrixRank": row((o) => fluxion.linalg.matrixRank(square, o), { outside: [{ rcond: -1 }] }),
  "linalg.pinv": row((o) => fluxion.linalg.pinv(square, o), { outside: [{ rcond: -1 }] }),
  "linalg.norm": row((o) => fluxion.linalg.norm(numbers, 0, o), { outside: [{ ord: -1 }] }),
  "layers.oneHot": row((o) => fluxion.layers.oneHot(array([0, 1], { dtype: "i32" }), 2, o), { outside: [{ axis: 9 }] }),
  scan: row((o) => fluxion.scan((c: Arr) => c, 1, o), {
    required: { length: 3 },
    outside: [{ length: -1 }, { length: 0.5 }],
  }),
  searchSorted: row((o) => fluxion.searchSorted(numbers, 3, o)),
  "linalg.triangularSolve": row((o) => fluxion.linalg.triangularSolve(square, array([1, 2]), o)),
  whileLoop: row(
    (o) =>
      fluxion.whileLoop(
        (c: Arr) => c.less(0),
        (c: Arr) => c,
        1,
        o,
      ),
    { outside: [{ maxSteps: -1 }, { maxSteps: 0.5 }] },
  ),
};

const numerics = {
  "roots.brent": row((o) => fluxion.roots.brent((a: Arr) => a.sub(0.3), 0, 1, o), {
    outside: [{ tolerance: -1 }, ...positiveOnly("maximumSteps")],
  }),
  "roots.newton": row((o) => fluxion.roots.newton((a: Arr) => a.square().sub(2), 1, o), {
    outside: [{ relativeTolerance: -1 }, { absoluteTolerance: -1 }, ...positiveOnly("maximumSteps")],
  }),
  "interpolate.cubicSpline": row((o) => fluxion.interpolate.cubicSpline(x, x, o)),
  "interpolate.linearInterpolation": row((o) => fluxion.interpolate.linearInterpolation(x, x, o)),
  "interpolate.pchip": row((o) => fluxion.interpolate.pchip(x, x, o)),
  "ode.dormandPrince": row((o) => fluxion.ode.dormandPrince((s: Arr) => s.neg(), array([1]), times, o), {
    outside: [
      { relativeTolerance: -1 },
      { absoluteTolerance: -1 },
      ...positiveOnly("maximumSteps"),
      ...positiveOnly("firstStep"),
    ],
  }),
  "ode.rk4": row((o) => fluxion.ode.rk4((s: Arr) => s.neg(), array([1]), times, o), {
    outside: positiveOnly("substeps"),
  }),
  "ode.leapfrog": row((o) => fluxion.ode.leapfrog(force, phase, times, o), {
    outside: positiveOnly("substeps"),
  }),
  "ode.yoshida4": row((o) => fluxion.ode.yoshida4(force, phase, times, o), {
    outside: positiveOnly("substeps"),
  }),
  "ode.leapfrogStep": row((o) => fluxion.ode.leapfrogStep(force, phase, 0, 0.1, o)),
  "ode.yoshida4Step": row((o) => fluxion.ode.yoshida4Step(force, phase, 0, 0.1, o)),
  "quadrature.integrate": row((o) => fluxion.quadrature.integrate((a: Arr) => a, 0, 1, o), {
    outside: positiveOnly("nodes"),
  }),
  "quadrature.integrateAdaptive": row((o) => fluxion.quadrature.integrateAdaptive((a: Arr) => a, 0, 1, o), {
    outside: [{ relativeTolerance: -1 }, ...positiveOnly("maximumPanels"), { nodes: 4 }],
  }),
  "quadrature.integrateKronrod": row((o) => fluxion.quadrature.integrateKronrod((a: Arr) => a, 0, 1, o), {
    outside: [{ nodes: 4 }],
  }),
};

const derivatives = Object.fromEntries(
  (["grad", "hessian", "hvp", "jacobian", "valueAndGrad", "valueAndJacobian"] as const).map((name) => [
    name,
    row((o) => (fluxion[name] as (f: unknown, o: never) => unknown)((a: Arr) => a.sum(), o), {
      outside: [{ argument: -1 }, { argument: 0.5 }],
    }),
  ]),
);

const transforms = {
  ...derivatives,
  checkGrads: row((o) => fluxion.checkGrads((a: Arr) => a.square().sum(), [numbers], o), {
    outside: [{ order: 0 }, { modes: ["sideways"] }, { modes: [] }, ...positiveOnly("tolerance")],
  }),
  gradientReport: row((o) => fluxion.gradientReport((a: Arr) => a.square().sum(), [numbers], o), {
    outside: [{ order: 0 }],
  }),
  jit: row((o) => fluxion.jit((a: Arr) => a, o)),
  mapLoop: row((o) => fluxion.mapLoop((a: Arr) => a, numbers, o), { outside: positiveOnly("batchSize") }),
  vmap: row((o) => fluxion.vmap((a: Arr) => a, o)(numbers), { outside: [{ in: 0.5 }, { out: 0.5 }] }),
};

const data = { derivatives: "none" } as const;
const inferenceRows = {
  runSteps: row((o) => methods.runSteps(walk, () => 1, rules, o)),
  streamSteps: row((o) => methods.streamSteps(walk, () => 1, rules, o).next()),
  unconstrain: row((o) => inference.unconstrain(start, o)),
  minimize: row((o) => inference.minimize(bowl, start, o), {
    outside: [{ stop: { maxSteps: -1 } }, { bounds: { x: [2, 1] } }],
  }),
  minimizeAsync: row((o) => inference.minimizeAsync(bowl, start, o)),
  lbfgsb: row((o) => inference.lbfgsb(o), { outside: positiveOnly("memory") }),
  nelderMead: row((o) => inference.nelderMead(o), { outside: [...positiveOnly("firstSize"), { tolerance: -1 }] }),
  multiStart: row((o) => inference.multiStart(bowl, [start], o), { outside: [{ distinct: -1 }] }),
  newtonCg: row((o) => inference.newtonCg(o), {
    outside: [{ forcing: 0 }, { forcing: 1.5 }, { forcing: 1 }, ...positiveOnly("maxProducts")],
  }),
  adam: row((o) => inference.adam(o), { outside: [{ beta1: 1 }, { beta2: 1 }, { learningRate: -1 }, { epsilon: -1 }] }),
  adamW: row((o) => inference.adamW(o), { outside: [{ weightDecay: -1 }] }),
  batchDescent: row((o) => inference.batchDescent(bowl, start, o), {
    required: { method: inference.adam(), batch: () => 0 },
  }),
  miniBatches: row((o) => inference.miniBatches(numbers, o), {
    required: { size: 2 },
    outside: [{ size: 9 }, { size: 0 }],
  }),
  sgd: row((o) => inference.sgd(o), { outside: [{ momentum: 1 }, { momentum: -1 }] }),
  "schedules.warmupCosine": row((o) => inference.schedules.warmupCosine(o), {
    required: { peak: 1, warmup: 2, total: 5 },
    outside: [{ peak: -1 }, { total: -1 }],
  }),
  "schedules.exponential": row((o) => inference.schedules.exponential(o), {
    required: { start: 1, factor: 0.5, over: 5 },
    outside: [{ over: 0 }],
  }),
  leastSquares: row((o) => inference.leastSquares(residuals, start, o)),
  leastSquaresAsync: row((o) => inference.leastSquaresAsync(residuals, start, o)),
  gaussNewton: row((o) => inference.gaussNewton(o), { outside: positiveOnly("firstRadius") }),
  dogleg: row((o) => inference.dogleg(o), { outside: positiveOnly("firstRadius") }),
  levenbergMarquardt: row((o) => inference.levenbergMarquardt(o), { outside: positiveOnly("firstDamping") }),
  fisher: row((o) => inference.fisher(residuals, start, o), { outside: [{ cut: -1 }, { cut: 1 }] }),
  observedInformation: row((o) => inference.observedInformation(bowl, start, o), { outside: [{ cut: -1 }] }),
  profile: row((o) => inference.profile({ objective: bowl }, start, "x", o), {
    outside: [...positiveOnly("step"), { confidence: [1] }, { confidence: ["x"] }, { range: [2, 1] }, { range: [1] }],
  }),
  profiles: row((o) => inference.profiles({ objective: bowl }, start, ["x"], o), { outside: positiveOnly("step") }),
  profilePair: row(
    (o) =>
      inference.profilePair(
        { residuals: (p: { x: Arr; y: Arr }) => fluxion.stack([p.x.sub(1), p.y]) },
        { x: 0, y: 0 },
        ["x", "y"],
        o,
      ),
    { outside: [{ nodes: 4 }, { nodes: 1 }, { sweeps: 3 }, ...positiveOnly("reach")] },
  ),
  bootstrap: row((o) => inference.bootstrap(mean(), numbers, o), { outside: [{ draws: 1 }, { blockSize: 3 }] }),
  bootstrapAsync: row((o) => inference.bootstrapAsync(mean(), numbers, o), { outside: [{ draws: 1 }] }),
  jackknife: row((o) => inference.jackknife(mean(), numbers, o), { outside: [{ blockSize: 0 }] }),
  leastSquaresEstimator: row((o) => inference.leastSquaresEstimator(residuals, start, o)),
  minimumEstimator: row((o) => inference.minimumEstimator(bowl, start, o)),
  statistic: row((o) => inference.statistic((rows: Arr) => rows.mean(), o)),
  derivedDraws: row((o) => inference.derivedDraws(bowl, start, draws, o), { outside: [{ units: { z: "m" } }] }),
  pointwiseLogLikelihood: row((o) =>
    inference.pointwiseLogLikelihood((p: { x: Arr }) => numbers.mul(p.x), start, draws, o),
  ),
  psisLoo: row((o) => inference.psisLoo(fluxion.ones([2, 30, 3]), o), { outside: [{ relativeEfficiency: -1 }] }),
  deltaMethod: row((o) => inference.deltaMethod((p: { x: Arr }) => p.x, inference.fisher(residuals, start), o)),
  eigenbasis: row((o) => inference.eigenbasis(inference.fisher(residuals, start), o), {
    outside: [{ count: -1 }, { threshold: -1 }],
  }),
  laplace: row((o) => inference.laplace(density, start, o), { outside: [{ maxSteps: -1 }] }),
  pathfinder: row((o) => inference.pathfinder(density, start, o), {
    outside: [{ paths: 0 }, { draws: 0 }, { candidates: 0 }, { elboDraws: 0 }, { memory: 0 }, { spread: -1 }],
  }),
  nnls: row((o) => inference.nnls(square, array([1, 2]), o), {
    outside: [{ method: "active_set" }, { maxSteps: -1 }, { tolerance: -1 }, { tikhonov: -1 }, { free: [7] }],
  }),
  nnlsArgmin: row((o) => inference.nnlsArgmin(square, array([1, 2]), o), { outside: [{ free: [7] }] }),
  nnlsSolve: row((o) => inference.nnlsSolve(square, array([1, 2]), o), { outside: [{ free: [7] }] }),
  nnlsValue: row((o) => inference.nnlsValue(square, array([1, 2]), o), { outside: [{ free: [7] }] }),
  diagnose: row((o) => inference.diagnose(draws, undefined, o), { outside: [{ maxTreeDepth: -1 }] }),
  summarise: row((o) => inference.summarise(draws, o), { outside: [{ quantiles: [2] }, { quantiles: ["a"] }] }),
  leastSquaresSolve: row((o) => inference.leastSquaresSolve(residuals, start, o), {
    outside: positiveOnly("firstDamping"),
  }),
  sample: row((o) => inference.sample(density, start, o), {
    required: { warmup: 5, draws: 5, chains: 1 },
    outside: [{ chains: 0 }, { warmup: -1 }, { draws: 0.5 }, { spread: -1 }, { starts: [] }, { covariance: [[1, 2]] }],
  }),
  sampleAsync: row((o) => inference.sampleAsync(density, start, o), { required: { warmup: 5, draws: 5, chains: 1 } }),
  asPosterior: row(
    (o) => inference.asPosterior(inference.sample(density, start, { warmup: 5, draws: 5, chains: 1 }), o),
    {
      required: { because: "a test" },
    },
  ),
  nuts: row((o) => inference.nuts(o), { outside: [{ maxDepth: 0 }, { targetAcceptance: 1 }, { targetAcceptance: 0 }] }),
  hmc: row((o) => inference.hmc(o), { outside: [{ steps: 0 }, { jitter: 1 }] }),
  metropolis: row((o) => inference.metropolis(o), { outside: [{ targetAcceptance: 1 }] }),
  ensemble: row((o) => inference.ensemble(o), { outside: [{ stretch: 1 }, { walkers: 1 }] }),
  separable: row((o) => inference.separable(o), { required: { design: () => square, data: array([1, 2]) } }),
  propose: row((o) => inference.propose(inference.deckOf(box, [{ params: known, value: 1 }]), box, 1, o), {
    outside: [{ startCount: 0 }],
  }),
  search: row((o) => inference.search((p: { x: number }) => p.x, box, o), {
    required: { ...data, evaluations: 5 },
    outside: [{ evaluations: -1 }, { polish: -1 }, { startCount: 0 }],
  }),
  searchAsync: row((o) => inference.searchAsync((p: { x: number }) => p.x, box, o), {
    required: { ...data, evaluations: 5 },
  }),
  gaussianProcess: row((o) => inference.gaussianProcess([[0], [0.5], [1]], [0, 1, 0], o)),
  sobol: row((o) => inference.sobol(2, 4, o), { outside: [{ first: -1 }] }),
};

const reportRows = {
  posteriorFigures: row(
    (o) => report.posteriorFigures(inference.sample(density, start, { warmup: 50, draws: 50, chains: 2 }), o),
    {
      outside: [{ focus: ["z"] }],
    },
  ),
  renderPng: row((o) => report.renderPng(report.pairFigure(two[0]!, two[1]!), o), { outside: positiveOnly("scale") }),
  renderSvg: row((o) => report.renderSvg(report.pairFigure(two[0]!, two[1]!), o)),
  writeFigure: row((o) => node.writeFigure(report.pairFigure(two[0]!, two[1]!), "figure.png", o), {
    outside: positiveOnly("scale"),
  }),
  autocorrelationFigure: row((o) => report.autocorrelationFigure(draws, o), { outside: positiveOnly("lags") }),
  cornerFigure: row((o) => report.cornerFigure(two, o), { outside: [{ levels: [2] }, { truth: [1] }] }),
  curveFigure: row((o) => report.curveFigure(o), {
    required: { title: "t", xTitle: "x", yTitle: "y", curves: [{ label: "a", x, y: x }] },
    outside: positiveOnly("height"),
  }),
  energyFigure: row((o) => report.energyFigure([{ energy: Float64Array.of(1, 2, 1, 3, 2, 1, 3, 2) }] as never, o)),
  forestFigure: row((o) => report.forestFigure([report.errorInterval({ path: "x", unit: "" }, "fit", 1, 0.1)], o)),
  histogramFigure: row((o) => report.histogramFigure(x, o), {
    required: { title: "t", valueTitle: "v" },
    outside: positiveOnly("bins"),
  }),
  imageFigure: row((o) => report.imageFigure([x, x], o), {
    required: { title: "t", valueTitle: "v", x: { title: "x", from: 0, to: 1 }, y: { title: "y", from: 0, to: 1 } },
  }),
  lossFigure: row((o) => report.lossFigure([{ label: "a", values: [3, 2, 1] }] as never, o)),
  marginalFigure: row((o) => report.marginalFigure(draws[0]!, o)),
  pairFigure: row((o) => report.pairFigure(two[0]!, two[1]!, o)),
  rankFigure: row((o) => report.rankFigure([{ ...draws[0]!, chains: [draws[0]!.chains[0]!, two[1]!.chains[0]!] }], o), {
    outside: positiveOnly("bins"),
  }),
  traceFigure: row((o) => report.traceFigure(draws, o)),
  fitRecord: row((o) => inferenceReport.fitRecord(fit(), problem, o)),
  writeFitReport: row((o) => inferenceReport.writeFitReport(fit(), problem, o)),
  writePosteriorReport: row(
    (o) =>
      inferenceReport.writePosteriorReport(inference.sample(density, start, { warmup: 50, draws: 50, chains: 2 }), o),
    { required: { file: "posterior.html", title: "t" } },
  ),
};

const key = fluxion.random.key("rows");
const gamma = (o: never) => fluxion.random.gamma(key, 2, [2], o);
const adaptiveOutside = [
  { relativeTolerance: -1 },
  { absoluteTolerance: -1 },
  ...positiveOnly("maximumSteps"),
  ...positiveOnly("firstStep"),
];
const decay = (s: Arr) => s.neg();
const bounded = fluxion.spec({ x: fluxion.bounded(0, 1, { default: 0.5 }) });

/** Quantiles and weighted means, samples, draws inside of programs, and what else came after the first rows. */
const later = {
  allClose: row((o) => fluxion.allClose(numbers, 1, o), { outside: [{ relativeTolerance: -1 }] }),
  isClose: row((o) => fluxion.isClose(numbers, 1, o), { outside: [{ absoluteTolerance: -1 }] }),
  cumulativeTrapezoid: row((o) => fluxion.cumulativeTrapezoid(numbers, 1, -1, o)),
  diff: row((o) => fluxion.diff(numbers, o), { outside: [{ order: -1 }, { axis: 9 }] }),
  digitize: row((o) => fluxion.digitize(numbers, [1, 3], o)),
  meshgrid: row((o) => fluxion.meshgrid([numbers, numbers], o), { outside: [{ indexing: "yx" }] }),
  geomspace: row((o) => fluxion.geomspace(1, 8, 4, o)),
  logspace: row((o) => fluxion.logspace(0, 3, 4, 10, o)),
  choleskyFactor: row((o) => fluxion.choleskyFactor(2, o), { outside: [{ default: [2, 1] }] }),
  positiveDefinite: row((o) => fluxion.positiveDefinite(2, o), { outside: [{ default: [2, 1] }] }),
  sumToZero: row((o) => fluxion.sumToZero(2, o), { outside: [{ default: [2, 1] }] }),
  unitVector: row((o) => fluxion.unitVector(2, o), { outside: [{ default: [2, 1] }] }),
  "ode.dense": row((o) => fluxion.ode.dense(decay, array([1]), [0, 1], o), { outside: adaptiveOutside }),
  "ode.dop853": row((o) => fluxion.ode.dop853(decay, array([1]), times, o), { outside: adaptiveOutside }),
  "ode.rosenbrock": row((o) => fluxion.ode.rosenbrock(decay, array([1]), times, o), { outside: adaptiveOutside }),
  "ode.events": row(
    (o) => fluxion.ode.events(fluxion.ode.dense(decay, array([1]), [0, 1]), (s: Arr) => s.sum().sub(0.5), o),
    {
      outside: positiveOnly("maximumEvents"),
    },
  ),
  "ode.until": row((o) => fluxion.ode.until(decay, array([1]), [0, 1], (s: Arr) => s.sum().sub(0.5), o), {
    outside: adaptiveOutside,
  }),
  "ode.kahanLi8": row((o) => fluxion.ode.kahanLi8(force, phase, times, o), { outside: positiveOnly("substeps") }),
  "ode.kahanLi8Step": row((o) => fluxion.ode.kahanLi8Step(force, phase, 0, 0.1, o)),
  "random.gamma": row(gamma),
  ...Object.fromEntries(
    (["normal", "cauchy", "exponential", "gumbel", "laplace", "logistic", "uniform"] as const).map((name) => [
      `random.${name}`,
      row((o) => (fluxion.random[name] as (k: Arr, shape: readonly number[], o: never) => unknown)(key, [2], o)),
    ]),
  ),
  "statistics.average": row((o) => fluxion.statistics.average(numbers, null, o)),
  "statistics.corrcoef": row((o) => fluxion.statistics.corrcoef(square, o)),
  "statistics.cov": row((o) => fluxion.statistics.cov(square, o)),
  "statistics.quantile": row((o) => fluxion.statistics.quantile(numbers, 0.5, null, o)),
  "statistics.percentile": row((o) => fluxion.statistics.percentile(numbers, 50, null, o)),
  ...Object.fromEntries(
    (["median", "nanMax", "nanMean", "nanMin", "nanStandardDeviation", "nanSum", "nanVariance"] as const).map(
      (name) => [
        `statistics.${name}`,
        row((o) => (fluxion.statistics[name] as (a: Arr, axis: null, o: never) => unknown)(numbers, null, o)),
      ],
    ),
  ),
  predictive: row((o) =>
    inference.predictive(
      (p: { x: Arr }) => p.x,
      (mean: Arr) => fluxion.distributions.normal({ mean, standardDeviation: 1 }),
      { x: 0.5 },
      inference.priorDraws(bounded, { draws: 4 }),
      o,
    ),
  ),
  priorDraws: row((o) => inference.priorDraws(bounded, o), { outside: [{ draws: 0 }] }),
};

const line = fluxion.spec({ x: fluxion.real({ default: 0.5 }) });
const problem = { title: "t", spec: line, question: { kind: "residuals", residuals } } as never;

/** By the name of the function; that of a member of a namespace with a point. */
export const rows: Readonly<Record<string, Row>> = {
  ...creation,
  ...params,
  ...ops,
  ...numerics,
  ...transforms,
  ...inferenceRows,
  ...reportRows,
  ...later,
};
