/** Functions on four f32 lanes against the f64 functions, and their special cases. */
import { type Arr, array, jit } from "fluxion";
import { describe, expect, it } from "vitest";
import { random } from "../support.ts";

const functions: Record<string, readonly [(x: Arr) => Arr, (x: number) => number]> = {
  exp: [(x) => x.exp(), Math.exp],
  log: [(x) => x.log(), Math.log],
  tanh: [(x) => x.tanh(), Math.tanh],
};

/** Distance of a value from a nearby float32, in units of the last place of the latter. */
function ulps(actual: number, exact: number): number {
  const nearest = Math.fround(exact);
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(nearest))), -126);
  return Math.abs(actual - exact) / 2 ** (exponent - 23);
}

const count = 200_000;
const intervals: Record<string, readonly (readonly [number, number])[]> = {
  exp: [
    [-1, 1],
    [-87, 88],
    [-104, -86],
  ],
  log: [
    [0.7, 1.42],
    [0.99, 1.01],
    [0, 1e-37],
    [0, 1e4],
  ],
  tanh: [
    [-0.7, 0.7],
    [-2, 2],
    [-12, 12],
    [-1e-3, 1e-3],
  ],
};

describe.each(Object.entries(functions))("%s of float32", (name, [ours, theirs]) => {
  it("is within 1.4 units in the last place", () => {
    for (const [low, high] of intervals[name]!) {
      const next = random(7);
      const x = Float32Array.from({ length: count }, () => low + (high - low) * next());
      const y = jit(ours)(array(x, { dtype: "f32" })).toArray();
      let worst = 0;
      x.forEach((each, i) => {
        const exact = theirs(each);
        if (exact !== 0 && Number.isFinite(exact)) worst = Math.max(worst, ulps(y[i]!, exact));
      });
      // Results below the least normal number come from f64 and are off by half a unit.
      expect(worst).toBeLessThan(1.4);
    }
  });

  it("has the limits of the f64 function, whatever stands beside them", () => {
    const special = [0, -0, 1, -1, NaN, Infinity, -Infinity, 1e-45, -1e-45, 3e38, -3e38, 89, -104, 0.625];
    const x = array(special, { dtype: "f32" });
    const values = Array.from(jit(ours)(x).toArray());
    special.forEach((each, i) => {
      const alone = jit(ours)(array([each], { dtype: "f32" })).toArray()[0]!;
      expect(Object.is(values[i], alone), `${name}(${each})`).toBe(true);
      const expected = Math.fround(theirs(Math.fround(each)));
      if (expected === 0 || !Number.isFinite(expected)) expect(values[i], `${name}(${each})`).toBe(expected);
      else expect(Math.abs(values[i]! / expected - 1)).toBeLessThan(2e-7);
    });
  });
});
