/** Compiled programs as things that run: outputs of every kind, caching by structure, memory that is planned once. */

import { type Arr, array, jit, scan, zeros } from "fluxion";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile/compile.ts";
import { moduleCache } from "../../src/compile/wasm/compile-wasm.ts";
import { ModuleCache } from "../../src/compile/wasm/module-cache.ts";
import { primitives } from "../../src/primitives/registry.ts";
import { Literal, type Program, Variable } from "../../src/program/program.ts";
import { expectSame, programOf, uniform } from "./support.ts";

const x = uniform([5], 1);

describe("outputs", () => {
  it("may be literals, inputs, constants, the same twice, in any number", () => {
    const input = new Variable({ shape: [5], dtype: "f64" });
    const constant = new Variable({ shape: [2], dtype: "f64" });
    const program: Program = {
      inputs: [input],
      constants: [{ variable: constant, value: array([3, 4]) }],
      equations: [],
      outputs: [input, new Literal(2.5, "f64"), constant, input, new Literal(7, "i32")],
    };
    const [first, literal, known, again, integer] = compile(program, "wasm").run([x]);
    expect([first, again].map((arr) => arr!.toNested())).toEqual([x.toNested(), x.toNested()]);
    expect([literal!.item(), known!.toNested(), integer!.item(), integer!.dtype]).toEqual([2.5, [3, 4], 7, "i32"]);
    expect(compile({ ...program, outputs: [] }, "wasm").run([x])).toEqual([]);
  });

  it("do not change when the program runs again", () => {
    const f = jit((a: Arr) => a.mul(2));
    const first = f(x);
    const before = first.toNested();
    f(x.neg());
    expect(first.toNested()).toEqual(before);
  });

  it("of any size lie in memory of their own", () => {
    for (const [size, dtype] of [
      [3, "bool"],
      [8, "f64"],
      [9, "f64"],
      [67, "bool"],
      [37, "f32"],
      [128, "f64"],
      [129, "f64"],
      [5000, "i32"],
    ] as const) {
      const source = uniform([size], 3, dtype);
      const f = jit((a: Arr, shift: Arr) => a.cast("f64").add(shift).cast(dtype));
      // More of them than share one piece of memory.
      const results = Array.from({ length: 50 }, (_, i) => f(source, i));
      const differing = results.findIndex((result, i) => {
        const expected = source.cast("f64").add(i).cast(dtype).toArray();
        return result.toArray().some((element, at) => element !== expected[at]);
      });
      expect(differing, `${dtype}[${size}]`).toBe(-1);
    }
  });

  it("may leave inputs unused", () => {
    expectSame((_a, b) => b.add(1), [x, uniform([3], 2)]);
    expectSame((a) => zeros([2, 2]).add(a.sum().mul(0)), [x]);
  });

  it("give computed values twice", () => {
    expectSame(
      (a) => {
        const y = a.add(1);
        return [y, y, y.reshape(5, 1), y.sum(), y.sum()];
      },
      [x],
      1e-15,
    );
  });
});

describe("memory", () => {
  it("that WebAssembly cannot address is refused with its size", () => {
    const shape = [60_000, 10_000];
    const huge: Program = {
      inputs: [],
      constants: [],
      equations: [],
      outputs: [new Variable({ shape, dtype: "f64" })],
    };
    const start = new Variable({ shape: [1, 1], dtype: "f64" });
    const program: Program = {
      ...huge,
      inputs: [start],
      equations: [
        {
          primitive: primitives.broadcastTo,
          operands: [start],
          attributes: { shape },
          results: [huge.outputs[0] as Variable],
        },
      ],
    };
    expect(() => compile(program, "wasm")).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError in jit(): the program does not fit in WebAssembly's memory. Expected at most 4 GiB at a time, received 4.5 GiB. Work on smaller batches, or keep fewer steps of a scan.]`,
    );
  });
});

describe("the cache", () => {
  const scaled = (factor: Arr) => (a: Arr) => a.mul(factor).sum();

  it("compiles a structure once, whatever the numbers", () => {
    const args = [uniform([321], 1)];
    const before = moduleCache.made;
    const results = [1.5, 2.5, 3.5].map((number) => {
      const factor = array(Array.from({ length: 321 }, () => number));
      return compile(programOf(scaled(factor), args), "wasm")
        .run(args)[0]!
        .item();
    });
    expect(moduleCache.made - before).toBe(1);
    expect(results[1]! / results[0]!).toBeCloseTo(2.5 / 1.5, 12);
    expect(results[2]! / results[0]!).toBeCloseTo(3.5 / 1.5, 12);
  });

  it("tells shapes, types, attributes and literals apart", () => {
    const made = (f: (a: Arr) => Arr, arg: Arr): number => {
      const before = moduleCache.made;
      compile(programOf(f, [arg]), "wasm");
      return moduleCache.made - before;
    };
    const base = (a: Arr): Arr => a.mul(1.0625).sum();
    const arg = uniform([17, 19], 1);
    expect(made(base, arg)).toBe(1);
    expect(made(base, arg)).toBe(0);
    expect(made(base, uniform([19, 17], 1))).toBe(1);
    expect(made(base, arg.cast("f32"))).toBe(1);
    expect(made((a) => a.mul(1.0626).sum(), arg)).toBe(1);
    expect(made((a) => a.mul(1.0625).sum(0), arg)).toBe(1);
    expect(made((a) => a.mul(-0).sum(), arg)).toBe(1);
    expect(made((a) => a.mul(0).sum(), arg)).toBe(1);
  });

  it("keeps what was used last", () => {
    const cache = new ModuleCache<string>(2);
    const make = (key: string): string => cache.get(key, () => key.toUpperCase());
    expect(["a", "b", "a", "c", "a", "b"].map(make)).toEqual(["A", "B", "A", "C", "A", "B"]);
    // a, b and c are made; c drives out b, so b is made again.
    expect([cache.made, cache.size]).toEqual([4, 2]);
  });

  it("gives each program its own constants and state", () => {
    const loop = (start: Arr) => (a: Arr) => scan((c) => c.add(a), start, { length: 3 }).carry;
    const args = [uniform([4], 1)];
    const [one, two] = [array([1, 2, 3, 4]), array([5, 6, 7, 8])].map((start) =>
      compile(programOf(loop(start), args), "wasm"),
    );
    const first = one!.run(args)[0]!.toArray();
    const second = two!.run(args)[0]!.toArray();
    expect(Array.from(second, (value, i) => value - first[i]!).map((value) => Math.round(value))).toEqual([4, 4, 4, 4]);
    expect(one!.run(args)[0]!.toArray()).toEqual(first);
  });
});
