/** The line search on the functions of Moré and Thuente. */
import { describe, expect, it } from "vitest";
import { type LinePoint, moreThuente } from "../../../../inference/minimize/lbfgsb/more-thuente.ts";

type Line = (step: number) => [value: number, slope: number];

/** gamma(b) of the fourth to sixth functions. */
const gamma = (b: number): number => Math.sqrt(1 + b * b) - b;
const yanai =
  (b1: number, b2: number): Line =>
  (a) => [
    gamma(b1) * Math.hypot(1 - a, b2) + gamma(b2) * Math.hypot(a, b1),
    (-gamma(b1) * (1 - a)) / Math.hypot(1 - a, b2) + (gamma(b2) * a) / Math.hypot(a, b1),
  ];

const concave: Line = (a) => [-a / (a * a + 2), (a * a - 2) / (a * a + 2) ** 2];
const steep: Line = (a) => [(a + 0.004) ** 5 - 2 * (a + 0.004) ** 4, 5 * (a + 0.004) ** 4 - 8 * (a + 0.004) ** 3];
/** A kink rounded off over 2 beta, with 39 half waves on it. */
const wavy: Line = (a) => {
  const beta = 0.01;
  const wave = (39 * Math.PI) / 2;
  let base: [number, number] = [(a - 1) ** 2 / (2 * beta) + beta / 2, (a - 1) / beta];
  if (a <= 1 - beta) base = [1 - a, -1];
  else if (a >= 1 + beta) base = [a - 1, 1];
  const ripple = (1 - beta) / wave;
  return [base[0] + ripple * Math.sin(wave * a), base[1] + (1 - beta) * Math.cos(wave * a)];
};

/**
 * Moré & Thuente (1994), tables I to VI: for each starting step 1e-3, 1e-1, 1e1, 1e3 the number of evaluations and the
 * step found, as printed.
 */
const published: readonly { name: string; line: Line; mu: number; eta: number; table: [number, number][] }[] = [
  // prettier-ignore
  { name: "1, concave beyond its minimum", line: concave, mu: 1e-3, eta: 0.1, table: [[6, 1.4], [3, 1.4], [1, 10], [4, 37]] },
  // prettier-ignore
  { name: "2, convex only near its minimum", line: steep, mu: 0.1, eta: 0.1, table: [[12, 1.6], [8, 1.6], [8, 1.6], [11, 1.6]] },
  // prettier-ignore
  { name: "3, with many local minima", line: wavy, mu: 0.1, eta: 0.1, table: [[12, 1], [12, 1], [10, 1], [13, 1]] },
  // prettier-ignore
  { name: "4, two kinks, both small", line: yanai(0.001, 0.001), mu: 1e-3, eta: 1e-3, table: [[4, 0.085], [1, 0.1], [3, 0.35], [4, 0.83]] },
  // prettier-ignore
  { name: "5, the first kink rounder", line: yanai(0.01, 0.001), mu: 1e-3, eta: 1e-3, table: [[6, 0.075], [3, 0.078], [7, 0.073], [8, 0.076]] },
  // prettier-ignore
  { name: "6, the second kink rounder", line: yanai(0.001, 0.01), mu: 1e-3, eta: 1e-3, table: [[13, 0.93], [11, 0.93], [8, 0.92], [11, 0.92]] },
];

const pointOn =
  (line: Line) =>
  (step: number): LinePoint => {
    const [value, slope] = line(step);
    return { step, value, slope };
  };
const options = { maximum: 1e10, sufficientDecrease: 1e-4, curvature: 0.9, valueNoise: 0, maxTrials: 40 };

describe("Moré-Thuente line search", () => {
  describe.each(published)("on function $name", ({ line, mu, eta, table }) => {
    it.each([1e-3, 1e-1, 1e1, 1e3].map((initial, k) => ({ initial, expected: table[k]! })))(
      "satisfies the strong Wolfe conditions from $initial in the published number of evaluations",
      ({ initial, expected }) => {
        const at = pointOn(line);
        const start = at(0);
        const { outcome, point, trials } = moreThuente(start, at, {
          ...options,
          initial,
          sufficientDecrease: mu,
          curvature: eta,
        });
        expect(outcome).toBe("wolfe");
        expect(point.value).toBeLessThanOrEqual(start.value + mu * point.step * start.slope);
        expect(Math.abs(point.slope)).toBeLessThanOrEqual(eta * Math.abs(start.slope));
        expect(trials).toBe(expected[0]);
        // Printed to two digits.
        expect(Number(point.step.toPrecision(2))).toBeCloseTo(expected[1], 10);
      },
    );
  });

  it("stops at the longest step when the function still falls there", () => {
    const at = pointOn((a) => [-a, -1]);
    const { outcome, point } = moreThuente(at(0), at, { ...options, initial: 1, maximum: 7 });
    expect([outcome, point.step]).toEqual(["maximum", 7]);
  });

  it("says so when there is no end to the descent", () => {
    const at = pointOn((a) => [-a, -1]);
    expect(moreThuente(at(0), at, { ...options, initial: 1, maximum: 1e30 }).outcome).toBe("unbounded");
    const steepest = pointOn((a) => (a > 2 ? [Number.NEGATIVE_INFINITY, Number.NaN] : [-a, -1]));
    expect(moreThuente(steepest(0), steepest, { ...options, initial: 1 }).outcome).toBe("unbounded");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "never returns a point of value %d, and finds one before it",
    (bad) => {
      // -log(1 - a) - 3 a: least at a = 2/3, without value from 1 on.
      const at = pointOn((a) => (a < 1 ? [-Math.log(1 - a) - 3 * a, 1 / (1 - a) - 3] : [bad, bad]));
      for (const initial of [1e-3, 0.9, 1, 5, 1e6]) {
        const { outcome, point } = moreThuente(at(0), at, { ...options, initial, curvature: 0.01 });
        expect(outcome).toBe("wolfe");
        expect(point.step).toBeCloseTo(2 / 3, 2);
      }
    },
  );

  it("lets slopes decide where values drown in rounding", () => {
    // (a - 1)² on top of 1e16, whose last place is 2: what is seen of values is their rounding, here upwards.
    const at = pointOn((a) => [a === 0 ? 1e16 : 1e16 + 2, 2e-3 * (a - 1)]);
    const { outcome, point } = moreThuente(at(0), at, { ...options, initial: 0.05, valueNoise: 8 });
    expect(outcome).toBe("noise");
    expect(point.step).toBeGreaterThan(0.05);
  });

  it("fails where no point is acceptable", () => {
    const uphill = pointOn((a) => [a, -1]);
    expect(moreThuente(uphill(0), uphill, { ...options, initial: 1 })).toMatchObject({
      outcome: "failed",
      point: { step: 0 },
    });
  });
});
