/** Runs go on: stored, extended, cancelled or shared among threads, they draw the same bits. */
import { describe, expect, it } from "vitest";
import { type Arr, array, zeros } from "fluxion";
import { ensemble, hmc, metropolis, nuts, type Posterior, sample, type SampleOptions } from "fluxion/inference";
import type { GroupState, Sampler, SampleState } from "fluxion/inference/methods";
import { decode, encode } from "../../../src/run/encode.ts";

interface Params {
  x: Arr;
  scale: Arr;
}

/** Three coordinates, one of them bounded, with gradients that are no round numbers. */
const logDensity = ({ x, scale }: Params): Arr =>
  x.div(scale).square().sum().mul(-0.5).sub(scale.log().mul(2)).sub(scale);
const initial = { x: zeros([2]), scale: 1 };

const run = (options: SampleOptions<Params, GroupState> & { sampler: Sampler }): Posterior<Params> =>
  sample(logDensity, initial, {
    bounds: { scale: [0, Infinity] },
    warmup: 60,
    draws: 40,
    ...options,
    run: { seed: "resume", ...options.run },
  });

/** Everything that was drawn, and where the chains stand. */
const drawn = ({ draws, statistics, logDensity: values, state }: Posterior<Params>): unknown => ({
  draws,
  statistics,
  values,
  groups: state.groups.map(({ state: group }) => group),
});

const samplers: readonly (readonly [string, Sampler])[] = [
  ["nuts", nuts()],
  ["nuts, dense", nuts({ metric: "dense" })],
  ["nuts, fisher", nuts({ metric: "fisher" })],
  ["hmc", hmc()],
  ["metropolis", metropolis()],
  ["ensemble", ensemble()],
];

describe.each(samplers)("%s", (_name, sampler) => {
  const whole = run({ sampler });

  it("draws the same again, and something else from another seed", () => {
    expect(drawn(run({ sampler }))).toEqual(drawn(whole));
    expect(run({ sampler, run: { seed: 2 } }).draws).not.toEqual(whole.draws);
  });

  it("goes on from a stored state to the bits of a longer run", () => {
    const stored = JSON.stringify(encode(whole.state, "state"));
    // What was encoded is a state; decoding gives it back.
    const state = decode(JSON.parse(stored) as Parameters<typeof decode>[0], "state") as SampleState;
    const longer = run({ sampler, draws: 90, run: { resume: state } });
    expect(drawn(longer)).toEqual(drawn(run({ sampler, draws: 90 })));
    expect(longer.draws[0]!.chains[0]!.slice(0, 40)).toEqual(whole.draws[0]!.chains[0]);
  });

  it("survives being cloned", () => {
    const longer = run({ sampler, draws: 50, run: { resume: structuredClone(whole.state) } });
    expect(drawn(longer)).toEqual(drawn(run({ sampler, draws: 50 })));
  });

  it("goes on to the same bits when it was cancelled, or ended in its warm-up", () => {
    const controller = new AbortController();
    const cancelled = run({
      sampler,
      draws: 100_000,
      run: { signal: controller.signal, progress: () => controller.abort() },
    });
    expect(cancelled.status).toBe("cancelled");
    expect(drawn(run({ sampler, run: { resume: cancelled.state } }))).toEqual(drawn(whole));
    const empty = run({ sampler, draws: 0 });
    expect(empty.diagnosis).toBeNull();
    expect(drawn(run({ sampler, run: { resume: empty.state } }))).toEqual(drawn(whole));
  });

  it("leaves the state that it goes on from as it was", () => {
    const before = structuredClone(whole.state);
    run({ sampler, draws: 50, run: { resume: whole.state } });
    expect(whole.state).toEqual(before);
  });
});

describe("threads", () => {
  it.each([
    ["nuts", nuts()],
    ["metropolis", metropolis()],
  ] as const)("draw the same bits, however many, with %s", (_name, sampler) => {
    const alone = run({ sampler, chains: 5 });
    for (const threads of [2, 3]) expect(drawn(run({ sampler, chains: 5, run: { threads } }))).toEqual(drawn(alone));
    const resumed = run({ sampler, chains: 5, draws: 60, run: { threads: 2, resume: alone.state } });
    expect(drawn(resumed)).toEqual(drawn(run({ sampler, chains: 5, draws: 60 })));
  });

  it("tell of their progress and hear that they shall stop", () => {
    const controller = new AbortController();
    const told: number[] = [];
    const posterior = run({
      sampler: nuts(),
      draws: 100_000,
      run: {
        threads: 2,
        signal: controller.signal,
        progress: ({ step, total }) => {
          told.push(step);
          expect(total).toBe(4 * 100_060);
          controller.abort();
        },
      },
    });
    expect(posterior.status).toBe("cancelled");
    expect(posterior.explain).toMatch(
      /^Cancelled with 4 chains of \d+ draws; hand this posterior's state to run.resume/,
    );
    expect(told.length).toBeGreaterThan(0);
  });

  it("are done without where nothing is compiled", () => {
    const options = { sampler: nuts(), chains: 2, warmup: 20, draws: 5, run: { target: "reference" } } as const;
    expect(drawn(run({ ...options, run: { ...options.run, threads: 2 } }))).toEqual(drawn(run(options)));
  });
});

describe("a run of something else", () => {
  const { state } = run({ sampler: nuts() });

  it("is not gone on with", () => {
    expect(() => run({ sampler: nuts({ maxDepth: 5 }), run: { resume: state } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at run.resume.settings in sample(): expected {"metric":"diagonal","targetAcceptance":0.8,"maxDepth":5}, received {"metric":"diagonal","targetAcceptance":0.8,"maxDepth":10}. A run goes on with the sampler, seed, chains and warm-up that it began with.]`,
    );
    expect(() => run({ sampler: nuts(), run: { seed: 3, resume: state } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at run.resume.seed in sample(): expected 3, received "resume". A run goes on with the sampler, seed, chains and warm-up that it began with.]`,
    );
    expect(() =>
      sample(
        ({ y }: { y: Arr }) => y.square().mul(-0.5),
        { y: 0 },
        { warmup: 60, run: { resume: state as never, seed: "resume" } },
      ),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at run.resume.paths in sample(): expected ["y"], received ["x[0]","x[1]","scale"]. A run goes on with the sampler, seed, chains and warm-up that it began with.]`,
    );
    const other = ({ x, scale }: Params): Arr => logDensity({ x, scale }).sub(x.sum());
    expect(() =>
      sample(other, initial, {
        bounds: { scale: [0, Infinity] },
        warmup: 60,
        run: { seed: "resume", resume: state as never },
      }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at run.resume in sample(): expected a run of this log density, which is -1.3498166801341431 where its first chain stands, received one where it is -2.2557666132003735. Go on with the function and the data that the run began with.]`,
    );
  });
});

describe("bad input", () => {
  it("is refused with the name of the option", () => {
    const density = ({ y }: { y: Arr }): Arr => y.square().mul(-0.5);
    expect(() => sample(density, { y: 0 }, { chains: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at chains in sample(): expected a whole number of at least 1, received the number 0.]`,
    );
    expect(() => sample(density, { y: 0 }, { warmup: 0.5 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at warmup in sample(): expected a whole number of at least 0, received the number 0.5.]`,
    );
    expect(() => nuts({ targetAcceptance: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at targetAcceptance in nuts(): expected a number between 0 and 1, received the number 1.]`,
    );
    expect(() => nuts({ metric: "full" as never })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at metric in nuts(): expected "diagonal" or "dense" or "fisher", received the string "full".]`,
    );
    expect(() => hmc({ steps: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at steps in hmc(): expected a whole number of at least 1, received the number 0.]`,
    );
    expect(() => sample(density, { y: 0 }, { sampler: ensemble({ walkers: 5 }) })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at walkers in ensemble(): expected an even number of at least 4 for 1 coordinates, received the number 5.]`,
    );
    expect(() => sample(({ y }: { y: Arr }) => y.log(), { y: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at initial in sample(): expected parameters at which the log density and its gradient are finite, received log density NaN. Start from a fit, which finds parameters that the data allow, or look for NaN in the data: firstNaN says where it begins.]`,
    );
    expect(() => sample(({ y }: { y: Arr }) => y.mul(array([1, 2])), { y: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError in valueAndGrad(): the function must return a scalar. Expected f64[], received f64[2]. Reduce the result, for example with sum; for the derivative of each element use jacobian.]`,
    );
  });
});
