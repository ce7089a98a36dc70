/** Every public call of inference refuses an option that does not exist and a value that cannot be, by name. */
import { type Arr, array, errors } from "fluxion";
import * as inference from "fluxion/inference";
import { describe, expect, it } from "vitest";

const square = (p: { x: Arr }) => p.x.sub(1).square();
const start = { x: 0.5 };
const rows = array([1, 2, 4, 8]);
const draws = [{ path: "x", chains: [[0.1, 0.4, 0.2, 0.3]] }];
const mean = () => inference.statistic((x: Arr) => x.mean());
const residuals = (p: { x: Arr }) => array([1, 2, 4]).sub(p.x);
const box = { x: inference.linearAxis(-1, 2) };

interface Call {
  /** The call as errors name it, and with these options. */
  readonly name: string;
  readonly with: (options: never) => unknown;
  /** A misspelt option, and what it should be. */
  readonly misspelt: readonly [wrong: string, right: string];
  /** An option of a wrong type or out of range. */
  readonly wrong: Readonly<Record<string, unknown>>;
}

/** A call of which only the options are looked at: they are checked before anything else is. */
const calls: readonly Call[] = [
  {
    name: "minimize",
    with: (o) => inference.minimize(square, start, o),
    misspelt: ["metod", "method"],
    wrong: { stop: { maxSteps: -1 } },
  },
  {
    name: "minimizeAsync",
    with: (o) => inference.minimizeAsync(square, start, o),
    misspelt: ["chekpoint", "checkpoint"],
    wrong: { progress: 3 },
  },
  {
    name: "multiStart",
    with: (o) => inference.multiStart(square, [start], o),
    misspelt: ["distinkt", "distinct"],
    wrong: { distinct: -1 },
  },
  {
    name: "leastSquares",
    with: (o) => inference.leastSquares(residuals, start, o),
    misspelt: ["lose", "loss"],
    wrong: { noise: "guessed" },
  },
  {
    name: "leastSquaresAsync",
    with: (o) => inference.leastSquaresAsync(residuals, start, o),
    misspelt: ["progres", "progress"],
    wrong: { signal: 1 },
  },
  {
    name: "leastSquaresSolve",
    with: (o) => inference.leastSquaresSolve(residuals, start, o),
    misspelt: ["accelaration", "acceleration"],
    wrong: { firstDamping: 0 },
  },
  {
    name: "batchDescent",
    with: (o) => inference.batchDescent(square, start, o),
    misspelt: ["bacth", "batch"],
    wrong: { batch: 3 },
  },
  {
    name: "miniBatches",
    with: (o) => inference.miniBatches(rows, o),
    misspelt: ["sise", "size"],
    wrong: { size: 0.5 },
  },
  {
    name: "schedules.warmupCosine",
    with: (o) => inference.schedules.warmupCosine(o),
    misspelt: ["paek", "peak"],
    wrong: { peak: "high" },
  },
  {
    name: "schedules.exponential",
    with: (o) => inference.schedules.exponential(o),
    misspelt: ["facter", "factor"],
    wrong: { over: 0 },
  },
  { name: "lbfgsb", with: (o) => inference.lbfgsb(o), misspelt: ["memroy", "memory"], wrong: { memory: 0 } },
  {
    name: "nelderMead",
    with: (o) => inference.nelderMead(o),
    misspelt: ["tolerence", "tolerance"],
    wrong: { firstSize: 0 },
  },
  { name: "newtonCg", with: (o) => inference.newtonCg(o), misspelt: ["forcng", "forcing"], wrong: { forcing: 2 } },
  { name: "adam", with: (o) => inference.adam(o), misspelt: ["beta3", "beta1"], wrong: { beta1: 1 } },
  {
    name: "adamW",
    with: (o) => inference.adamW(o),
    misspelt: ["weigthDecay", "weightDecay"],
    wrong: { weightDecay: "0" },
  },
  { name: "sgd", with: (o) => inference.sgd(o), misspelt: ["momentun", "momentum"], wrong: { look: "ahead" } },
  {
    name: "gaussNewton",
    with: (o) => inference.gaussNewton(o),
    misspelt: ["firstradious", "firstRadius"],
    wrong: { firstRadius: -1 },
  },
  {
    name: "dogleg",
    with: (o) => inference.dogleg(o),
    misspelt: ["firstRadus", "firstRadius"],
    wrong: { firstRadius: "1" },
  },
  {
    name: "levenbergMarquardt",
    with: (o) => inference.levenbergMarquardt(o),
    misspelt: ["firstDampng", "firstDamping"],
    wrong: { acceleration: "geodesc" },
  },
  {
    name: "nnls",
    with: (o) =>
      inference.nnls(
        [
          [1, 0],
          [0, 1],
        ],
        [1, 2],
        o,
      ),
    misspelt: ["tikonov", "tikhonov"],
    wrong: { method: "simplex" },
  },
  {
    name: "nnlsArgmin",
    with: (o) =>
      inference.nnlsArgmin(
        array([
          [1, 0],
          [0, 1],
        ]),
        array([1, 2]),
        o,
      ),
    misspelt: ["fre", "free"],
    wrong: { equality: 1 },
  },
  {
    name: "nnlsValue",
    with: (o) =>
      inference.nnlsValue(
        array([
          [1, 0],
          [0, 1],
        ]),
        array([1, 2]),
        o,
      ),
    misspelt: ["entropi", "entropy"],
    wrong: { tikhonov: { wieght: 1 } },
  },
  {
    name: "nnlsSolve",
    with: (o) =>
      inference.nnlsSolve(
        array([
          [1, 0],
          [0, 1],
        ]),
        array([1, 2]),
        o,
      ),
    misspelt: ["smothness", "smoothness"],
    wrong: { smoothness: "1" },
  },
  { name: "separable", with: (o) => inference.separable(o), misspelt: ["desing", "design"], wrong: { design: 1 } },
  {
    name: "fisher",
    with: (o) => inference.fisher(residuals, start, o),
    misspelt: ["nois", "noise"],
    wrong: { variance: 1 },
  },
  {
    name: "observedInformation",
    with: (o) => inference.observedInformation(square, start, o),
    misspelt: ["meening", "meaning"],
    wrong: { target: "gpu" },
  },
  {
    name: "sample",
    with: (o) => inference.sample(square, start, o),
    misspelt: ["warmpu", "warmup"],
    wrong: { chains: 0.5 },
  },
  {
    name: "sampleAsync",
    with: (o) => inference.sampleAsync(square, start, o),
    misspelt: ["thread", "threads"],
    wrong: { threads: 0 },
  },
  { name: "nuts", with: (o) => inference.nuts(o), misspelt: ["maxDeph", "maxDepth"], wrong: { maxDepth: 21 } },
  { name: "hmc", with: (o) => inference.hmc(o), misspelt: ["step", "steps"], wrong: { jitter: 1 } },
  {
    name: "metropolis",
    with: (o) => inference.metropolis(o),
    misspelt: ["targetAceptance", "targetAcceptance"],
    wrong: { targetAcceptance: 1 },
  },
  { name: "ensemble", with: (o) => inference.ensemble(o), misspelt: ["walker", "walkers"], wrong: { stretch: 1 } },
  {
    name: "laplace",
    with: (o) => inference.laplace(square, start, o),
    misspelt: ["constrains", "constraints"],
    wrong: { maxSteps: "many" },
  },
  {
    name: "pathfinder",
    with: (o) => inference.pathfinder(square, start, o),
    misspelt: ["pathes", "paths"],
    wrong: { candidates: 0 },
  },
  {
    name: "unconstrain",
    with: (o) => inference.unconstrain(start, o),
    misspelt: ["bouns", "bounds"],
    wrong: { constraints: 3 },
  },
  {
    name: "search",
    with: (o) => inference.search(square, box, o),
    misspelt: ["evalutions", "evaluations"],
    wrong: { kernel: "matern" },
  },
  {
    name: "searchAsync",
    with: (o) => inference.searchAsync(square, box, o),
    misspelt: ["abuot", "about"],
    wrong: { polish: -1 },
  },
  {
    name: "gaussianProcess",
    with: (o) => inference.gaussianProcess([[0], [1]], [0, 1], o),
    misspelt: ["kernal", "kernel"],
    wrong: { kernel: 1 },
  },
  { name: "sobol", with: (o) => inference.sobol(2, 4, o), misspelt: ["frist", "first"], wrong: { first: -1 } },
  {
    name: "profile",
    with: (o) => inference.profile({ objective: square }, start, "x", o),
    misspelt: ["confidense", "confidence"],
    wrong: { step: 0 },
  },
  {
    name: "profilePair",
    with: (o) => inference.profilePair({ objective: square }, start, ["x", "x"], o),
    misspelt: ["node", "nodes"],
    wrong: { sweeps: 3 },
  },
  {
    name: "statistic",
    with: (o) => inference.statistic((x: Arr) => x.mean(), o),
    misspelt: ["tarket", "target"],
    wrong: { target: 1 },
  },
  {
    name: "leastSquaresEstimator",
    with: (o) => inference.leastSquaresEstimator(residuals, start, o),
    misspelt: ["quantitiy", "quantity"],
    wrong: { quantity: 1 },
  },
  {
    name: "minimumEstimator",
    with: (o) => inference.minimumEstimator(square, start, o),
    misspelt: ["bound", "bounds"],
    wrong: { spec: 1 },
  },
  {
    name: "bootstrap",
    with: (o) => inference.bootstrap(mean(), rows, o),
    misspelt: ["sed", "seed"],
    wrong: { draws: 1 },
  },
  {
    name: "bootstrapAsync",
    with: (o) => inference.bootstrapAsync(mean(), rows, o),
    misspelt: ["blocksizes", "blockSize"],
    wrong: { blockSize: 0 },
  },
  {
    name: "jackknife",
    with: (o) => inference.jackknife(mean(), rows, o),
    misspelt: ["blockSise", "blockSize"],
    wrong: { onProgress: 1 },
  },
  {
    name: "derivedDraws",
    with: (o) => inference.derivedDraws(square, start, draws, o),
    misspelt: ["unit", "units"],
    wrong: { units: 1 },
  },
];

/** What the call throws, or its promise. */
async function refusal({ with: call }: Call, options: unknown): Promise<unknown> {
  try {
    // The point of the sweep is what types would forbid.
    await call(options as never);
  } catch (error) {
    return error;
  }
  return undefined;
}

function details(error: unknown) {
  expect(error).toBeInstanceOf(errors.OptionError);
  return (error as errors.OptionError).details;
}

describe.each(calls.map((call) => [call.name, call] as const))("%s", (name, call) => {
  it("refuses a misspelt option and names the nearest", async () => {
    const [wrong, right] = call.misspelt;
    const { where, path, hint } = details(await refusal(call, { [wrong]: 1 }));
    expect({ where, path }).toEqual({ where: name, path: wrong });
    expect(hint).toContain(`Did you mean ${right}?`);
  });

  it("refuses a value that cannot be, by the option's name", async () => {
    const { where, path } = details(await refusal(call, call.wrong));
    expect(where).toBe(name);
    expect(path).toMatch(new RegExp(`^${Object.keys(call.wrong)[0]!}(\\.|$)`));
  });

  it("refuses options that are no object", async () => {
    expect(details(await refusal(call, 3))).toMatchObject({ where: name, path: "options", received: "the number 3" });
  });
});
