/** dense, events and until: solutions between their steps, crossings, and their derivatives. */

import { type Arr, add, array, checkGrads, emit, grad, jit, mul, ode, scan, vmap } from "fluxion";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../support/message-of.ts";
import { expectRelative } from "../../support/relative.ts";

const swinging = (w: Arr) => (s: { x: Arr; v: Arr }) => ({ x: s.v, v: s.x.mul(w.square()).neg() });
const methods = ["dormandPrince", "dop853", "rosenbrock"] as const;
/** A ball at height x. */
const falling = ({ v }: { x: Arr; v: Arr }) => ({ x: v, v: mul(v, 0).sub(9.81) });

describe.each(methods)("%s", (method) => {
  const options = { method, maximumSteps: 300 } as const;

  it("is a function of time, differentiable in time and parameters", () => {
    const at = jit((w: Arr, t: Arr) => ode.dense(swinging(w), { x: 1, v: 0 }, [0, 10], options).at(t).x);
    const times = array([
      [9, 1.5],
      [0, 10],
    ]);
    // Tolerance 1e-8 a step.
    expect(at(1, times).sub(times.cos()).abs().max().item()).toBeLessThan(1e-7);
    expect(at(1, array([-0.1, 10.1])).toNested()).toEqual([NaN, NaN]);
    const slopes = jit(
      grad((p: { w: Arr; t: Arr }) => ode.dense(swinging(p.w), { x: 1, v: 0 }, [0, 10], options).at(p.t).x),
    )({ w: 1, t: 3.3 });
    // The slope of a polynomial is one order lower than the polynomial.
    expect(Math.abs(slopes.t.item() + Math.sin(3.3))).toBeLessThan(1e-5);
    expect(Math.abs(slopes.w.item() + 3.3 * Math.sin(3.3))).toBeLessThan(1e-6);
  });

  it("finds crossings by direction, in time and against it, with derivatives", () => {
    const zeros = jit((to: Arr) => {
      const orbit = ode.dense(swinging(array(1)), { x: 1, v: 0 }, [0, to], options);
      const search = (direction: ode.CrossingDirection) => {
        const { times, count, states } = ode.events(orbit, ({ x }) => x, { direction, maximumEvents: 4 });
        return { times, count, v: states.v };
      };
      return { both: search("both"), rising: search("rising"), falling: search("falling") };
    });
    const { both, rising, falling } = zeros(10);
    expect(both.count.item()).toBe(3);
    expectRelative(
      both.times.slice([0, 3]),
      [0.5, 1.5, 2.5].map((n) => n * Math.PI),
      1e-8,
    );
    expect(both.times.slice(3).item()).toBeNaN();
    expectRelative(both.v.slice([0, 3]), [-1, 1, -1], 1e-7);
    expectRelative(rising.times.slice(0), 1.5 * Math.PI, 1e-8);
    expect(falling.count.item()).toBe(2);
    expectRelative(zeros(-10).falling.times.slice(0), -0.5 * Math.PI, 1e-8);
    // t = (n + 1/2) pi / w
    const second = (w: Arr) => {
      const orbit = ode.dense(swinging(w), { x: 1, v: 0 }, [0, 10], options);
      return ode.events(orbit, ({ x }) => x, { maximumEvents: 4 }).times.slice(1);
    };
    expectRelative(jit(grad(second))(1.2), (-1.5 * Math.PI) / 1.44, 1e-6);
  });
});

describe("events", () => {
  it("are the passages of an orbit through its pericentre, to the period", () => {
    const passages = (mass: Arr) => {
      const orbit = ode.dense(
        ({ q, p }) => ({ q: p, p: q.mul(mass).div(q.square().sum().pow(1.5)).neg() }),
        { q: array([1.5, 0]), p: array([0, Math.sqrt(1 / 3)]) },
        [0, 12],
        { method: "dop853", relativeTolerance: 1e-11, absoluteTolerance: 1e-12, maximumSteps: 300 },
      );
      const { times, states, count } = ode.events(orbit, ({ q, p }) => q.mul(p).sum(), { direction: "rising" });
      return { times, q: states.q, count };
    };
    const { times, q, count } = jit(passages)(1);
    expect(count.item()).toBe(2);
    // Errors of 1e-11 a step grow over two revolutions.
    expectRelative(times.slice([0, 2]), [Math.PI, 3 * Math.PI], 1e-9);
    expectRelative(q.slice(1).slice(0), -0.5, 1e-8);
    // T = 2 pi a^(3/2) / sqrt m, and 1/a = 2/r - v²/m: d(T/2)/dm = -pi here.
    expectRelative(jit(grad((mass: Arr) => passages(mass).times.slice(0)))(1), -Math.PI, 1e-8);
  });

  it("end a solution: a ball that bounces, with derivatives through the bounces", () => {
    const bounces = (p: { height: Arr; restitution: Arr }) => {
      const start = { x: p.height, v: mul(p.height, 0), t: mul(p.height, 0) };
      return scan(
        (ball) => {
          const { time, state } = ode.until(
            falling,
            { x: ball.x, v: ball.v },
            [ball.t, add(ball.t, 10)],
            ({ x }) => x,
            {
              direction: "falling",
              maximumSteps: 30,
            },
          );
          return emit({ x: mul(ball.x, 0), v: state.v.mul(p.restitution).neg(), t: time }, time);
        },
        start,
        { length: 4 },
      ).ys;
    };
    const at = { height: 2, restitution: 0.8 };
    const fall = Math.sqrt((2 * at.height) / 9.81);
    const exact = [1, 2.6, 3.88, 4.904].map((falls) => falls * fall);
    // A parabola is solved exactly, but for rounding.
    expectRelative(jit(bounces)(at), exact, 1e-12);
    const slopes = jit(grad((p: { height: Arr; restitution: Arr }) => bounces(p).slice(3)))(at);
    expectRelative(slopes.height, exact[3]! / (2 * at.height), 1e-10);
    expectRelative(slopes.restitution, 2 * fall * (1 + 1.6 + 1.92), 1e-10);
  });

  it("that do not come leave the end; each element of a batch has its own", () => {
    const landing = (height: Arr) => {
      const { time, found, state } = ode.until(falling, { x: height, v: 0 }, [0, 1], ({ x }) => x, {
        maximumSteps: 30,
      });
      return { time, found, x: state.x };
    };
    const { time, found, x } = jit(vmap(landing))(array([1, 2, 10]));
    expectRelative(time, [Math.sqrt(2 / 9.81), Math.sqrt(4 / 9.81), 1], 1e-12);
    expect(Array.from(found.toArray())).toEqual([1, 1, 0]);
    expectRelative(x.slice(2), 10 - 9.81 / 2, 1e-12);
    const slopes = jit(vmap(grad((h: Arr) => landing(h).time)))(array([2, 10]));
    expectRelative(slopes, [1 / Math.sqrt(4 * 9.81), 0], 1e-10);
  });

  it("are differentiable in what their function reads", () => {
    const crossing = (level: Arr) =>
      ode.until(
        (y) => y.neg(),
        1,
        [0, 10],
        (y) => y.sub(level),
        { maximumSteps: 200 },
      ).time;
    // exp(-t) = level
    expectRelative(jit(crossing)(0.3), -Math.log(0.3), 1e-8);
    expectRelative(jit(grad(crossing))(0.3), -1 / 0.3, 1e-6);
    checkGrads(crossing, [0.3], { tolerance: 1e-4 });
  });

  it("name what does not fit", () => {
    const orbit = ode.dense((y) => y, 1, [0, 1]);
    expect(messageOf(() => ode.events(orbit, (y) => y.add([1, 2] as unknown as number)))).toContain("Arr or a number");
    expect(messageOf(() => ode.events(orbit, () => array([1, 2])))).toContain(
      "ShapeError at value in events(): expected a scalar",
    );
    expect(messageOf(() => ode.dense((y) => y, 1, [0, 1], { method: "rodas" as "rosenbrock" }))).toContain("method");
    expect(messageOf(() => ode.dense((y) => y, 1, [array([0, 1]), 1]))).toContain("span[0]");
  });
});
