/**
 * Derivatives at special points: zero, equal, tied and infinite arguments, the ends of the range. Each is the limit of the derivatives beside
 * the point, lies between those of the two sides, or is NaN; never another number. Every primitive is asked, new ones too.
 */

import { type Arr, array, full, jit, jvp, mul, sum } from "fluxion";
import { describe, expect, it } from "vitest";
import { primitives } from "../../src/primitives/registry.ts";
import type { CheckCase, Attributes, Primitive } from "../../src/program/primitive.ts";
import { bind } from "../../src/program/bind.ts";
import { draw } from "./draw.ts";

const registry = Object.values(primitives) as readonly Primitive[];

/** Where derivatives of elementwise functions are asked for. */
const POINTS = [0, -0, 1, -1, 0.5, -0.5, 2, Infinity, -Infinity, 1e-300, 5e-324, 1e200, -1e200];

/** Points that come nearer from one side. */
function approach(x: number, side: 1 | -1): number[] {
  if (!Number.isFinite(x)) return Math.sign(x) === side ? [] : [1e2, 1e5, 1e10].map((far) => Math.sign(x) * far);
  return [1e-3, 1e-5, 1e-7].map((step) => x + side * step * (x === 0 ? 1 : Math.abs(x)));
}

/** What numbers tend to: a number, an infinity, or undefined where three do not tell. */
function limitOf(values: readonly number[]): number | undefined {
  const [a, b, c] = values as [number, number, number];
  if (values.length === 0 || values.some(Number.isNaN)) return undefined;
  if (a === b && b === c) return c;
  if (Math.abs(c - b) <= 1e-4 * Math.max(1, Math.abs(c))) return c;
  // Larger by the same sign at each step: a pole, or a root's slope.
  if (Math.abs(c) > 5 * Math.abs(b) && Math.abs(b) > 5 * Math.abs(a) && c * b > 0) return c > 0 ? Infinity : -Infinity;
  return undefined;
}

/** Whether a derivative is one of those that may be told. */
function isHonest(given: number, below: number | undefined, above: number | undefined): boolean {
  if (Number.isNaN(given)) return true;
  const sides = [below, above].filter((side) => side !== undefined);
  if (sides.length === 0) return true;
  const [low, high] = [Math.min(...sides), Math.max(...sides)];
  if (given === low || given === high) return true;
  // Three steps come within 1e-3 of a finite limit, relative to it.
  const slack = (x: number): number => (Number.isFinite(x) ? 1e-3 * Math.max(1, Math.abs(x)) : 0);
  return given >= low - slack(low) && given <= high + slack(high);
}

const isMoving = ({ dtype, differentiable }: CheckCase<Attributes>["operands"][number]): boolean =>
  dtype === "f64" && differentiable !== false;

describe("elementwise", () => {
  // Incomplete gamma functions have a derivative in one argument alone, and tests of their own.
  const functions = registry.filter(
    (each) =>
      !each.name.startsWith("gamma") &&
      each.family === "elementwise" &&
      each.derivative.kind === "rule" &&
      each.check()[0]!.operands.every(isMoving) &&
      each.check()[0]!.operands.length <= 2,
  );
  it.each(functions.map((primitive) => [primitive.name, primitive] as const))("%s", (_name, primitive) => {
    const [{ operands, attributes }] = primitive.check() as [CheckCase<Attributes>];
    const arity = operands.length;
    for (let position = 0; position < arity; position++) {
      // The other argument: an ordinary number, special ones, and the same as this one.
      const others = arity === 1 ? [0] : [0.7, 0, 1, -2, Infinity];
      const of = (at: Arr, other: Arr): Arr =>
        bind(primitive, arity === 1 ? [at] : position === 0 ? [at, other] : [other, at], attributes)[0]!;
      const f = jit(of);
      const slopes = jit((x: Arr, other: Arr): Arr[] => {
        const first = (at: Arr): Arr => jvp((each: Arr) => of(each, other), [at], [array(1)]).tangent;
        return [first(x), jvp(first, [x], [array(1)]).tangent];
      });
      const at = (x: number, other: number): number[] => slopes(array(x), array(other)).map((each) => each.item());
      for (const x of POINTS) {
        for (const other of arity === 1 ? others : [...others, x]) {
          // Beside itself an infinity is a tie without a side to come from.
          if (!Number.isFinite(x) && x === other && arity === 2) continue;
          const [given, value] = [at(x, other), (each: number) => f(array(each), array(other)).item()];
          // Where zeros differ by their signs, as of reciprocals, each has one side.
          if (x === 0 && !(value(0) === value(-0))) continue;
          const [below, above] = ([-1, 1] as const).map((side) => approach(x, side).map((near) => at(near, other)));
          [0, 1].forEach((order) => {
            const [left, right] = [below!, above!].map((side) => limitOf(side.map((each) => each[order]!)));
            const what = `derivative ${order + 1} in operand ${position} at ${x}, beside ${other}: ${given[order]}, limits ${left} and ${right}`;
            if (!isHonest(given[order]!, left, right)) expect.fail(what);
          });
        }
      }
    }
  });
});

describe("along a line", () => {
  const cases = registry.flatMap((primitive) =>
    primitive
      .check()
      .filter(({ order, operands }) => order > 0 && primitive.family !== "elementwise" && operands.some(isMoving))
      .map((each) => [`${primitive.name} ${each.label}`, primitive, each] as const),
  );
  // Matrices of zeros and ones are where eigenvalues and singular values meet; vectors of them are ties and cones.
  it.each(cases)("%s", (name, primitive, { operands: domains, attributes }) => {
    for (const value of [0, 1]) {
      const operands = domains.map((domain, i) =>
        isMoving(domain) ? full(domain.shape, value) : draw(domain, `${name} ${i}`),
      );
      const directions = domains.map((domain, i) =>
        isMoving(domain) ? draw({ ...domain, low: -1, high: 1 }, `${name} direction ${i}`) : undefined,
      );
      const along = (t: Arr): Arr => {
        const results = bind(
          primitive,
          operands.map((x, i) => (directions[i] === undefined ? x : x.add(mul(directions[i], t)))),
          attributes,
        );
        return results
          .filter(({ dtype }) => dtype === "f64")
          .map((each, i) =>
            sum(mul(each, draw({ shape: each.shape, dtype: "f64", low: 0.5, high: 1.5 }, `${name} weight ${i}`))),
          )
          .reduce((total, each) => total.add(each));
      };
      const f = jit(along);
      const at = (t: number): number => f(array(t)).item();
      const slope = jvp(along, [array(0)], [array(1)]).tangent.item();
      /** One-sided differences with the first error term removed; undefined where the function jumps or turns faster than that. */
      const oneSided = (side: 1 | -1): number | undefined => {
        const difference = (h: number): number => (at(side * h) - at(0)) / (side * h);
        const [coarse, middle, fine] = [4e-4, 2e-4, 1e-4].map(difference) as [number, number, number];
        const [before, after] = [2 * middle - coarse, 2 * fine - middle];
        return Math.abs(after - before) <= 1e-5 * Math.max(1, Math.abs(after)) ? after : undefined;
      };
      const [left, right] = [oneSided(-1), oneSided(1)];
      if (left === undefined || right === undefined) continue;
      if (!isHonest(slope, left, right))
        expect.fail(`at ${value} the slope is ${slope}, from the sides ${left} and ${right}`);
    }
  });
});
