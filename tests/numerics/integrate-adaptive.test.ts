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
  jit,
  log,
  mul,
  reciprocal,
  sin,
  sqrt,
  sub,
  vmap,
  quadrature,
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
    const { value, error, panels, status } = quadrature.integrateAdaptive(f, lower, upper, {
      maximumPanels: 100,
      relativeTolerance: tolerance,
    });
    expect(status.item()).toBe(0);
    expect(panels.item()).toBeLessThan(70);
    expect(Math.abs(value.item() - exact)).toBeLessThanOrEqual(error.item());
    expectRelative(value, exact, tolerance);
  });

  it("spends one panel where one is enough", () => {
    const { value, panels } = quadrature.integrateAdaptive(exp, 0, 1);
    expect(panels.item()).toBe(1);
    // Twenty-one terms of size 1.
    expectRelative(value, Math.E - 1, 8 * Number.EPSILON);
    expectRelative(quadrature.integrateAdaptive(exp, 1, 0, { maximumPanels: 1 }).value, 1 - Math.E, 8 * Number.EPSILON);
  });

  it("is done when an integral of 0 is known to rounding", () => {
    for (const [f, lower, upper] of [
      [(t: Arr) => sin(t), -1, 1],
      [(t: Arr) => sin(mul(t, 3)).mul(1e10), -Math.PI, Math.PI],
      [(t: Arr) => mul(t, exp(t.square().neg())), -Infinity, Infinity],
    ] as const) {
      const { value, error, status } = quadrature.integrateAdaptive(f, lower, upper);
      expect(explainStatus(status)).toBe("Converged.");
      expect(Math.abs(value.item())).toBeLessThanOrEqual(error.item());
      // Some hundred units in the last place of the integral of |f|, which is at most 4e10.
      expect(error.item()).toBeLessThan(4e10 * 1e-13);
    }
  });

  it("maps infinite bounds to finite ones", () => {
    const bell = (t: Arr) => exp(t.square().neg());
    const root = Math.sqrt(Math.PI);
    const infinite: readonly [(t: Arr) => Arr, number, number, number][] = [
      [bell, -Infinity, Infinity, root],
      [bell, Infinity, -Infinity, -root],
      [bell, 0, Infinity, root / 2],
      [bell, -Infinity, 0, root / 2],
      [(t) => exp(t), -Infinity, 1, Math.E],
      [(t) => exp(t), 1, -Infinity, -Math.E],
      [(t) => exp(t.neg()), Infinity, 1, -Math.exp(-1)],
      [(t) => reciprocal(t.square().add(1)), -Infinity, Infinity, Math.PI],
    ];
    for (const [f, lower, upper, exact] of infinite) {
      const { value, status } = quadrature.integrateAdaptive(f, lower, upper);
      expect(explainStatus(status)).toBe("Converged.");
      expectRelative(value, exact, 1e-10);
    }
    // Bounds whose kind shows only when the program runs, and the derivative in the finite one.
    const tail = jit((from: Arr, to: Arr) => quadrature.integrateAdaptive(bell, from, to).value);
    for (const [from, to, exact] of [
      [-Infinity, Infinity, root],
      [0, Infinity, root / 2],
      [0, 1, 0.746824132812427],
    ] as const)
      expectRelative(tail(from, to), exact, 1e-10);
    expectRelative(
      grad((from: Arr) => quadrature.integrateAdaptive(bell, from, Infinity).value)(1),
      -Math.exp(-1),
      1e-10,
    );
  });

  it("is 0 between equal bounds, whatever the integrand, with its derivative", () => {
    const { value, error, status } = quadrature.integrateAdaptive((t) => reciprocal(t), 0, 0);
    expect([value.item(), error.item(), explainStatus(status)]).toEqual([0, 0, "Converged."]);
    expectRelative(grad((to: Arr) => quadrature.integrateAdaptive(exp, 1, to).value)(1), Math.E, 1e-14);
  });

  it("stops at an absolute tolerance", () => {
    const loose = quadrature.integrateAdaptive(sqrt, 0, 1, { relativeTolerance: 0, absoluteTolerance: 1e-4 });
    expect(loose.error.item()).toBeLessThanOrEqual(1e-4);
    expect(loose.panels.item()).toBeLessThan(6);
  });

  it("says when the panels ran out, and when the integrand is not finite", () => {
    const short = quadrature.integrateAdaptive(log, 0, 1, { maximumPanels: 4 });
    expect(explainStatus(short.status)).toContain("raise maximumPanels");
    expect(short.panels.item()).toBe(4);
    expect(short.error.item()).toBeGreaterThan(Math.abs(short.value.item() + 1));
    const broken = quadrature.integrateAdaptive((t) => sqrt(sub(t, 2)), 0, 1);
    expect(explainStatus(broken.status)).toContain("not finite");
    expect(broken.value.item()).toBeNaN();
  });

  it("has the integrand as its derivative in the bounds, and differentiates under the integral", () => {
    const area = (p: { centre: Arr; lower: Arr; upper: Arr }) =>
      quadrature.integrateAdaptive((t) => reciprocal(sub(t, p.centre).square().add(1e-2)), p.lower, p.upper).value;
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
      const { value, panels } = quadrature.integrateAdaptive((t) => reciprocal(t.square().add(width.square())), -1, 1);
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
    expect(messageOf(() => quadrature.integrateAdaptive(exp, 0, array([1, 2])))).toMatchInlineSnapshot(
      `"ShapeError at upper in integrateAdaptive(): expected a scalar, received f64[2]. Each interval has panels of its own: map over several with vmap."`,
    );
    expect(() => quadrature.integrateAdaptive(exp, 0, 1, { maximumPanels: 0 })).toThrow(
      "expected a whole number of at least 1, received the number 0",
    );
  });
});
