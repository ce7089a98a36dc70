/** Special functions: values of high precision on both targets, derivatives of any order, ends of the domains, words of errors. */

import { readFileSync } from "node:fs";
import { type Arr, array, grad, jit, vmap, special } from "fluxion";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";

const file = new URL("../../fixtures/special-functions/values.json", import.meta.url);
const { points } = JSON.parse(readFileSync(file, "utf8")) as { points: Record<string, number[][]> };

type Function = (...args: readonly Arr[]) => Arr;
type Allowance = (value: number, ...args: readonly number[]) => number;

const epsilon = 2 ** -52;
const relative =
  (share: number): Allowance =>
  (value) =>
    share * Math.abs(value);
/** A share of the envelope √(2/πx) of a Bessel function. */
const ofEnvelope =
  (share: number): Allowance =>
  (_value, x) =>
    share * Math.sqrt(2 / Math.PI / Math.max(1, Math.abs(x)));
/** A share of the larger of 1 and the value: near zeros the error is absolute. */
const mixed =
  (share: number): Allowance =>
  (value) =>
    share * Math.max(1, Math.abs(value));

const ofOrder = (f: (n: number, x: Arr) => Arr, n: number): Function => {
  return (x) => f(n, x);
};
const byShape: Function = (a, x) => grad((shape: Arr) => special.gammaP(shape, x).sum())(a);

/** Twice the largest error seen at thousands of random points, or a little more. */
const cases: readonly [name: string, f: Function, allowed: Allowance][] = [
  ["erfInv", (x) => special.erfInv(x), relative(1.5 * epsilon)],
  ["lgammaOfNegative", (x) => special.lgamma(x), mixed(1.5 * epsilon)],
  ["digammaOfNegative", (x) => special.digamma(x), mixed(12 * epsilon)],
  ["j0", (x) => special.j0(x), ofEnvelope(4 * epsilon)],
  ["j1", (x) => special.j1(x), ofEnvelope(4 * epsilon)],
  ["gammaP", (a, x) => special.gammaP(a, x), relative(1e-14)],
  ["gammaQ", (a, x) => special.gammaQ(a, x), relative(1e-14)],
  ["gammaPByShape", byShape, relative(5e-14)],
  // Powers of reciprocals by repeated squaring: the error grows with the order; beside a pole below 0 terms cancel.
  ["polygamma 1", ofOrder(special.polygamma, 1), mixed(6 * epsilon)],
  ["polygamma 2", ofOrder(special.polygamma, 2), mixed(24 * epsilon)],
  ["polygamma 3", ofOrder(special.polygamma, 3), mixed(60 * epsilon)],
  ["polygamma 7", ofOrder(special.polygamma, 7), mixed(4000 * epsilon)],
  // The recurrence upwards adds up roundings of as many steps as the order.
  ["jn 2", ofOrder(special.jn, 2), ofEnvelope(6 * epsilon)],
  ["jn 5", ofOrder(special.jn, 5), ofEnvelope(8 * epsilon)],
  ["jn 30", ofOrder(special.jn, 30), ofEnvelope(32 * epsilon)],
  ["jn 100", ofOrder(special.jn, 100), ofEnvelope(100 * epsilon)],
  // Up to the largest number there is; sine and cosine are exact to a rounding each, and the recurrence hardly adds to them.
  ...[0, 1, 2, 5, 30].map((n): (typeof cases)[number] => [
    `jn ${n} of large`,
    ofOrder(special.jn, n),
    ofEnvelope(2 * epsilon),
  ]),
];

describe.each(cases)("%s", (name, f, allowed) => {
  const rows = points[name]!;
  const columns = rows[0]!.slice(0, -1).map((_, i) => array(rows.map((row) => row[i]!)));

  it.each(["reference", "wasm"] as const)("has its values of high precision on %s", (target) => {
    const values = jit((...xs: readonly Arr[]) => f(...xs), { target })(...columns).toArray();
    const worst = rows
      .map((row, i) => {
        const exact = row.at(-1)!;
        const error = Math.abs(values[i]! - exact);
        return { row, value: values[i]!, share: error / allowed(exact, ...row.slice(0, -1)) };
      })
      .reduce((a, b) => (b.share > a.share || Number.isNaN(b.share) ? b : a));
    expect(worst.share, `${name}(${worst.row.slice(0, -1).join(", ")}) = ${worst.value}`).toBeLessThan(1);
  });
});

describe("identities", () => {
  const x = array([0.1, 0.35, 0.7, 0.9, 1.3, 2.6, 7.7]);

  it("erf and erfc make 1, and erfInv undoes erf", () => {
    const sums = special.erf(x).add(special.erfc(x)).toArray();
    for (const each of sums) expect(each).toBeCloseTo(1, 15);
    const small = x.mul(0.3);
    const back = special.erfInv(special.erf(small)).sub(small).abs().max().item();
    // The slope of erfInv at erf 2.3 is e^5.3: it makes 200 roundings of one.
    expect(back).toBeLessThan(200 * epsilon);
  });

  it("digamma and Bessel functions obey their recurrences", () => {
    const step = special.digamma(x.add(1)).sub(special.digamma(x)).sub(x.reciprocal()).abs().max().item();
    expect(step).toBeLessThan(1e-14);
    // J3 + J5 = (8/x) J4
    const bessel = special.jn(3, x).add(special.jn(5, x)).sub(special.jn(4, x).mul(x.reciprocal()).mul(8));
    expect(bessel.abs().max().item()).toBeLessThan(1e-15);
  });

  it("Bessel functions of negative order and argument change sign with odd order", () => {
    expect(special.jn(-3, x).toArray()).toEqual(special.jn(3, x).neg().toArray());
    expect(special.jn(3, x.neg()).toArray()).toEqual(special.jn(3, x).neg().toArray());
    expect(special.jn(-4, x).toArray()).toEqual(special.jn(4, x.neg()).toArray());
    expect(special.jn(0, x).toArray()).toEqual(special.j0(x).toArray());
    expect(special.jn(-1, x).toArray()).toEqual(special.j1(x).neg().toArray());
  });

  it("P and Q make 1, Q of half an odd number is erfc, far tails included", () => {
    const a = array([0.01, 0.3, 1, 5, 40, 2000, 3e4]);
    const place = a.mul(1.1);
    const sums = special.gammaP(a, place).add(special.gammaQ(a, place)).toArray();
    for (const each of sums) expect(each).toBeCloseTo(1, 15);
    const tail = special
      .gammaQ(0.5, x.square().mul(9))
      .div(special.erfc(x.mul(3)))
      .sub(1)
      .abs()
      .max()
      .item();
    // Q of an argument rounded at 530: the exponential makes 530 roundings of one.
    expect(tail).toBeLessThan(530 * epsilon);
  });
});

describe("derivatives", () => {
  const at = (f: (x: Arr) => Arr, x: number): number => f(array(x)).item();
  const derivative = (f: (x: Arr) => Arr, order: number): ((x: Arr) => Arr) =>
    order === 0 ? f : derivative(grad(f), order - 1);

  it("of lgamma are the polygamma functions, of any order", () => {
    expect(at(derivative(special.lgamma, 1), 2.5)).toBe(special.digamma(2.5).item());
    expect(at(derivative(special.lgamma, 5), 2.5)).toBe(special.polygamma(4, 2.5).item());
    // zeta(2), -2 zeta(3), pi^4/15
    expect(special.polygamma(1, 1).item()).toBeCloseTo(Math.PI ** 2 / 6, 14);
    expect(special.polygamma(2, 1).item()).toBeCloseTo(-2.4041138063191885, 14);
    expect(special.polygamma(3, 1).item()).toBeCloseTo(Math.PI ** 4 / 15, 13);
  });

  it("of J1 at 0 are those of x/2 - x³/16, without 0/0", () => {
    expect([1, 2, 3].map((order) => at(derivative(special.j1, order), 0) + 0)).toEqual([0.5, 0, -0.375]);
    expect([1, 2].map((order) => at(derivative(special.j0, order), 0) + 0)).toEqual([0, -0.5]);
    expect(special.j0(0).item()).toBe(1);
    expect(jit(special.j0)(array([0, 1e-9])).toArray()).toEqual(Float64Array.of(1, 1));
  });

  it("of erf and erfInv undo each other", () => {
    const slope = at(derivative(special.erf, 1), 0.6);
    expect(slope).toBeCloseTo((2 / Math.sqrt(Math.PI)) * Math.exp(-0.36), 15);
    expect(at(derivative(special.erfInv, 1), special.erf(0.6).item()) * slope).toBeCloseTo(1, 14);
  });

  it("of Q by x is the gamma density, also at x = 0, and mixed second ones agree", () => {
    const byPlace = (a: number, x: number): number => grad((y: Arr) => special.gammaQ(a, y))(array(x)).item();
    expect(byPlace(3, 2)).toBeCloseTo(-2 * Math.exp(-2), 15);
    expect([1, 2, 0.5].map((a) => byPlace(a, 0) + 0)).toEqual([-1, 0, -Infinity]);
    const mixed = grad((y: Arr) => grad((a: Arr) => special.gammaP(a, y))(array(2.5)))(array(1.7)).item();
    const density = Math.exp(1.5 * Math.log(1.7) - 1.7 - special.lgamma(2.5).item());
    expect(mixed).toBeCloseTo(density * (Math.log(1.7) - special.digamma(2.5).item()), 14);
  });
});

describe("ends of the domains", () => {
  it("poles, zeros and infinities are as in SciPy", () => {
    expect(special.lgamma(array([0, -1, -7, Infinity, -Infinity])).toArray()).toEqual(
      new Float64Array(5).fill(Infinity),
    );
    expect(Array.from(special.digamma(array([0, -0, -1, -3])).toArray())).toEqual([-Infinity, Infinity, NaN, NaN]);
    expect(Array.from(special.polygamma(1, array([0, -1, Infinity])).toArray())).toEqual([Infinity, Infinity, 0]);
    expect(Array.from(special.erfInv(array([1, -1, 1.1])).toArray())).toEqual([Infinity, -Infinity, NaN]);
    expect(Array.from(special.gammaP(array([0, 0, 2, 2, -1, 2]), array([0, 1, 0, Infinity, 1, -1])).toArray())).toEqual(
      [...[NaN, 1, 0, 1, NaN, NaN]],
    );
    expect(Array.from(special.gammaQ(array([0, 2, 2]), array([1, 0, Infinity])).toArray())).toEqual([0, 1, 0]);
    expect(Array.from(special.jn(3, array([0, Infinity, -Infinity, NaN])).toArray())).toEqual([0, 0, -0, NaN]);
  });

  it("the lanes of a pair do not see each other in loops that end at different times", () => {
    const a = array([0.5, 900, 3, 1e5, 0.01, 40]);
    const x = array([0.4, 905, 1e-5, 1.01e5, 2, 700]);
    for (const f of [special.gammaP, special.gammaQ]) {
      const compiled = jit(f);
      const alone = a.toArray().map((shape, i) => compiled(array([shape]), array([x.toArray()[i]!])).toArray()[0]!);
      expect(compiled(a, x).toArray()).toEqual(alone);
      expect(vmap(f)(a, x).toArray().length).toBe(6);
    }
  });

  it("f32 is f64 rounded once; integers become f64; empty arrays stay empty", () => {
    const single = array([0.3, 2.7], { dtype: "f32" });
    expect(special.lgamma(single).toArray()).toEqual(Float32Array.from(special.lgamma(single.cast("f64")).toArray()));
    expect(jit((y: Arr) => special.jn(2, y))(single).dtype).toBe("f32");
    expect(special.erf(array([1], { dtype: "i32" })).dtype).toBe("f64");
    expect(special.polygamma(2, array([], { shape: [0, 2] })).shape).toEqual([0, 2]);
  });
});

describe("errors", () => {
  it("say what is no order, and that the second derivative by the shape is not there", () => {
    expect(messageOf(() => special.jn(1.5, 2))).toMatchInlineSnapshot(
      `"DTypeError at n in jn(): expected an integer, received 1.5. The order is part of the program; derivatives by it do not exist."`,
    );
    expect(messageOf(() => special.polygamma(-1, 2))).toMatchInlineSnapshot(
      `"DTypeError at n in polygamma(): expected an integer between 0 and 170, received -1. The order is part of the program; derivatives by it do not exist."`,
    );
    const slope = grad((a: Arr) => special.gammaP(a, 2));
    expect(messageOf(() => grad(slope as (a: Arr) => Arr)(array(3)))).toMatchInlineSnapshot(
      `"DerivativeError at params in gammaP(): its second derivative by the shape a is not known: no series for it is evaluated. Hold a fixed with stopGradient(a), or give a derivative of your own with customVjp."`,
    );
  });
});
