/** The option run: one vocabulary, refused by name where a call cannot honour it, and one shape of progress. */
import { type Arr, array, customVjp, mul, spec, whole } from "fluxion";
import {
  bootstrap,
  fisher,
  huber,
  jackknife,
  laplace,
  leastSquares,
  leastSquaresAsync,
  minimize,
  multiStart,
  profile,
  type Progress,
  type types,
  sample,
  search,
  linearAxis,
  statistic,
} from "fluxion/inference";
import { functionDigest } from "fluxion/inference/methods";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { memoryStore } from "./memory-store.ts";

const start = { x: 0.5 };
const bowl = (p: { x: Arr }) => p.x.sub(1).square();
const density = (p: { x: Arr }) => p.x.square().mul(-0.5);
const data = array([1.2, 0.4, 3.1, 2.2]);
const residuals = (p: { x: Arr }) => data.sub(p.x);
const mean = statistic((x: Arr) => x.mean());

describe("what a call cannot honour", () => {
  it("is refused by name, with the reason", () => {
    const run = (options: object) => ({ run: options }) as never;
    expect(messageOf(() => minimize(bowl, start, run({ threads: 2 })))).toMatchInlineSnapshot(
      `"OptionError at run.threads in minimize(): minimize takes no threads: it runs on one thread. It takes run.progress, run.signal, run.resume, run.target."`,
    );
    expect(messageOf(() => bootstrap(mean, data, run({ target: "wasm" })))).toMatchInlineSnapshot(
      `"OptionError at run.target in bootstrap(): bootstrap takes no target: the estimator takes it: leastSquaresEstimator(residuals, initial, { run: { target } }). It takes run.seed, run.progress, run.signal, run.resume."`,
    );
    expect(messageOf(() => minimize(bowl, start, run({ resume: "fit.checkpoint" })))).toMatchInlineSnapshot(
      `"OptionError at run.resume in minimize(): minimize does not wait for files: it goes on from the state of an earlier result. minimizeAsync saves to a file and goes on from it."`,
    );
    expect(messageOf(() => sample(density, start, run({ thread: 2 })))).toMatchInlineSnapshot(
      `"OptionError at run.thread in sample(): there is no option thread. Did you mean threads? The options are seed, threads, progress, signal, resume, target."`,
    );
    expect(messageOf(() => multiStart(bowl, [start], run({ seed: 2 })))).toMatchInlineSnapshot(
      `"OptionError at run.seed in multiStart(): starts that are given follow from no seed. Give { initial, count, box } to have them spread by it."`,
    );
  });

  it("is said where it belongs when it stands loose", () => {
    expect(messageOf(() => sample(density, start, { seed: 1 } as never))).toMatchInlineSnapshot(
      `"OptionError at seed in sample(): there is no option seed. Say it in run: { seed: … }."`,
    );
    expect(messageOf(() => minimize(bowl, start, { checkpoint: {} } as never))).toMatchInlineSnapshot(
      `"OptionError at checkpoint in minimize(): there is no option checkpoint. Say it in run: { resume: … }."`,
    );
  });
});

describe("progress", () => {
  const told = (call: (progress: (now: Progress) => void) => unknown): Progress => {
    const heard: Progress[] = [];
    call((now) => heard.push(now));
    return heard.at(-1)!;
  };

  it.each<
    readonly [types.ProgressStage["stage"], number, number | null, (progress: (now: Progress) => void) => unknown]
  >([
    ["fit", 2, null, (progress) => minimize(bowl, start, { stop: { maxSteps: 2 }, run: { progress } })],
    ["starts", 2, 2, (progress) => multiStart(bowl, [start, { x: 3 }], { run: { progress } })],
    ["draws", 60, 60, (progress) => sample(density, start, { chains: 2, warmup: 20, draws: 10, run: { progress } })],
    ["replicates", 30, 30, (progress) => bootstrap(mean, data, { draws: 30, run: { progress } })],
    ["replicates", 4, 4, (progress) => jackknife(mean, data, { run: { progress } })],
    [
      "search",
      12,
      12,
      (progress) =>
        search(({ x }) => x, { x: linearAxis(0, 1) }, { derivatives: "none", evaluations: 12, run: { progress } }),
    ],
  ])("of %s counts its steps", (stage, step, total, call) => {
    expect(told(call)).toMatchObject({ stage, step, total });
  });

  it("of a profile counts its fits, of a climb its steps", () => {
    expect(told((progress) => profile({ objective: bowl }, start, "x", { run: { progress } }))).toMatchObject({
      stage: "profile",
      path: "x",
    });
    const climb = told((progress) => laplace(density, start, { run: { progress } }));
    // The mode of -x²/2 is 0.
    expect(climb).toMatchObject({ stage: "fit", label: "laplace" });
    expect(climb.stage === "fit" && Math.abs(climb.value)).toBeLessThan(1e-12);
  });
});

describe("runs that differ", () => {
  it("are told apart by target, and by a loss of the same name", async () => {
    const resume = { file: memoryStore() };
    await leastSquaresAsync(residuals, start, { run: { resume } });
    await expect(leastSquaresAsync(residuals, start, { run: { resume, target: "reference" } })).rejects.toThrow(
      'options.target is "wasm" in the file and "reference" here',
    );
    const own = { file: memoryStore() };
    await leastSquaresAsync(residuals, start, { loss: huber(), run: { resume: own } });
    const loss = { ...huber(), rho: (z: number) => Math.log1p(z) };
    await expect(leastSquaresAsync(residuals, start, { loss, run: { resume: own } })).rejects.toThrow(
      "options.settings.loss.values is",
    );
  });

  it("are told apart by the backward pass of a rule of their own", () => {
    const square = (factor: number) =>
      customVjp((x: Arr) => x.square(), {
        forward: (x) => ({ value: x.square(), residuals: x }),
        backward: (x, cotangent) => [mul(cotangent, x.mul(factor))],
      });
    const [one, same, other] = [2, 2, 3].map((factor) => functionDigest((x: Arr) => square(factor)(x), [1]));
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });
});

describe("a solution as a start", () => {
  it("stands for its parameters", () => {
    const fit = leastSquares(residuals, start);
    expect(fisher(residuals, fit).errors).toEqual(fisher(residuals, fit.params).errors);
    // Four residuals of unit noise determine a mean to 1/2.
    expect(fisher(residuals, fit).errors[0]).toBeCloseTo(0.5, 14);
    expect(leastSquares(residuals, fit).steps).toBe(leastSquares(residuals, fit.params).steps);
  });

  it("of whole numbers alone says why nothing is free", () => {
    const counts = spec({ n: whole(0, 9, { default: 3 }) });
    expect(messageOf(() => minimize((p) => p.n.square(), counts.defaults, { spec: counts }))).toMatchInlineSnapshot(
      `"ParameterError in minimize(): there is nothing to fit: no parameter is free. Whole numbers (i32) always stay as they are: n. Cast to "f64" what may take any value. The parameters are n."`,
    );
  });
});

it("advises intervals that simulated data have", () => {
  // The maximum of an exponential sample estimated by its square: biased by more than a quarter of its error.
  const spread = statistic((x: Arr) => x.mean().exp().square());
  const found = bootstrap(spread, data, { draws: 200, simulate: () => data.add(1) });
  expect(found.explain).toContain('prefer "bc" intervals');
  expect(() => found.interval(0.9, "bc")).not.toThrow();
});
