/** Types of solutions follow parameters, method and status. */
import { describe, expectTypeOf, it } from "vitest";
import { type Arr, bounded, positive, spec } from "fluxion";
import {
  adam,
  type AdamState,
  fisher,
  gaussNewton,
  type GaussNewtonInfo,
  type LbfgsbInfo,
  leastSquares,
  minimize,
  multiStart,
  newtonCg,
  type NewtonCgInfo,
  type SolutionFields,
  unwrap,
} from "fluxion/inference";

const decay = spec({ amplitude: positive({ default: 1 }), rate: bounded(0, 10, { default: 1 }) });
type Params = typeof decay.params;
const sum = (p: Params): Arr => p.amplitude.sub(1).square().add(p.rate.sub(2).square());
const list = (p: Params): Arr => p.amplitude.sub(1).reshape(1);

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
    else expectTypeOf(fit.status).toEqualTypeOf<"max-steps" | "stalled" | "diverged" | "non-finite" | "cancelled">();
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
