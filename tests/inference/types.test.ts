/** Types of solutions follow parameters, method and status. */
import { describe, expect, expectTypeOf, it } from "vitest";
import { type Arr, array, bounded, grad, positive, spec, vmap } from "fluxion";
import {
  adam,
  type AdamState,
  boxOf,
  fisher,
  gaussNewton,
  type GaussNewtonInfo,
  laplace,
  type LbfgsbInfo,
  leastSquares,
  logAxis,
  minimize,
  multiStart,
  newtonCg,
  type NewtonCgInfo,
  pathfinder,
  profile,
  sample,
  search,
  type SolutionFields,
  unwrap,
} from "fluxion/inference";

const decay = spec({ amplitude: positive({ default: 1 }), rate: bounded(0, 10, { default: 1 }) });
type Params = typeof decay.params;
const sum = (p: Params): Arr => p.amplitude.sub(1).square().add(p.rate.sub(2).square());
const list = (p: Params): Arr => p.amplitude.sub(1).reshape(1);

describe("types of parameters", () => {
  it("are inferred from the spec", () => {
    const start = decay.defaults;
    const options = { spec: decay };
    const calls = [
      () =>
        minimize(
          (p) => {
            expectTypeOf(p).toEqualTypeOf<Params>();
            return p.amplitude.square().add(p.rate);
          },
          start,
          options,
        ),
      () =>
        leastSquares(
          (p) => {
            expectTypeOf(p).toEqualTypeOf<Params>();
            return p.amplitude.sub(1).reshape(1);
          },
          { amplitude: 1, rate: 1 },
          options,
        ),
      () =>
        sample(
          (p) => {
            expectTypeOf(p).toEqualTypeOf<Params>();
            return p.amplitude.neg();
          },
          start,
          options,
        ),
      () => minimize((p) => p.amplitude.square(), start, { spec: decay, method: adam() }),
      () => laplace((p) => p.amplitude.neg(), start, options),
      () => pathfinder((p) => p.amplitude.neg(), start, options),
      () => fisher((p) => p.amplitude.reshape(1), start, options),
      () => profile({ residuals: (p) => p.amplitude.reshape(1) }, start, "rate", options),
      () => multiStart((p) => p.amplitude.square(), [start], options),
      () => search((p) => p.amplitude.square().add(p.rate), boxOf(decay, { amplitude: logAxis(0.1, 10) })),
      // @ts-expect-error the model has no mass
      () => minimize((p) => p.amplitude.mul(p.mass as number), start, options),
    ];
    expectTypeOf(calls).toBeArray();
  });

  it("are those of functions that a spec types, transformed too", () => {
    const energy = decay.model((p, t: Arr) => p.amplitude.mul(p.rate).mul(t));
    expectTypeOf(energy).parameter(0).toEqualTypeOf<Params>();
    const slope = grad(energy);
    const mapped = vmap(energy, { in: [null, 0] });
    expectTypeOf(slope).returns.toEqualTypeOf<Params>();
    expectTypeOf(mapped).returns.toEqualTypeOf<Arr>();
    expect(slope(decay.defaults, 3).rate.item()).toBe(3);
    expect(mapped(decay.defaults, array([1, 2])).toNested()).toEqual([1, 2]);
  });
});

describe("types of solutions", () => {
  it("follow the parameters and the method", () => {
    const fit = minimize(sum, decay.defaults, { spec: decay });
    expectTypeOf(fit.params).toEqualTypeOf<Params>();
    expectTypeOf(fit.standardErrors()).toEqualTypeOf<Params>();
    expectTypeOf(fit.history).toEqualTypeOf<readonly LbfgsbInfo[]>();
    const newton = minimize(sum, decay.defaults, { method: newtonCg() });
    expectTypeOf(newton.params).toEqualTypeOf<Params>();
    expectTypeOf(newton.history).toEqualTypeOf<readonly NewtonCgInfo[]>();
    expectTypeOf(minimize(sum, decay.defaults, { method: adam() }).state).toEqualTypeOf<AdamState>();
    const many = multiStart(sum, [decay.defaults], { method: newtonCg() });
    if (many.status === "found") expectTypeOf(many.best.params).toEqualTypeOf<Params>();
    else expectTypeOf(many).not.toHaveProperty("best");
    const squares = leastSquares(list, { amplitude: 3, rate: 1 }, { method: gaussNewton() });
    expectTypeOf(squares.params).toEqualTypeOf<Params>();
    expectTypeOf(squares.history).toEqualTypeOf<readonly GaussNewtonInfo[]>();
    expectTypeOf(fisher(list, decay.defaults).standardErrors).toEqualTypeOf<Params>();
  });

  it("narrow on the status", () => {
    const fit = minimize(sum, decay.defaults);
    if (fit.status === "converged") expectTypeOf(fit.status).toEqualTypeOf<"converged">();
    else
      expectTypeOf(fit.status).toEqualTypeOf<
        "saddle" | "max-steps" | "stalled" | "diverged" | "non-finite" | "cancelled"
      >();
    expectTypeOf(unwrap(fit).status).toEqualTypeOf<"converged">();
    expectTypeOf(unwrap(fit)).toExtend<SolutionFields<Params>>();
  });

  it("refuse parameters that the function does not have", () => {
    // @ts-expect-error the rate is missing
    const missing = (): unknown => minimize(sum, { amplitude: 1 });
    // @ts-expect-error a misspelt name
    const misspelt = (): unknown => minimize(sum, { amplitude: 1, rat: 2 });
    expectTypeOf(missing).toBeFunction();
    expectTypeOf(misspelt).toBeFunction();
  });
});
