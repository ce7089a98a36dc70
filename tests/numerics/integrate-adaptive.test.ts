/** Adaptive integrals: hard integrands to the tolerance asked for, few panels, honest failure, exact derivatives. */

import {
  abs,
  type Arr,
  array,
  checkGrads,
  cos,
  exp,
  explainStatus,
  grad,
  integrateAdaptive,
  jit,
  log,
  mul,
  reciprocal,
  sqrt,
  sub,
  vmap,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectRelative } from "../support/relative.ts";

describe("integrateAdaptive", () => {
  const cases: readonly [string, (t: Arr) => Arr, number, number, number][] = [
    ["a corner at an end", sqrt, 0, 1, 2 / 3],
    ["a logarithmic singularity", log, 0, 1, -1],
    ["an inverse root", (t) => reciprocal(sqrt(t)), 0, 1, 2],
    ["a narrow peak", (t) => reciprocal(sub(t, 0.3).square().add(1e-6)), 0, 1, 1e3 * (Math.atan(700) + Math.atan(300))],
    ["a kink", (t) => abs(sub(t, 1 / 3)), 0, 1, 5 / 18],
    ["oscillations", (t) => cos(mul(t, 100)), 0, 1, Math.sin(100) / 100],
  ];

  it.each(cases)("meets %s", (_name, f, lower, upper, exact) => {
    const tolerance = 1e-10;
    const { value, error, panels, status } = integrateAdaptive(f, lower, upper, {
      maximumPanels: 100,
      relativeTolerance: tolerance,
    });
    expect(status.item()).toBe(0);
    expect(panels.item()).toBeLessThan(70);
    expect(Math.abs(value.item() - exact)).toBeLessThanOrEqual(error.item());
    expectRelative(value, exact, tolerance);
  });

  it("spends one panel where one is enough", () => {
    const { value, panels } = integrateAdaptive(exp, 0, 1);
    expect(panels.item()).toBe(1);
    // Twenty-one terms of size 1.
    expectRelative(value, Math.E - 1, 8 * Number.EPSILON);
    expectRelative(integrateAdaptive(exp, 1, 0, { maximumPanels: 1 }).value, 1 - Math.E, 8 * Number.EPSILON);
  });

  it("stops at an absolute tolerance", () => {
    const loose = integrateAdaptive(sqrt, 0, 1, { relativeTolerance: 0, absoluteTolerance: 1e-4 });
    expect(loose.error.item()).toBeLessThanOrEqual(1e-4);
    expect(loose.panels.item()).toBeLessThan(6);
  });

  it("says when the panels ran out, and when the integrand is not finite", () => {
    const short = integrateAdaptive(log, 0, 1, { maximumPanels: 4 });
    expect(explainStatus(short.status)).toContain("raise maximumSteps");
    expect(short.panels.item()).toBe(4);
    expect(short.error.item()).toBeGreaterThan(Math.abs(short.value.item() + 1));
    const broken = integrateAdaptive((t) => sqrt(sub(t, 2)), 0, 1);
    expect(explainStatus(broken.status)).toContain("not finite");
    expect(broken.value.item()).toBeNaN();
  });

  it("has the integrand as its derivative in the bounds, and differentiates under the integral", () => {
    const area = (p: { centre: Arr; lower: Arr; upper: Arr }) =>
      integrateAdaptive((t) => reciprocal(sub(t, p.centre).square().add(1e-2)), p.lower, p.upper).value;
    const at = { centre: 0.4, lower: -1, upper: 1.5 };
    const gradient = grad(area)(at);
    const f = (t: number) => 1 / ((t - 0.4) ** 2 + 1e-2);
    // The rule's own derivative, good to the tolerance of 1e-10 on an integral of 30, beside slopes of size 1.
    expectRelative(gradient.upper, f(1.5), 1e-8);
    expectRelative(gradient.lower, -f(-1), 1e-8);
    expectRelative(gradient.centre, f(-1) - f(1.5), 1e-8);
    checkGrads(area, [at], { order: 2 });
  });

  it("maps, each element with panels of its own, and compiles to the same", () => {
    const peak = (width: Arr) => {
      const { value, panels } = integrateAdaptive((t) => reciprocal(t.square().add(width.square())), -1, 1);
      return { value, panels };
    };
    const widths = [1, 0.1, 0.01];
    const mapped = vmap(peak)(array(widths));
    expectRelative(
      mapped.value,
      widths.map((width) => (2 / width) * Math.atan(1 / width)),
      1e-10,
    );
    const [first, second, third] = mapped.panels.toArray() as Int32Array;
    expect(first! < second! && second! < third!).toBe(true);
    expect(widths.map((width) => peak(array(width)).panels.item())).toEqual(Array.from(mapped.panels.toArray()));
    expectRelative(jit(vmap(peak))(array(widths)).value, Array.from(mapped.value.toArray()), 1e-12);
  });

  it("refuses bounds that are no scalars", () => {
    expect(messageOf(() => integrateAdaptive(exp, 0, array([1, 2])))).toMatchInlineSnapshot(
      `"ShapeError at upper in integrateAdaptive(): expected a scalar, received f64[2]. Each interval has panels of its own: map over several with vmap."`,
    );
    expect(() => integrateAdaptive(exp, 0, 1, { maximumPanels: 0 })).toThrow("expected a whole number of at least 1, received the number 0");
  });
});
