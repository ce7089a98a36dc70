/** Adam, AdamW and gradient descent: first steps by hand, trajectories as Optax makes them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Arr } from "fluxion";
import { array } from "fluxion";
import { adam, adamW, minimize, schedules, sgd } from "fluxion/inference";
import { repository } from "../../../support/public-modules.ts";

interface Reference {
  readonly methods: Readonly<Record<string, readonly { readonly step: number; readonly point: readonly number[] }[]>>;
  readonly schedules: Readonly<Record<"warmupCosine" | "piecewise" | "exponential", readonly number[]>>;
}
const reference = JSON.parse(readFileSync(`${repository}fixtures/optimisers/optax.json`, "utf8")) as Reference;

const warmup = schedules.warmupCosine({ start: 0.001, peak: 0.05, warmup: 10, total: 40, end: 0.002 });
const methods = {
  adam: adam({ learningRate: 0.01 }),
  "adam with other memories": adam({ learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }),
  adamW: adamW({ learningRate: 0.01, weightDecay: 0.1 }),
  sgd: sgd({ learningRate: 0.001 }),
  "sgd with momentum": sgd({ learningRate: 0.0005, momentum: 0.9 }),
  "sgd with Nesterov's look ahead": sgd({ learningRate: 0.0005, momentum: 0.9, look: "nesterov" }),
  "sgd, limited": sgd({ learningRate: 0.01, maxGradientNorm: 1 }),
  "adam, limited": adam({ learningRate: 0.01, maxGradientNorm: 5 }),
  "adam with a schedule": adam({ learningRate: warmup }),
  "adam by groups": adam({ learningRate: 0.01, groups: [{ paths: "y", learningRate: 0.1 }] }),
  "adamW by groups": adamW({
    learningRate: 0.01,
    weightDecay: 0.2,
    groups: [{ paths: "y", learningRate: 0.05, weightDecay: 0 }],
  }),
};

const valley = ({ x, y }: { readonly x: Arr; readonly y: Arr }): Arr => {
  const [u, v] = [x.slice(0), x.slice(1)];
  return v.sub(u.square()).square().mul(100).add(u.sub(1).square()).add(y.sub(3).square().mul(0.5));
};

describe("Optax", () => {
  it("is compared with in every one of its cases", () => {
    expect(Object.keys(methods)).toEqual(Object.keys(reference.methods));
  });

  it.each(Object.entries(methods))("makes the same trajectory: %s", (name, method) => {
    const points = new Map<number, readonly number[]>();
    const start = { x: array([-1.2, 1]), y: 2 };
    // Types of states differ from row to row, not what is read of them.
    minimize(valley, start, {
      method: method as ReturnType<typeof sgd>,
      stop: { maxSteps: 50 },
      onStep: ({ step, params }) => points.set(step, [...params.x.toArray(), params.y.item()]),
    });
    for (const { step, point } of reference.methods[name]!) {
      // Rounding grows along the way: 50 steps with curvatures of 1e3 and rates of 1e-2 leave eleven digits.
      point.forEach((expected, i) => expect(Math.abs(points.get(step)![i]! - expected)).toBeLessThan(1e-11));
    }
  });

  it("has the same schedules", () => {
    const ours = {
      warmupCosine: warmup,
      piecewise: schedules.piecewise([
        [0, 0.1],
        [5, 0.05],
        [20, 0.005],
      ]),
      exponential: schedules.exponential({ start: 0.1, factor: 0.5, over: 10, from: 4, floor: 0.01 }),
    };
    for (const name of ["warmupCosine", "piecewise", "exponential"] as const) {
      // The reference is a handful of operations on numbers below one.
      reference.schedules[name].forEach((expected, step) => expect(ours[name](step)).toBeCloseTo(expected, 15));
    }
  });
});

describe("first steps by hand", () => {
  // Gradient 2 (x - 3) = -4 at x = 1.
  const parabola = ({ x }: { readonly x: Arr }): Arr => x.sub(3).square();
  const after = (steps: number, method: unknown): number =>
    minimize(parabola, { x: 1 }, { method: method as ReturnType<typeof sgd>, stop: { maxSteps: steps } }).state
      .point[0]!;

  it("of Adam are the learning rate, whatever the gradient", () => {
    // Bias correction makes both moments those of the one gradient: m / (sqrt(v) + eps) = -4 / (4 + eps).
    expect(after(1, adam({ learningRate: 0.1 }))).toBeCloseTo(1 + (0.1 * 4) / (4 + 1e-8), 15);
    // Second gradient 2 (1.1 - 3) = -3.8. Means: (0.09 × 4 + 0.1 × 3.8) / 0.19, (0.000999 × 16 + 0.001 × 14.44) / 0.001999.
    const move = 0.74 / 0.19 / Math.sqrt(0.030424 / 0.001999);
    // Without eps, which the roots of 16 and 14.44 drown to 3e-9.
    expect(after(2, adam({ learningRate: 0.1 }))).toBeCloseTo(1.1 + 0.1 * move, 8);
  });

  it("of AdamW lose the decay beside the moments", () => {
    // 1 - 0.1 (-4 / (4 + eps) + 0.5 × 1).
    expect(after(1, adamW({ learningRate: 0.1, weightDecay: 0.5 }))).toBeCloseTo(1 + 0.4 / (4 + 1e-8) - 0.05, 15);
  });

  it("of gradient descent follow the gradient, the last move, and the look ahead", () => {
    // 1 + 0.1 × 4 = 1.4, where the gradient is -3.2.
    expect(after(1, sgd({ learningRate: 0.1 }))).toBeCloseTo(1.4, 15);
    expect(after(2, sgd({ learningRate: 0.1 }))).toBeCloseTo(1.72, 15);
    // v = 0.5 × 4 + 3.2 = 5.2.
    expect(after(2, sgd({ learningRate: 0.1, momentum: 0.5 }))).toBeCloseTo(1.92, 15);
    // 4 + 0.5 × 4 = 6: x = 1.6, gradient -2.8; v = 2 + 2.8 = 4.8, and 2.8 + 2.4 = 5.2.
    expect(after(2, sgd({ learningRate: 0.1, momentum: 0.5, look: "nesterov" }))).toBeCloseTo(2.12, 14);
  });
});
