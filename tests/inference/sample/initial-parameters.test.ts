/** Chains start from parameters, or from the solution that has them. */
import { describe, expect, it } from "vitest";
import type { Arr } from "fluxion";
import { minimize, sample } from "fluxion/inference";

const misfit = ({ x, y }: { x: Arr; y: Arr }): Arr => x.sub(3).square().add(y.add(1).div(0.1).square());
const logDensity = (p: { x: Arr; y: Arr }): Arr => misfit(p).mul(-0.5);
const options = { seed: "start", warmup: 20, draws: 10, chains: 2 } as const;

describe("where chains start", () => {
  it("is the same, a solution given or its parameters", () => {
    const fit = minimize(misfit, { x: 0, y: 0 });
    const from = sample(logDensity, fit, options);
    expect(from.draws).toEqual(sample(logDensity, fit.params, options).draws);
    expect(from.draws.map(({ path }) => path)).toEqual(["x", "y"]);
  });

  it("may be a tree whose leaves are called as fields of a solution are", () => {
    const named = sample(
      ({ summary, params }: { summary: Arr; params: Arr }) => misfit({ x: summary, y: params }).mul(-0.5),
      { summary: 0, params: 0 },
      options,
    );
    expect(named.draws.map(({ path }) => path)).toEqual(["params", "summary"]);
  });
});
