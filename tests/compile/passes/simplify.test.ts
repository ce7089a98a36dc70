/** Simplification: what is left of programs that say the same thing in more words; every rule but that of products keeps all bits. */

import {
  abs,
  add,
  type Arr,
  array,
  broadcastTo,
  cast,
  concat,
  cond,
  cos,
  div,
  dot,
  emit,
  flip,
  grad,
  less,
  logicalNot,
  matMul,
  mul,
  neg,
  pad,
  pow,
  scan,
  square,
  sub,
  transpose,
  where,
  zeros,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile/compile.ts";
import { liftConstants } from "../../../src/compile/passes/lift-constants.ts";
import { optimize } from "../../../src/compile/passes/optimize.ts";
import { primitives } from "../../../src/primitives/registry.ts";
import { Literal, type Program, Variable } from "../../../src/program/program.ts";
import { expectClose, expectSame, programOf, special, uniform } from "../support.ts";

const x = array(special);
const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
const [left, right] = [array(pairs.map(([a]) => a)), array(pairs.map(([, b]) => b))];

const optimized = (f: (...xs: Arr[]) => Arr | readonly Arr[], ...args: Arr[]): Program =>
  optimize(liftConstants(programOf(f, args)));

/** Names of the primitives that are left, in order. */
const namesLeft = (f: (...xs: Arr[]) => Arr | readonly Arr[], ...args: Arr[]): string[] =>
  optimized(f, ...args).equations.map(({ primitive }) => primitive.name);

/** Checks what a function is simplified to, and that it still computes the same bits. */
function simplifies(f: (...xs: Arr[]) => Arr, args: Arr[], expected: readonly string[]): void {
  expect(namesLeft(f, ...args)).toEqual(expected);
  expectSame(f, args);
}

describe("exact algebra", () => {
  it("drops what does nothing", () => {
    simplifies((a) => mul(a, 1), [x], []);
    simplifies((a) => mul(1, a), [x], []);
    simplifies((a) => div(a, 1), [x], []);
    simplifies((a) => sub(a, 0), [x], []);
    simplifies((a) => add(a, -0), [x], []);
    simplifies((a) => neg(neg(a)), [x], []);
    simplifies((a) => cast(a, "f64"), [x], []);
    simplifies((a) => where(less(a, 0), a, a), [x], []);
  });

  it("keeps what changes a signed zero or makes NaN", () => {
    simplifies((a) => add(a, 0), [x], ["add"]);
    simplifies((a) => sub(0, a), [x], ["sub"]);
    simplifies((a) => mul(a, 0), [x], ["mul"]);
    simplifies((a) => sub(a, a), [x], ["sub"]);
    simplifies((a) => div(a, a), [x], ["div"]);
  });

  it("moves signs to where they cost nothing", () => {
    simplifies((a, b) => add(a, neg(b)), [left, right], ["sub"]);
    simplifies((a, b) => add(neg(a), b), [left, right], ["sub"]);
    simplifies((a, b) => sub(a, neg(b)), [left, right], ["add"]);
    simplifies((a, b) => mul(neg(a), neg(b)), [left, right], ["mul"]);
    simplifies((a, b) => sub(a, mul(neg(a), b)), [left, right], ["mul", "add"]);
    simplifies((a, b) => div(neg(a), neg(b)), [left, right], ["div"]);
    simplifies((a) => mul(neg(a), 3), [x], ["mul"]);
    simplifies((a) => mul(a, -1), [x], ["neg"]);
    simplifies((a) => square(neg(a)), [x], ["square"]);
    simplifies((a) => abs(neg(abs(a))), [x], ["abs"]);
    expect(namesLeft((a) => cos(neg(a)), x)).toEqual(["cos"]);
  });

  it("multiplies by powers of two instead of dividing", () => {
    simplifies((a) => div(a, 1024), [x], ["mul"]);
    simplifies((a) => div(a, -0.25), [x], ["mul"]);
    simplifies((a) => div(a, 3), [x], ["div"]);
    simplifies((a) => div(a, 0), [x], ["div"]);
    simplifies((a) => div(1, a), [x], ["reciprocal"]);
    simplifies((a) => mul(a, a), [x], ["square"]);
  });

  it("turns a negated predicate round", () => {
    simplifies((a) => where(logicalNot(less(a, 0)), a, neg(a)), [x], ["less", "neg", "select"]);
  });

  it("computes on numbers while compiling", () => {
    const sum = new Variable({ shape: [], dtype: "f64" });
    const program: Program = {
      inputs: [],
      constants: [],
      equations: [
        {
          primitive: primitives.add,
          operands: [new Literal(1.5, "f64"), new Literal(2, "f64")],
          attributes: {},
          results: [sum],
        },
      ],
      outputs: [sum],
    };
    expect(optimize(program)).toEqual({ inputs: [], constants: [], equations: [], outputs: [new Literal(3.5, "f64")] });
    expect(compile(program, "wasm").run([])[0]!.item()).toBe(3.5);
  });
});

describe("powers", () => {
  // Two roundings instead of one: 1 ulp.
  const TOLERANCE = 5e-16;

  it.each([1, 2, 3, 4, -1, -2, 0.5, -0.5, 1.5])("with exponent %d become products and roots", (exponent) => {
    const values = array([...special, 2, 3, 0.1, 7.3, 1e-200, 1e200, 1e-160, -3]);
    expect(namesLeft((a) => pow(a, exponent), x)).not.toContain("pow");
    expectSame((a) => pow(a, exponent), [values], TOLERANCE);
  });

  it("with other exponents stay", () => {
    expect(namesLeft((a) => pow(a, 2.5), x)).toEqual(["pow"]);
  });
});

describe("movement", () => {
  const y = uniform([3, 4], 1);

  it("that is undone or does nothing goes", () => {
    simplifies((a) => transpose(transpose(a)), [y], []);
    simplifies((a) => a.reshape(12).reshape(2, 6).reshape(3, 4), [y], []);
    simplifies((a) => flip(flip(a, 0), 0), [y], []);
    simplifies((a) => a.slice([0, 3], [0, 4]), [y], []);
    expect(namesLeft((a) => a.reshape(12).reshape(4, 3), y)).toEqual(["reshape"]);
    expect(namesLeft((a) => flip(flip(a, 0), 1), y)).toEqual(["flip"]);
    expect(namesLeft((a) => a.reshape(3, 1, 4).max(1), y)).toEqual([]);
    // A sum begins with 0, which turns -0 round.
    expect(namesLeft((a) => a.reshape(3, 1, 4).sum(1), y)).toEqual(["add"]);
    expect(namesLeft((a) => a.add(0).reshape(3, 1, 4).sum(1), y)).toEqual(["add"]);
  });

  it("of a repeated scalar leaves the scalar", () => {
    const f = (a: Arr, s: Arr): Arr => mul(a, broadcastTo(s.exp(), [3, 4]).T.T.exp());
    expect(namesLeft(f, y, array(0.5))).toEqual(["exp", "exp", "mul"]);
    expectSame(f, [y, array(0.5)], 1e-15);
    const repeated = optimized((a) => mul(a, broadcastTo(array(1), [3, 4])), y);
    expect(repeated.equations).toEqual([]);
  });
});

describe("common subexpressions and dead code", () => {
  const y = uniform([5], 1);

  it("computes each value once", () => {
    expect(namesLeft((a) => [a.exp().add(a.sin()), a.sin().add(a.exp()), a.exp().mul(2)], y)).toEqual([
      "exp",
      "sin",
      "add",
      "mul",
    ]);
    expect(namesLeft((a) => [a.sum(0), a.sum(0), a.reshape(5, 1).sum(0)], y)).toEqual([
      "reduceSum",
      "reshape",
      "reduceSum",
    ]);
  });

  it("drops what no output needs, in loops as well", () => {
    const f = (a: Arr): Arr => {
      const { carry, ys } = scan(
        ({ p, q, r }: { p: Arr; q: Arr; r: Arr }) =>
          emit({ p: p.add(q), q: q.mul(2), r: r.sin().add(p) }, { used: p, unused: r.exp() }),
        { p: a, q: a, r: a },
        { length: 4 },
      );
      return carry.p.add(ys.used.sum(0));
    };
    const [loop] = optimized(f, y).equations.filter(({ primitive }) => primitive.name === "scan");
    expect(loop!.attributes["carryCount"]).toBe(2);
    expect(loop!.results.length).toBe(3);
    expect((loop!.attributes["body"] as Program).equations.map(({ primitive }) => primitive.name)).toEqual([
      "add",
      "mul",
    ]);
    expectSame(f, [y], 1e-14);
  });

  it("takes constants of bodies out, and zeros and ones in", () => {
    const weights = array([1, 2, 3, 4, 5]);
    const f = (a: Arr): Arr =>
      scan((c: Arr) => scan((d: Arr) => d.mul(weights).add(broadcastTo(array(0), [5])), c, { length: 2 }).carry, a, {
        length: 2,
      }).carry;
    const program = optimized(f, y);
    expect(program.constants.map(({ variable }) => variable.type.shape)).toEqual([[5]]);
    expectSame(f, [y]);
  });
});

describe("products", () => {
  const x = uniform([5], 1);
  const b = uniform([5, 5], 2);
  const products = (f: (...xs: Arr[]) => Arr | readonly Arr[], ...args: Arr[]): number =>
    namesLeft(f, ...args).filter((name) => name === "matMul").length;
  /** Value and gradient of s xᵀ A x. */
  const quadratic =
    (matrix: Arr, scale: (form: Arr) => Arr) =>
    (at: Arr): readonly Arr[] => {
      const form = (u: Arr): Arr => scale(dot(u, matMul(matrix, u)));
      return [form(at), grad(form)(at)];
    };

  it("of a quadratic form and its gradient are one where the matrix is symmetric, whatever it is multiplied by", () => {
    const symmetric = b.add(b.T);
    for (const scale of [(q: Arr) => q, (q: Arr) => q.mul(-0.5), (q: Arr) => q.neg(), (q: Arr) => q.div(3)]) {
      expect(products(quadratic(symmetric, scale), x)).toBe(1);
      expect(products(quadratic(b, scale), x)).toBe(2);
      // Sums of five products of order 1, scaled before or after.
      expectSame(quadratic(symmetric, scale), [x], 1e-14);
      expectSame(quadratic(b, scale), [x], 1e-14);
    }
    const [constant, ...others] = optimized(
      quadratic(symmetric, (q) => q),
      x,
    ).constants;
    expect([constant!.variable.type.shape, others]).toEqual([[5, 5], []]);
  });

  it("are taken from one that is there, on either side", () => {
    expect(products((m, u) => [matMul(m, u), matMul(m, u.mul(3)), matMul(m.neg(), u)], b, x)).toBe(1);
    expect(products((m, u) => [matMul(u, m), matMul(u.mul(u.sum()), m)], b, x)).toBe(1);
    // A factor for each element is none for the product; and a product that nobody asks for is not made.
    expect(products((m, u) => [matMul(m, u), matMul(m, u.mul(u))], b, x)).toBe(2);
    expect(namesLeft((m, u) => matMul(m, u.mul(3)), b, x)).toEqual(["mul", "reshape", "matMul", "reshape"]);
  });

  it("keep matrices of other memory apart, even with the same numbers", () => {
    const copy = array(b.toNested());
    expect(products((u) => [matMul(b, u), matMul(copy, u)], x)).toBe(2);
  });
});

describe("loops and branches", () => {
  const y = uniform([5], 1);

  const scanOf = (program: Program): { names: string[]; before: string[]; carries: number; constants: number } => {
    const at = program.equations.findIndex(({ primitive }) => primitive.name === "scan");
    const { attributes } = program.equations[at]!;
    return {
      names: (attributes["body"] as Program).equations.map(({ primitive }) => primitive.name),
      before: program.equations.slice(0, at).map(({ primitive }) => primitive.name),
      carries: attributes["carryCount"] as number,
      constants: attributes["constantCount"] as number,
    };
  };

  it("hoists what no step changes, out of nested loops too", () => {
    const f = (a: Arr, b: Arr): Arr =>
      scan((c: Arr) => scan((d: Arr) => d.add(b.exp().mul(a.sin())), c, { length: 2 }).carry, a, { length: 3 }).carry;
    const outer = scanOf(optimized(f, y, y.mul(2)));
    expect(outer.before).toEqual(["exp", "sin", "mul"]);
    expect(outer.names).toEqual(["scan"]);
    expectSame(f, [y, y.mul(2)], 1e-14);
  });

  it("makes constants of carries that never change", () => {
    const f = (a: Arr): Arr =>
      scan(({ c, k }: { c: Arr; k: Arr }) => ({ c: c.mul(k), k: k.mul(1) }), { c: a, k: a.sum() }, { length: 3 }).carry
        .c;
    const { carries, names } = scanOf(optimized(f, y));
    expect([carries, names]).toEqual([1, ["mul"]]);
    expectSame(f, [y], 1e-14);
  });

  it("puts the branch in place when the predicate is known", () => {
    const f = (a: Arr): Arr =>
      cond(
        less(zeros([]), 1),
        (v: Arr) => v.exp(),
        (v: Arr) => v.sin(),
        a,
      );
    expect(namesLeft(f, y)).toEqual(["exp"]);
    expectSame(f, [y], 1e-15);
  });

  it("leaves the inputs of programs alone", () => {
    const program = optimized((_a, b) => b.mul(2), y, y);
    expect(program.inputs.length).toBe(2);
    expectClose(compile(program, "wasm").run([y, y])[0]!, y.mul(2), 0);
  });
});

describe("parts", () => {
  const y = uniform([4, 6], 1);

  it("that are joined and taken apart stay apart", () => {
    simplifies((a, b) => concat([a, b]).slice([4, 7]), [y, y.mul(2)], ["slice"]);
    simplifies((a, b) => concat([concat([a, b]), a]).sum(1), [y, y.mul(2)], ["concatenate", "reduceSum"]);
    simplifies((a, b) => concat([a, b]).slice([2, 6]), [y, y.mul(2)], ["concatenate", "slice"]);
  });

  it("of a derivative are joined instead of padded and added", () => {
    const f = (a: Arr): Arr => a.slice(0).mul(a.slice(1)).add(a.slice(2).sin()).mul(a.slice(3)).sum();
    expect(namesLeft((a) => grad(f)(a), y)).not.toContain("pad");
    expectSame((a) => grad(f)(a), [y], 1e-15);
    // Parts that leave gaps keep their padding; -0 beside padding becomes 0 as in the sum.
    const gaps = (a: Arr): Arr =>
      pad(a.slice([0, 1]), [
        [0, 5],
        [0, 0],
      ]).add(
        pad(a.slice([1, 2]), [
          [3, 2],
          [0, 0],
        ]),
      );
    expectSame(gaps, [y]);
    const sides = (a: Arr): Arr => pad(a, [[0, 2]]).add(pad(a.neg(), [[2, 0]]));
    expectSame(sides, [array([-0, 0])]);
    expect(namesLeft(sides, array([-0, 0]))).toEqual(["add", "sub", "concatenate"]);
  });
});
