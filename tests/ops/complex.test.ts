/** Complex numbers as pairs: identities, special values, shapes, derivatives. */

import { type Arr, array, checkGrads, complex, type Complex, grad, jit, matMul, scan, vmap, tree } from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { uniform } from "../compile/support.ts";

const draw = (shape: readonly number[], seed: number, low = -2, high = 2): Complex => ({
  re: uniform(shape, seed, "f64", low, high),
  im: uniform(shape, seed + 100, "f64", low, high),
});

const partsOf = ({ re, im }: Complex): number[] => [...re.toArray(), ...im.toArray()];

/** Both targets agree with the expected number to a few roundings of numbers of order 10. */
function expectParts(actual: Complex, expected: Complex, digits = 13): void {
  const [a, b] = [partsOf(actual), partsOf(expected)];
  expect(a.length).toBe(b.length);
  a.forEach((value, i) => expect(value).toBeCloseTo(b[i]!, digits));
}

const number = (re: number, im: number): Complex => complex.of(re, im);
const values = ({ re, im }: Complex): [number, number] => [re.item(), im.item()];

describe("making complex numbers", () => {
  it("broadcasts the parts and makes them floats", () => {
    const z = complex.of(array([1, 2, 3], { dtype: "i32" }), array([[1], [2]]));
    expect([z.re.shape, z.im.shape, z.re.dtype]).toEqual([[2, 3], [2, 3], "f64"]);
    expect(complex.of(array([1], { dtype: "f32" })).im.dtype).toBe("f32");
  });

  it("says which shapes do not go together", () => {
    expect(() => complex.of(array([1, 2]), array([1, 2, 3]))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError in complex.of(): expected shapes that broadcast (equal lengths, or 1, axis by axis from the last), received [2] and [3]. Insert an axis with expandDims, or use vmap to map over one operand.]`,
    );
  });

  it("tells pairs from arrays", () => {
    expect([complex.isComplex(number(1, 2)), complex.isComplex(array(1)), complex.isComplex(3)]).toEqual([
      true,
      false,
      false,
    ]);
    expectTypeOf(complex.of).returns.toEqualTypeOf<Complex>();
  });

  it("takes real numbers and arrays as complex ones", () => {
    const z = draw([3], 1);
    for (const operation of [complex.add, complex.sub, complex.mul, complex.div]) {
      expectParts(operation(z, 2.5), operation(z, number(2.5, 0)));
      expectParts(operation(2.5, z), operation(number(2.5, 0), z));
      expectParts(operation(3, 2.5), operation(number(3, 0), number(2.5, 0)));
    }
    const column = array([[1], [2]]);
    expect(complex.add(z, column).im.shape).toEqual([2, 3]);
    expect(complex.mul(column, z).im.shape).toEqual([2, 3]);
  });
});

describe("arithmetic", () => {
  const [a, b, c] = [draw([20], 1), draw([20], 2), draw([20], 3)];

  it("is a field", () => {
    expectParts(complex.mul(a, complex.add(b, c)), complex.add(complex.mul(a, b), complex.mul(a, c)));
    expectParts(complex.mul(complex.div(a, b), b), a);
    expectParts(complex.mul(a, complex.reciprocal(a)), complex.of(complex.abs(a).mul(0).add(1)));
    expectParts(complex.sub(a, a), complex.scale(a, 0));
    expectParts(complex.neg(a), complex.scale(a, -1));
  });

  it("conjugates products", () => {
    expectParts(complex.conj(complex.mul(a, b)), complex.mul(complex.conj(a), complex.conj(b)));
    expectParts(complex.mul(a, complex.conj(a)), complex.of(complex.abs2(a)));
  });

  it("divides the largest and the smallest numbers", () => {
    // 1e308 + 1e308i squared is beyond the largest number, 1e-308 squared below the smallest.
    expect(values(complex.div(number(1e308, 1e308), number(1e308, 1e308)))).toEqual([1, 0]);
    expect(values(complex.div(number(1e-308, 2e-308), number(1e-308, 2e-308)))).toEqual([1, 0]);
    expect(values(complex.div(1, number(0, 0)))).toEqual([NaN, NaN]);
  });
});

describe("magnitude and angle", () => {
  it("gives them and takes them back", () => {
    const z = draw([20], 4);
    expectParts(complex.fromPolar(complex.abs(z), complex.arg(z)), z);
    expectParts(complex.scale(complex.expi(complex.arg(z)), complex.abs(z)), z);
  });

  it("neither overflows nor underflows", () => {
    const z = complex.of(array([3e300, 3e-310, 0, -Infinity, 5]), array([4e300, 4e-310, -0, 1, NaN]));
    const magnitudes = complex.abs(z).toArray();
    expect(magnitudes[0]! / 5e300).toBeCloseTo(1, 15);
    // Subnormal numbers have fewer digits.
    expect(magnitudes[1]! / 5e-310).toBeCloseTo(1, 12);
    expect([...magnitudes].slice(2)).toEqual([0, Infinity, NaN]);
  });

  it("knows the sides of the negative axis", () => {
    expect(complex.arg(complex.of(array([-1, -1]), array([0, -0]))).toNested()).toEqual([Math.PI, -Math.PI]);
  });

  it("has slope zero at 0 in the magnitude, and in the intensity; the slope of the magnitude has none", () => {
    const slopes = grad((z: Complex) => complex.abs(z).add(complex.abs2(z)).sum())(
      complex.of(array([0, 3]), array([0, 4])),
    );
    expectParts(slopes, complex.of(array([0, 0.6 + 6]), array([0, 0.8 + 8])));
    const second = grad((z: Complex) => grad((w: Complex) => complex.abs(w))(z).re)(number(0, 0));
    expect(values(second)).toEqual([NaN, NaN]);
    // The square of the magnitude is smooth.
    const curvature = grad((z: Complex) => grad((w: Complex) => complex.abs(w).square())(z).re)(number(0, 0));
    expect(values(curvature)).toEqual([2, 0]);
  });
});

describe("functions", () => {
  const z = draw([30], 5);

  it("invert each other", () => {
    expectParts(complex.exp(complex.log(z)), z);
    expectParts(complex.log(complex.exp(z)), z);
    expectParts(complex.pow(complex.sqrt(z), 2), z);
  });

  it("know Euler and de Moivre", () => {
    expectParts(complex.exp(number(0, Math.PI)), number(-1, 0));
    expectParts(complex.pow(z, 3), complex.mul(z, complex.mul(z, z)), 11);
    expectParts(complex.pow(z, -2), complex.reciprocal(complex.mul(z, z)), 9);
    expectParts(complex.pow(z, 0), complex.of(z.re.mul(0).add(1)));
    expectParts(complex.pow(z, 0.5), complex.sqrt(z));
    expectParts(complex.pow(z, array(2)), complex.pow(z, 2));
    expect(values(complex.pow(number(0, 0), 0.5))).toEqual([0, 0]);
    expect(values(complex.pow(number(0, 0), array(0)))).toEqual([1, 0]);
  });

  it("take principal values on either side of the cut, and at the ends of the range", () => {
    expect(values(complex.sqrt(number(-4, 0)))).toEqual([0, 2]);
    expect(values(complex.sqrt(number(-4, -0)))).toEqual([0, -2]);
    expect(values(complex.sqrt(number(0, 0)))).toEqual([0, 0]);
    expect(values(complex.sqrt(number(0, 8)))).toEqual([2, 2]);
    expect(values(complex.log(number(-1, 0)))).toEqual([0, Math.PI]);
    expect(complex.log(number(0, 0)).re.item()).toBe(-Infinity);
    expect(complex.log(number(1e308, 1e308)).re.item()).toBeCloseTo(Math.log(1e308) + Math.LN2 / 2, 12);
    expect(complex.sqrt(number(1e308, 1e308)).re.item() / 1e154).toBeCloseTo(1.09868411346781, 13);
    // sqrt(s + s i) = sqrt(s) 2^(1/4) (cos π/8 + i sin π/8) for the largest s, its half and the smallest.
    for (const s of [Number.MAX_VALUE, Number.MAX_VALUE / 2, 2 ** -1074]) {
      const unit = Math.sqrt(s) * 2 ** 0.25;
      for (const root of [complex.sqrt(number(s, s)), jit(complex.sqrt)(number(s, s))]) {
        expect(root.re.item() / unit).toBeCloseTo(Math.cos(Math.PI / 8), 14);
        expect(root.im.item() / unit).toBeCloseTo(Math.sin(Math.PI / 8), 14);
      }
    }
    expect(values(complex.sqrt(number(-Number.MAX_VALUE, 0)))).toEqual([0, Math.sqrt(Number.MAX_VALUE)]);
  });
});

describe("arrays of complex numbers", () => {
  it("multiply as matrices, by associativity and by the real representation", () => {
    const [a, b, c] = [draw([3, 4], 6), draw([4, 2], 7), draw([2, 5], 8)];
    expectParts(complex.matMul(complex.matMul(a, b), c), complex.matMul(a, complex.matMul(b, c)), 12);
    expectParts(complex.matMul(a.re, b), { re: matMul(a.re, b.re), im: matMul(a.re, b.im) });
    expectParts(complex.matMul(a, b.re), complex.matMul(a, complex.of(b.re)));
  });

  it("are summed, chosen from, joined and arranged part by part", () => {
    const z = draw([2, 3], 9);
    expectParts(complex.sum(z, 1), { re: z.re.sum(1), im: z.im.sum(1) });
    expectParts(complex.scale(complex.mean(z), 6), complex.sum(z));
    expectParts(complex.where(z.re.greater(0), z, 0), complex.scale(z, z.re.greater(0).cast("f64")));
    expectParts(
      complex.transpose(complex.reshape(z, [3, -1])),
      tree.map((part: Arr) => part.reshape(3, 2).T, z),
    );
    expectParts(complex.concat([z, z], 1), complex.reshape(complex.stack([z, z], 1), [2, 6]));
    expectParts(
      complex.mapParts(z, (part) => part.flip(0)),
      tree.map((part: Arr) => part.flip(0), z),
    );
  });
});

describe("derivatives", () => {
  const [a, b] = [draw([4], 11, 0.3, 2), draw([4], 12, 0.3, 2)];
  const weigh = ({ re, im }: Complex): Arr => re.mul(0.7).add(im.mul(-1.3)).sum();

  it.each<[string, (x: Complex, y: Complex) => Complex]>([
    ["mul", complex.mul],
    ["div", complex.div],
    ["exp", (x) => complex.exp(x)],
    ["log", (x) => complex.log(x)],
    ["sqrt", (x) => complex.sqrt(x)],
    ["pow", (x) => complex.pow(x, 1.7)],
    ["pow of an array", (x, y) => complex.pow(x, y.re)],
    ["polar", (x, y) => complex.fromPolar(complex.abs(x), complex.arg(y))],
  ])("of %s agree with differences to second order", (_name, f) => {
    checkGrads((x: Complex, y: Complex) => weigh(f(x, y)), [a, b], { order: 2, tolerance: 1e-6 });
  });

  it("of holomorphic functions obey Cauchy and Riemann", () => {
    for (const f of [complex.exp, complex.log, complex.sqrt, (z: Complex) => complex.pow(z, 2.5)]) {
      const ofRe = grad((z: Complex) => f(z).re.sum())(a);
      const ofIm = grad((z: Complex) => f(z).im.sum())(a);
      expectParts(ofIm, { re: ofRe.im.neg(), im: ofRe.re }, 12);
    }
  });
});

describe("transformations", () => {
  it("take pairs as trees: jit, vmap, and loops with a complex carry", () => {
    const z = draw([3], 13);
    expectParts(jit(complex.sqrt)(z), complex.sqrt(z));
    expectParts(vmap((w: Complex) => complex.mul(w, w))(z), complex.mul(z, z));
    const turn = complex.expi(Math.PI / 6);
    const round = (start: Complex) => scan((w: Complex) => complex.mul(w, turn), start, { length: 12 }).carry;
    expectParts(jit(round)(number(1, 2)), number(1, 2));
  });
});
