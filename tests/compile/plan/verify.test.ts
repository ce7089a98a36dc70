/** The check of plans can fail: a plan with two values in one place, steps out of order, or a constant written to is refused. */
import { array, exp, scan, stack } from "fluxion";
import { describe, expect, it } from "vitest";
import { optimizeAndPlan, type Planned } from "../../../src/compile/wasm/compile-wasm.ts";
import type { Buffer } from "../../../src/compile/schedule/buffer.ts";
import { verifyPlan } from "../../support/plan/verify.ts";
import { programOf } from "../support.ts";

/** A loop over a joined array beside a value that is read afterwards, and a known array of data. */
const planned = (): Planned =>
  optimizeAndPlan(
    programOf(
      (x) => {
        const e = exp(x);
        const data = array([3, 1, 2]);
        return [scan((c) => c.mul(0.5), stack([x, e]), { length: 2 }).carry, e.sort().add(data), data.sort()];
      },
      [array([0.5, 1.5, -2])],
    ),
  );

/** The plan with everything that is no input moved to one address. */
function crowded(plan: Planned, role: Buffer["role"]): Planned {
  const address = Math.min(
    ...[...plan.layout.addresses].filter(([buffer]) => buffer.role === role).map(([, at]) => at),
  );
  const addresses = new Map(
    [...plan.layout.addresses].map(([buffer, at]) => [buffer, buffer.role === "value" ? address : at]),
  );
  return { ...plan, layout: { ...plan.layout, addresses } };
}

describe("verifyPlan", () => {
  it("accepts a plan as it is made", () => {
    expect(() => verifyPlan(planned())).not.toThrow();
  });

  it("refuses values that share memory while both are needed", () => {
    expect(() => verifyPlan(crowded(planned(), "value"))).toThrow("is not what the program computes");
  });

  it("refuses steps out of order", () => {
    const plan = planned();
    plan.region.steps.reverse();
    expect(() => verifyPlan(plan)).toThrow("is not what the program computes");
  });

  it("refuses code that writes to a constant", () => {
    expect(() => verifyPlan(crowded(planned(), "constant"))).toThrow(
      /is not what the program computes|writes to element/,
    );
  });
});
