/** rk4 against closed forms, its order, its derivatives, and what it says about states that do not fit. */

import {
  add,
  type Arr,
  array,
  checkGrads,
  cos,
  emit,
  exp,
  grad,
  jacobian,
  jit,
  linspace,
  mul,
  scan,
  sin,
  stack,
  vmap,
  ode,
} from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { expectClose } from "../../support/arrays.ts";
import { fittedOrder } from "../../support/convergence.ts";
import { messageOf } from "../../support/message-of.ts";
import { expectRelative } from "../../support/relative.ts";

const oscillator = (s: { x: Arr; v: Arr }) => ({ x: s.v, v: s.x.neg() });

describe("rk4", () => {
  it("integrates a cubic in time exactly", () => {
    const { p } = ode.rk4((_s, t) => ({ p: t.pow(3).mul(4) }), { p: 0 }, [0, 1, 3]);
    expectRelative(p, [0, 1, 81], 4 * Number.EPSILON);
  });

  it("takes one step as the fourth Taylor polynomial on a linear equation", () => {
    const h = 0.1;
    const expected = 1 + h + h ** 2 / 2 + h ** 3 / 6 + h ** 4 / 24;
    expectRelative(
      ode.rk4Step((y) => y, 1, 0, h),
      expected,
      2 * Number.EPSILON,
    );
    expectRelative(ode.rk4((y) => y, 1, [0, h]).slice(1), expected, 2 * Number.EPSILON);
  });

  it.each([
    ["a linear equation", (y: Arr) => y.neg(), (t: number) => Math.exp(-t)],
    ["a nonlinear one", (y: Arr) => y.square().neg(), (t: number) => 1 / (1 + t)],
    ["one that time drives", (y: Arr, t: Arr) => mul(y, cos(t)), (t: number) => Math.exp(Math.sin(t))],
  ])("converges with order 4 on %s", (_name, f, exact) => {
    const counts = [16, 32, 64, 128];
    const errors = counts.map((substeps) => Math.abs(ode.rk4(f, 1, [0, 2], { substeps }).slice(1).item() - exact(2)));
    const order = fittedOrder(
      counts.map((count) => 2 / count),
      errors,
    );
    // The next term of the error is a step smaller: a tenth of an order at a step of 1/8.
    expect(Math.abs(order - 4)).toBeLessThan(0.1);
  });

  it("gives the states at all times, forwards and back", () => {
    const times = linspace(0, 3, 7);
    const { x, v } = ode.rk4(oscillator, { x: 1, v: 0 }, times, { substeps: 50 });
    // h⁴/120 times 3 with h = 0.01, and its sixth-order companions.
    const tolerance = 1e-9;
    expectClose([x, v], [cos(times), sin(times).neg()], tolerance);
    const back = ode.rk4(oscillator, { x: x.slice(-1), v: v.slice(-1) }, times.flip(), { substeps: 50 });
    expectClose([back.x.slice(-1), back.v.slice(-1).add(1)], [array(1), array(1)], tolerance);
    const alone = ode.rk4(oscillator, { x: 1, v: 0 }, [5]);
    expect([alone.x.toNested(), alone.v.toNested()]).toEqual([[1], [0]]);
  });

  it("carries trees of any shapes, lists and f32", () => {
    const rates = array([1, 2, 3]);
    const decay = ode.rk4((s) => [s[0].mul(rates).neg(), [s[1][0].mul(0)]], [array([1, 1, 1]), [5]], [0, 1], {
      substeps: 100,
    });
    expectTypeOf(decay[0]).toEqualTypeOf<Arr>();
    // (3 h)⁴ / 120 with h = 0.01
    expectClose([decay[0].slice(1)], [exp(rates.neg())], 1e-8);
    expect(decay[1][0].toNested()).toEqual([5, 5]);
    const single = ode.rk4((y, t) => mul(y, t), array(1, { dtype: "f32" }), [0, 1], { substeps: 10 });
    expect(single.dtype).toBe("f32");
    // Ten steps of single precision.
    expectRelative(single.slice(1), Math.exp(0.5), 1e-6);
  });

  it("differentiates in the initial state, the times, and what the derivative reads", () => {
    type Decay = { start: Arr; rate: Arr; end: Arr };
    const final = (p: Decay) =>
      ode.rk4((y) => mul(y, p.rate).neg(), p.start, stack([0, p.end]), { substeps: 100 }).slice(1);
    const { start, rate, end } = grad(final)({ start: 2, rate: 0.7, end: 1.5 });
    const decayed = Math.exp(-0.7 * 1.5);
    // Step 0.01: h⁴/120.
    const tolerance = 1e-9;
    expectRelative(start, decayed, tolerance);
    expectRelative(rate, -1.5 * 2 * decayed, tolerance);
    expectRelative(end, -0.7 * 2 * decayed, tolerance);
    checkGrads(
      (p: { x: Arr; v: Arr; k: Arr; t: Arr }) => {
        const { x, v } = ode.rk4((s) => ({ x: s.v, v: sin(s.x).mul(p.k).neg() }), { x: p.x, v: p.v }, p.t, {
          substeps: 3,
        });
        return add(x.square().sum(), v.mul(array([1, 2, 3])).sum());
      },
      [{ x: array(1), v: array(0.3), k: array(1.7), t: array([0, 0.5, 1.2]) }],
      { order: 2 },
    );
  });

  it("maps and compiles", () => {
    const orbit = (k: Arr) =>
      ode.rk4((s) => ({ x: s.v, v: s.x.mul(k).neg() }), { x: 1, v: 0 }, [0, 1, 2], { substeps: 20 }).x;
    const ks = array([1, 4, 9]);
    const looped = stack([1, 4, 9].map((k) => orbit(array(k))));
    // Forty steps of rounding.
    expectClose([vmap(orbit)(ks)], [looped], 1e-14);
    expectClose([jit(vmap(orbit))(ks)], [looped], 1e-14);
    expectClose([jit(jacobian(orbit))(4)], [jacobian(orbit)(4)], 1e-13);
  });

  it("steps in a loop of one's own", () => {
    const highest = scan(
      ({ s, top }: { s: { x: Arr; v: Arr }; top: Arr }, t: Arr) => {
        const next = ode.rk4Step(oscillator, s, t, 0.01);
        return emit({ s: next, top: top.greater(next.x).cast("f64").mul(top) }, next.x);
      },
      { s: { x: 0, v: 1 }, top: 0 },
      { xs: linspace(0, 0.99, 100) },
    );
    expectRelative(highest.ys.slice(-1), Math.sin(1), 1e-10);
  });

  it("names what does not fit", () => {
    const start = { x: array([1, 2]), v: array(0) };
    const missing = (s: { x: Arr; v: Arr }) => ({ x: s.x }) as { x: Arr; v: Arr };
    expect(messageOf(() => ode.rk4(missing, start, [0, 1]))).toMatchInlineSnapshot(
      `"TreeError at derivative.v in rk4(): expected a leaf, received nothing. (1 other leaf agrees.)"`,
    );
    const short = (s: { x: Arr; v: Arr }) => ({ x: s.x.sum(), v: s.v });
    expect(messageOf(() => ode.rk4(short, start, [0, 1]))).toMatchInlineSnapshot(
      `"ShapeError at derivative.x in rk4(): expected f64[2], like initial.x, received f64[]."`,
    );
    expect(messageOf(() => ode.rk4((y) => y, { n: array(1, { dtype: "i32" }) }, [0, 1]))).toMatchInlineSnapshot(
      `"DTypeError at initial.n in rk4(): expected f64 or f32, received i32[]."`,
    );
    expect(messageOf(() => ode.rk4((y) => y, 1, [0, 2, 1]))).toMatchInlineSnapshot(
      `"ParameterError at times[2] in rk4(): expected a time in order, at least times[1] = 2, received 1."`,
    );
    expect(messageOf(() => ode.rk4((y) => y, 1, array(3)))).toMatchInlineSnapshot(
      `"ShapeError at times in rk4(): expected [n] with n >= 1, received f64[]."`,
    );
    expect(messageOf(() => ode.rk4((y) => y, 1, [0, 1], { substeps: 0.5 }))).toMatchInlineSnapshot(
      `"OptionError at substeps in rk4(): expected a whole number of at least 1, received the number 0.5."`,
    );
  });
});
