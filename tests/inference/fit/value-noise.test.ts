/** Value noise: the rounding of known sums, and what it does and does not excuse. */
import { describe, expect, it } from "vitest";
import { type Arr, customVjp } from "fluxion";
import { minimize } from "fluxion/inference";
import { unbounded } from "../../../inference/problem/box.ts";
import { valueNoise } from "../../../inference/fit/value-noise.ts";

function noiseAt(value: (x: number) => number, x: number) {
  const point = Float64Array.of(x);
  return valueNoise(([at]) => value(at!), { point, value: value(x), startPoint: point }, unbounded(1));
}

describe("valueNoise", () => {
  it.each([
    // Numbers around 1e6 are multiples of 2^-33.
    ["a sum that loses ten digits", (x: number) => x + 1e6 - 1e6, 1 / 3, 2 ** -33],
    // At its minimum 1 + sin x is 0 or 2^-53 or 2^-52, by the rounding of the sine.
    ["a minimum that is a difference", (x: number) => 1 + Math.sin(x), -Math.PI / 2, 2 ** -53],
    // The square of the farthest of the first neighbours, 8 in 2^50 away.
    ["a square that is zero", (x: number) => (x - 1 / 3) ** 2, 1 / 3, (8 * 2 ** -50 * (1 / 3)) ** 2],
  ])("is the rounding of %s", (_, value, x, expected) => {
    const { noise } = noiseAt(value, x);
    expect(noise).toBeGreaterThanOrEqual(expected / 2);
    // Each look goes four times as far as the one before, and may overshoot by as much.
    expect(noise).toBeLessThanOrEqual(4 * expected);
  });

  it("is no more than a slope brings over a few roundings", () => {
    const { noise, values } = noiseAt((x) => Math.abs(x - 1 / 3), 1 / 3);
    expect(noise).toBeLessThan(1e-14);
    expect(values).toBe(8);
  });

  it("is zero where nothing changes, or nothing exists", () => {
    expect(noiseAt(() => 3, 1).noise).toBe(0);
    expect(noiseAt((x) => x + 1e12 - 1e12, 1 / 3).noise).toBe(0);
    expect(noiseAt((x) => (x === 1 ? 3 : Number.NaN), 1).noise).toBe(0);
  });
});

it("does not excuse a gradient that is wrong, though the value be zero up to rounding", () => {
  // (x - 1/3)², its derivative 1e-3 too large by mistake, from the minimum, where it does not vanish.
  const wrong = customVjp((x: Arr) => x.sub(1 / 3).square(), {
    forward: (x: Arr) => ({ value: x.sub(1 / 3).square(), residuals: x }),
    backward: (x: Arr, cotangent: Arr) => [
      x
        .sub(1 / 3)
        .mul(2)
        .add(1e-3)
        .mul(cotangent),
    ],
  });
  const fit = minimize((p: { readonly x: Arr }) => wrong(p.x), { x: 1 / 3 });
  expect(fit.value).toBe(0);
  expect(fit.status).toBe("stalled");
});
