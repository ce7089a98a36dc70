/** Special values through every primitive: NaN, infinities, signed zeros, extremes, nothing at all; compiled as interpreted. */

import { type Arr, array, type DType, isFinite as isFiniteEach, jit, logicalAnd, where, zeros } from "fluxion";
import { describe, expect, it } from "vitest";
import { pointwise } from "../../src/primitives/elementwise/family.ts";
import { primitives } from "../../src/primitives/registry.ts";
import type { Attributes, CheckCase, OperandDomain, Primitive } from "../../src/program/primitive.ts";
import { bind } from "../../src/program/bind.ts";
import { draw } from "./draw.ts";

const registry = Object.values(primitives) as readonly Primitive[];

/** The primitive as a function, composites written out. */
function apply(primitive: Primitive, operands: readonly Arr[], attributes: Attributes): Arr[] {
  return [...(primitive.expand?.(operands, attributes) ?? bind(primitive, operands, attributes))];
}

/** Values at which formulas break. Halves decide roundings; 2^53 and 2^31 are where integers end. */
const special: Readonly<Record<DType, readonly number[]>> = {
  f64: [
    ...[NaN, Infinity, -Infinity, 0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -1.5, 2.5],
    ...[5e-324, -5e-324, 2.2250738585072014e-308, 1e-200, 1.5e-8, -1e-9, Number.MAX_VALUE, -Number.MAX_VALUE, 1e200],
    ...[2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 53 + 2, 709.78, -745.2, 1e22, Math.PI, -Math.PI / 2],
  ],
  f32: [
    ...[NaN, Infinity, -Infinity, 0, -0, 1, -1, 2, -2, 0.5, -0.5, 1.5, -1.5, 2.5, 3],
    ...[1.401298464324817e-45, 1.1754943508222875e-38, 3.4028234663852886e38, -3.4028234663852886e38, 16777216],
    ...[88.7, -103.9],
  ],
  i32: [0, 1, -1, 2, -2, 3, 7, 46341, 2 ** 31 - 1, -(2 ** 31)],
  bool: [0, 1],
};

/** Which element types a case's operands may take together: those it declares, and the others that the primitive accepts. */
function variants(primitive: Primitive, { operands, attributes }: CheckCase<Attributes>): DType[][] {
  const declared = operands.map(({ dtype }) => dtype);
  const found = [declared];
  for (const dtype of ["f32", "i32", "bool"] as const) {
    const types = declared.map((each) => (each === "f64" ? dtype : each));
    try {
      primitive.outputTypes(
        operands.map(({ shape }, i) => ({ shape, dtype: types[i]! })),
        attributes,
      );
      if (types.some((each, i) => each !== declared[i])) found.push(types);
    } catch {
      // A type that the primitive refuses, with an error that its own tests look at.
    }
  }
  return found;
}

/** Same NaN, same infinities, same signs of zeros; other values to 1e-14 of each, or of f32's last places. */
function expectAlike(compiled: readonly Arr[], interpreted: readonly Arr[], what: (k: number) => string): void {
  compiled.forEach((arr, i) => {
    const other = interpreted[i]!;
    expect([arr.dtype, ...arr.shape]).toEqual([other.dtype, ...other.shape]);
    const [a, b] = [arr.toArray(), other.toArray()];
    // Vector math is good to 2 ulp, Math to about one; f32 results are rounded once from such values. Results below the smallest
    // normal number have fewer digits: one unit in their last place is allowed.
    const [tolerance, floor] = other.dtype === "f32" ? [1.3e-7, 1.5e-45] : [4.5e-16 * 4, 1e-323];
    for (let k = 0; k < b.length; k++) {
      const [x, y] = [a[k]!, b[k]!];
      if (Object.is(x, y)) continue;
      const close = x !== 0 || y !== 0 ? Math.abs(x - y) <= Math.max(tolerance * Math.abs(y), floor) : false;
      if (!close) expect.fail(`${what(k)}: compiled ${signed(x)}, interpreted ${signed(y)}`);
    }
  });
}

const signed = (x: number): string => (Object.is(x, -0) ? "-0" : String(x));

/** All tuples of special values of operands of these types, one column an operand. */
function tuples(types: readonly DType[]): number[][] {
  return types
    .reduce<number[][]>((rows, dtype) => rows.flatMap((row) => special[dtype].map((value) => [...row, value])), [[]])
    .reduce<number[][]>(
      (columns, row) => columns.map((column, i) => [...column, row[i]!]),
      types.map(() => []),
    );
}

describe.each(registry.map((primitive) => [primitive.name, primitive] as const))("%s", (name, primitive) => {
  const cases = primitive.check();
  const isPointwise = primitive.batch === pointwise;

  if (isPointwise) {
    describe.each(cases.map((each) => [each.label, each] as const))("%s", (_label, example) => {
      const f = (...xs: readonly Arr[]): Arr[] => apply(primitive, xs, example.attributes);

      it.each(variants(primitive, example).map((types) => [types.join(", "), types] as const))(
        "at special values of %s, each with each",
        (_types, types) => {
          const columns = tuples(types);
          const operands = columns.map((column, i) => array(column, { dtype: types[i]! }));
          const at = (k: number): string => `${name}(${columns.map((column) => signed(column[k]!)).join(", ")})`;
          expectAlike(jit(f)(...operands), f(...operands), at);
          // A lone element takes the tail of a loop nest, a scalar the nest without loops.
          for (const k of [0, 1, columns[0]!.length - 1]) {
            const scalars = columns.map((column, i) => array(column[k]!, { dtype: types[i]! }));
            expectAlike(jit(f)(...scalars), f(...scalars), () => at(k));
          }
        },
      );

      it("reads a scalar beside an array at every position, and gives nothing for nothing", () => {
        for (const types of variants(primitive, example)) {
          const columns = types.map((dtype) => special[dtype].slice(0, 2).concat(special[dtype].slice(-1)));
          const arrays = columns.map((column, i) => array(column, { dtype: types[i]! }));
          for (let mask = 1; mask < 2 ** types.length; mask++) {
            const mixed = arrays.map((each, i) =>
              (mask & (1 << i)) !== 0 ? each : array(special[types[i]!][1]!, { dtype: types[i]! }),
            );
            expectAlike(jit(f)(...mixed), f(...mixed), (k) => `${name}, element ${k}, arrays at mask ${mask}`);
          }
          for (const shape of [[0], [2, 0, 3]]) {
            const empty = types.map((dtype) => zeros(shape, { dtype }));
            for (const results of [f(...empty), jit(f)(...empty)]) {
              for (const result of results) expect(result.shape).toEqual(shape);
            }
          }
        }
      });
    });
    return;
  }

  describe.each(cases.map((each) => [each.label, each] as const))("%s", (label, { operands: domains, attributes }) => {
    const f = (...xs: readonly Arr[]): Arr[] => apply(primitive, xs, attributes);
    const operands = domains.map((domain, i) => draw(domain, `${name} ${label} ${i}`));

    it("spreads NaN, infinities and signed zeros as the interpreted one does", () => {
      domains.forEach((domain, i) => {
        if (!takesSpecialValues(domain)) return;
        const size = operands[i]!.size;
        for (const value of [NaN, Infinity, -Infinity, -0, 0]) {
          for (const place of new Set([0, Math.floor(size / 2), size - 1])) {
            const values = Array.from(operands[i]!.toArray());
            values[place] = value;
            const changed = operands.map((each, k) => (k === i ? array(values, { shape: domain.shape }) : each));
            const [compiled, interpreted] = [jit(f)(...changed), f(...changed)].map((results) =>
              name === "fft" ? asComplex(results) : results,
            ) as [Arr[], Arr[]];
            expectSpread(compiled, interpreted, `operand ${i} with ${signed(value)} at ${place}`);
          }
        }
      });
    });
  });
});

/**
 * A complex number is NaN where either part is not finite: which part that is depends on whether a product by a root of unity
 * such as 1 or i is written out.
 */
const asComplex = ([re, im]: readonly Arr[]): Arr[] => {
  const isFinite = logicalAnd(isFiniteEach(re!), isFiniteEach(im!));
  return [where(isFinite, re!, NaN), where(isFinite, im!, NaN)];
};

const takesSpecialValues = ({ dtype, shape, structure }: OperandDomain): boolean =>
  dtype === "f64" && structure === undefined && !shape.includes(0);

/** The same elements are finite, infinite and NaN; finite ones agree to rounding of short sums. */
function expectSpread(compiled: readonly Arr[], interpreted: readonly Arr[], what: string): void {
  compiled.forEach((arr, i) => {
    const [a, b] = [arr.toArray(), interpreted[i]!.toArray()];
    for (let k = 0; k < b.length; k++) {
      const [x, y] = [a[k]!, b[k]!];
      const alike = Object.is(x, y) || x === y || Math.abs(x - y) <= 1e-13 * Math.max(1, Math.abs(y));
      if (!alike)
        expect.fail(`${what}: element ${k} of result ${i} is ${signed(x)} compiled, ${signed(y)} interpreted`);
    }
  });
}
