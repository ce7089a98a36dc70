/** What sampling and its posterior refuse, and the way out that they name. */
import { describe, expect, it } from "vitest";
import { type Arr, round } from "fluxion";
import { hmc, laplace, metropolis, pathfinder, sample } from "fluxion/inference";
import { messageOf } from "../../support/message-of.ts";

interface Params {
  readonly x: Arr;
}
const normal = ({ x }: Params): Arr => x.square().mul(-0.5);
const posterior = sample(normal, { x: 0 }, { warmup: 20, draws: 10, chains: 2 });

describe("a posterior", () => {
  it("has its chains and draws, numbered from 0, and quantiles of probabilities", () => {
    expect(posterior.paramsAt(1, 9).x.item()).toBe(posterior.draws[0]!.chains[1]![9]);
    const sorted = posterior.draws[0]!.chains.flatMap((chain) => Array.from(chain)).sort((a, b) => a - b);
    expect([posterior.quantile(0).x.item(), posterior.quantile(1).x.item()]).toEqual([sorted[0], sorted.at(-1)]);
    expect(
      [
        () => posterior.paramsAt(2, 0),
        () => posterior.paramsAt(0, 10),
        () => posterior.paramsAt(0, 0.5),
        () => posterior.quantile(95),
      ].map(messageOf),
    ).toMatchInlineSnapshot(`
      [
        "OptionError at chain in paramsAt(): expected a whole number from 0 to 1, received the number 2.",
        "OptionError at draw in paramsAt(): expected a whole number from 0 to 9, received the number 10.",
        "OptionError at draw in paramsAt(): expected a whole number from 0 to 9, received the number 0.5.",
        "OptionError at p in quantile(): expected a probability from 0 to 1, received the number 95.",
      ]
    `);
  });
});

describe("sample", () => {
  it("does not start from results that tell no start", () => {
    // What the types refuse; a script without them may do it.
    const from = (initial: unknown): string => messageOf(() => sample(normal, initial as { x: number }));
    const nowhere = ({ x }: Params): Arr => x.sub(100).sqrt();
    expect([pathfinder(nowhere, { x: 0 }), laplace(({ x }: Params) => x, { x: 0 }), posterior].map(from))
      .toMatchInlineSnapshot(`
      [
        "ParameterError at initial in sample(): expected parameters, or a result that has them, received a result whose status is "failed". No path met a point with a Gaussian whose lower bound is finite; start from a fit, take a smaller spread, and give edges of the density as bounds, so that no draw lies beyond them.",
        "ParameterError at initial in sample(): expected parameters, or a result that has them, received a result whose status is "no-mode". The log density rises without end; check its sign, or add a prior or bounds.",
        "ParameterError at initial in sample(): expected parameters, or a result that has them, received a posterior whose status is "doubtful". Give its mean(), and starts made with its paramsAt(chain, draw).",
      ]
    `);
  });

  it("names samplers that do without a derivative where there is none", () => {
    const steps = ({ x }: Params): Arr => round(x).square().mul(-0.5);
    expect(messageOf(() => sample(steps, { x: 0 }))).toMatchInlineSnapshot(
      `"DerivativeError at params (tests/inference/sample/refusals.test.ts): round has no derivative (piecewise constant). Hold its argument fixed with round(stopGradient(x)), or give a derivative of your own with customVjp. metropolis() and ensemble() sample without a gradient."`,
    );
    expect(sample(steps, { x: 0 }, { sampler: metropolis(), warmup: 20, draws: 10 }).draws[0]!.chains).toHaveLength(4);
  });

  it("takes scatter and jitter that are zero, and none below", () => {
    expect(
      [() => sample(normal, { x: 0 }, { spread: -1 }), () => hmc({ jitter: -0.1 }), () => hmc({ jitter: 1 })].map(
        messageOf,
      ),
    ).toMatchInlineSnapshot(`
      [
        "OptionError at spread in sample(): expected a finite number of at least 0, received the number -1.",
        "OptionError at jitter in hmc(): expected a number of at least 0 and below 1, received the number -0.1.",
        "OptionError at jitter in hmc(): expected a number of at least 0 and below 1, received the number 1.",
      ]
    `);
    expect(hmc({ jitter: 0 }).settings["jitter"]).toBe(0);
  });
});
