/** Vector math against exactly rounded values, the special cases of IEEE 754 and C99, and its own other lane. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { vectorMath, type VectorMathName, sinCos } from "../../../src/compile/wasm/math/index.ts";
import { called, emitted, onArrays } from "./lane-runner.ts";

const names = Object.keys(vectorMath) as VectorMathName[];

/** Arguments, the correctly rounded value, and how far the exact value is from it in units of its last place. */
interface Point {
  readonly args: readonly number[];
  readonly rounded: number;
  readonly rest: number;
}

function pointsOf(name: VectorMathName): Point[] {
  const file = new URL(`../../../fixtures/vector-math/${name}.json`, import.meta.url);
  const { points } = JSON.parse(readFileSync(file, "utf8")) as { points: string[] };
  return points.map((line) => {
    const fields = line.split(" ");
    const numbers = fields
      .slice(0, -1)
      .map((bits) => new Float64Array(BigUint64Array.of(BigInt(`0x${bits}`)).buffer)[0]!);
    return { args: numbers.slice(0, -1), rounded: numbers.at(-1)!, rest: Number(fields.at(-1)) };
  });
}

/** Position of a float64 among all of them in increasing order; ±0 are one apart. */
function ordinal(x: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  return bits < 0n ? -(bits & (2n ** 63n - 1n)) - 1n : bits;
}

const column = (points: readonly Point[], index: number) =>
  Float64Array.from(points, ({ args }) => args[index] ?? args[0]!);

// Largest errors in units in the last place, rounded up, among a million random points on each interval of each function,
// against values of 113 bits (libquadmath) or more (MPFR, `npm run accuracy`). Half a unit is the last rounding; the formulas keep what
// comes before it small.
const largestError: Record<VectorMathName, number> = {
  acos: 0.66,
  acosh: 0.9,
  asin: 0.68,
  asinh: 0.97,
  atan: 0.73,
  atan2: 0.75,
  atanh: 0.53,
  cbrt: 0.51,
  cos: 0.87,
  cosh: 0.84,
  digamma: 1.9,
  erf: 0.8,
  erfc: 0.75,
  exp: 0.98,
  exp2: 0.7,
  expm1: 0.79,
  hypot: 0.51,
  lgamma: 1.6,
  log: 0.99,
  log10: 0.68,
  log1p: 1,
  log2: 0.77,
  mod: 0.51,
  pow: 0.86,
  rsqrt: 0.86,
  sigmoid: 0.9,
  sin: 0.9,
  sinh: 0.94,
  softplus: 1,
  tan: 0.99,
  tanh: 0.72,
};

describe("against correctly rounded values", () => {
  it.each(names)("%s is within its largest error", (name) => {
    const points = pointsOf(name);
    expect(points.length).toBeGreaterThan(400);
    const values = emitted(name)(column(points, 0), column(points, 1));
    const errors = points.map(({ rounded, rest }, i) => {
      const value = values[i]!;
      if (!Number.isFinite(rounded) || rounded === 0) return Object.is(value, rounded) ? 0 : Infinity;
      return Math.abs(Number(ordinal(value) - ordinal(rounded)) - rest);
    });
    const worst = errors.indexOf(Math.max(...errors));
    expect(errors[worst]!, `${name}(${String(points[worst]!.args)}) = ${values[worst]}`).toBeLessThan(
      largestError[name],
    );
  });
});

describe("lanes", () => {
  it.each(names)("of %s do not see each other, whether emitted in place or called", (name) => {
    // Special values among the others, so that careful lanes sit beside usual ones.
    const special = [NaN, Infinity, -Infinity, 0, -0, 5e-324, -1e-310, 1e300, -1e300, 1, -1, 0.5, 1e10];
    const points = pointsOf(name);
    const mix = (index: number) =>
      column(points, index).map((x, i) => (i % 5 === index ? special[(i * 7 + index) % special.length]! : x));
    const [x, y] = [mix(0), mix(1)];
    const partnered = (shift: number) => {
      const permuted = (a: Float64Array) => a.map((_, i) => a[(i + shift) % a.length]!);
      return { x: interleave(x, permuted(x)), y: interleave(y, permuted(y)) };
    };
    const bits = (a: Float64Array) => new BigInt64Array(a.buffer);
    const half = (a: Float64Array, lane: number) => bits(a.filter((_, i) => i % 2 === lane));
    const f = emitted(name);
    const run = (pairs: { x: Float64Array; y: Float64Array }) => f(pairs.x, pairs.y);

    const first = run(partnered(1));
    expect(half(run(partnered(17)), 0)).toEqual(half(first, 0));
    const swapped = partnered(1);
    const crossed = run({ x: swap(swapped.x), y: swap(swapped.y) });
    expect(half(crossed, 1)).toEqual(half(first, 0));
    expect(half(crossed, 0)).toEqual(half(first, 1));
    expect(bits(called(name)(swapped.x, swapped.y))).toEqual(bits(first));
  });

  function interleave(a: Float64Array, b: Float64Array): Float64Array {
    return Float64Array.from({ length: 2 * a.length }, (_, i) => (i % 2 === 0 ? a : b)[i >> 1]!);
  }
  function swap(a: Float64Array): Float64Array {
    return a.map((_, i) => a[i ^ 1]!);
  }
});

describe("sinCos", () => {
  it("gives the bits of sin and cos", () => {
    const x = column(pointsOf("sin"), 0);
    const both = (["sin", "cos"] as const).map((part) => onArrays((m, a) => sinCos(m, a)[part])(x));
    expect(both).toEqual([emitted("sin")(x), emitted("cos")(x)]);
  });
});
