/** The encoder: modules it writes do what they say, and mistakes are named. */
import { describe, expect, it } from "vitest";
import { ByteWriter } from "../../../src/compile/wasm/encoder/bytes.ts";
import {
  type FunctionBuilder,
  type LoadInstruction,
  ModuleBuilder,
  type PlainInstruction,
  type StoreInstruction,
  type ValueType,
} from "../../../src/compile/wasm/encoder/index.ts";
import { functionsOf, instantiate, type Numeric } from "./instantiate.ts";

describe("ByteWriter", () => {
  const written = (write: (writer: ByteWriter) => void): number[] => {
    const writer = new ByteWriter(1);
    write(writer);
    return [...writer.finish()];
  };

  // Values on both sides of each change of length, and the extremes; bytes by hand from the definition of LEB128.
  it.each([
    [0, [0x00]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [16383, [0xff, 0x7f]],
    [16384, [0x80, 0x80, 0x01]],
    [624485, [0xe5, 0x8e, 0x26]], // the example of DWARF 4, 7.6
    [2 ** 31, [0x80, 0x80, 0x80, 0x80, 0x08]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])("writes %d unsigned", (value, bytes) => {
    expect(written((writer) => writer.unsigned(value))).toEqual(bytes);
  });

  it.each([
    [0, [0x00]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-1, [0x7f]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [-123456, [0xc0, 0xbb, 0x78]], // the example of DWARF 4, 7.6
    [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])("writes %d signed, in 32 and in 64 bits alike", (value, bytes) => {
    expect(written((writer) => writer.signed32(value))).toEqual(bytes);
    expect(written((writer) => writer.signed64(BigInt(value)))).toEqual(bytes);
  });

  it("writes the extremes of 64 bits in ten bytes", () => {
    const nines = (last: number) => [...Array<number>(9).fill(last === 0 ? 0xff : 0x80), last];
    expect(written((writer) => writer.signed64(2n ** 63n - 1n))).toEqual(nines(0x00));
    expect(written((writer) => writer.signed64(-(2n ** 63n)))).toEqual(nines(0x7f));
  });

  it("keeps what it holds when it grows", () => {
    const text = "é".repeat(1000);
    const bytes = written((writer) => {
      writer.float64(Math.PI);
      writer.name(text);
    });
    expect(new Float64Array(Uint8Array.from(bytes.slice(0, 8)).buffer)[0]).toBe(Math.PI);
    expect(bytes.slice(8, 10)).toEqual([0xd0, 0x0f]); // 2000 bytes of UTF-8
    expect(new TextDecoder().decode(Uint8Array.from(bytes.slice(10)))).toBe(text);
  });
});

describe("control flow", () => {
  it("loops, branches out of loops and chooses", () => {
    const module = new ModuleBuilder();
    // The number of steps of the Collatz iteration from n to 1.
    module.function("collatz", { params: ["i64"], results: ["i32"], export: true }, (f) => {
      const n = f.param(0);
      const steps = f.local("i32");
      f.block((done) => {
        f.loop((again) => {
          f.get(n);
          f.i64Const(1n);
          f.op("i64.eq");
          f.brIf(done);
          f.get(n);
          f.i64Const(1n);
          f.op("i64.and");
          f.op("i32.wrap_i64");
          f.if(
            () => {
              f.get(n);
              f.i64Const(3n);
              f.op("i64.mul");
              f.i64Const(1n);
              f.op("i64.add");
            },
            () => {
              f.get(n);
              f.i64Const(1n);
              f.op("i64.shr_u");
            },
            "i64",
          );
          f.set(n);
          f.get(steps);
          f.i32Const(1);
          f.op("i32.add");
          f.set(steps);
          f.br(again);
        });
      });
      f.get(steps);
    });
    const { collatz } = functionsOf(module);
    expect([1n, 2n, 27n].map((n) => collatz?.(n))).toEqual([0, 1, 111]); // 27 takes 111 steps (OEIS A006577)
  });

  it("branches by a table", () => {
    const module = new ModuleBuilder();
    module.function("digit", { params: ["i32"], results: ["i32"], export: true }, (f) => {
      f.block((other) => {
        f.block((one) => {
          f.block((zero) => {
            f.get(f.param(0));
            f.brTable([zero, one], other);
          });
          f.i32Const(10);
          f.return();
        });
        f.i32Const(11);
        f.return();
      });
      f.i32Const(-1);
    });
    const { digit } = functionsOf(module);
    expect([0, 1, 2, -1].map((i) => digit?.(i))).toEqual([10, 11, -1, -1]);
  });

  it("calls forwards and back again", () => {
    const module = new ModuleBuilder();
    const odd = module.declare("odd", { params: ["i32"], results: ["i32"] });
    const parity = (name: string, other: typeof odd, atZero: number) => (f: FunctionBuilder) => {
      expect(f.name).toBe(name);
      f.get(f.param(0));
      f.if(
        () => {
          f.get(f.param(0));
          f.i32Const(1);
          f.op("i32.sub");
          f.call(other);
        },
        () => f.i32Const(atZero),
        "i32",
      );
    };
    const even = module.function("even", { params: ["i32"], results: ["i32"], export: true }, parity("even", odd, 1));
    module.define(odd, parity("odd", even, 0));
    const exports = functionsOf(module);
    expect([0, 7, 10].map((n) => exports.even?.(n))).toEqual([1, 0, 1]);
  });

  it("returns several values", () => {
    const module = new ModuleBuilder();
    const divide = module.function("divide", { params: ["i32", "i32"], results: ["i32", "i32"] }, (f) => {
      for (const instruction of ["i32.div_s", "i32.rem_s"] as const) {
        f.get(f.param(0));
        f.get(f.param(1));
        f.op(instruction);
      }
    });
    module.function("main", { params: [], results: ["i32"], export: true }, (f) => {
      f.i32Const(47);
      f.i32Const(10);
      f.call(divide);
      const rest = f.local("i32");
      f.set(rest);
      f.i32Const(100);
      f.op("i32.mul");
      f.get(rest);
      f.op("i32.add");
    });
    expect(functionsOf(module).main?.()).toBe(407);
  });
});

describe("locals", () => {
  it("are used again after their release, each type by itself", () => {
    const module = new ModuleBuilder();
    module.function("main", { params: ["f64"], results: ["f64"], export: true }, (f) => {
      const indices = new Set<number>();
      for (let i = 0; i < 1000; i++) {
        const [vector, scalar] = [f.local("v128"), f.local("f64")];
        indices.add(vector.index).add(scalar.index);
        f.v128Const(i);
        f.set(vector);
        f.get(vector);
        f.lane("f64x2.extract_lane", 1);
        f.set(scalar);
        f.get(f.param(0));
        f.get(scalar);
        f.op("f64.add");
        f.set(f.param(0));
        f.release(vector, scalar);
      }
      expect([...indices]).toEqual([1, 2]);
      f.get(f.param(0));
    });
    expect(functionsOf(module).main?.(0.5)).toBe(499500.5);
  });
});

describe("memory, data, globals and imports", () => {
  it("lays data into memory and reads it with every width", () => {
    const module = new ModuleBuilder();
    module.memory(1, { export: "memory" });
    module.data(1000, new Uint8Array([0xff, 0x80, 0, 0, 0, 0, 0xf8, 0x7f, 1, 2, 3, 4, 5, 6, 7, 8]));
    module.data(70, new TextEncoder().encode("fluxion"));
    const reads: [LoadInstruction, ValueType, Numeric][] = [
      ["i32.load8_s", "i32", -1],
      ["i32.load16_u", "i32", 0x80ff],
      ["i32.load16_s", "i32", 0x80ff - 0x1_0000],
      ["i64.load32_u", "i64", 0x80ffn],
      ["i64.load", "i64", 0x7ff8_0000_0000_80ffn],
    ];
    for (const [instruction, type] of reads) {
      module.function(instruction, { params: [], results: [type], export: true }, (f) => {
        f.i32Const(900);
        f.load(instruction, { offset: 100, align: 1 });
      });
    }
    const exports = functionsOf(module);
    for (const [instruction, , value] of reads) expect(exports[instruction]?.(), instruction).toBe(value);
    const memory = (exports as unknown as { memory: WebAssembly.Memory }).memory;
    expect(new TextDecoder().decode(new Uint8Array(memory.buffer, 70, 7))).toBe("fluxion");
  });

  it("adds arrays two by two, and stores single lanes", () => {
    const module = new ModuleBuilder();
    module.importMemory("env", "memory", { pages: 1, maximum: 4, shared: true });
    module.function("add", { params: ["i32"], results: [], export: true }, (f) => {
      const i = f.local("i32");
      f.loop((next) => {
        f.get(i);
        f.get(i);
        f.load("v128.load");
        f.get(i);
        f.load("v128.load64_splat", { offset: 1024 });
        f.op("f64x2.add");
        f.store("v128.store", { offset: 2048 });
        f.get(i);
        f.i32Const(16);
        f.op("i32.add");
        f.tee(i);
        f.get(f.param(0));
        f.op("i32.lt_u");
        f.brIf(next);
      });
      // The upper lane of the last sum once more, by itself.
      f.i32Const(0);
      f.i32Const(0);
      f.load("v128.load", { offset: 2048 + 16 });
      f.store("v128.store64_lane", { offset: 4096, lane: 1 });
    });
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
    const values = new Float64Array(memory.buffer);
    values.set([1, 2, 3, 4]);
    values.set([10, 20, 30, 40], 128);
    const { add } = functionsOf(module, { env: { memory } });
    add?.(32);
    expect([...values.slice(256, 260)]).toEqual([11, 12, 33, 34]);
    expect(values[512]).toBe(34);
  });

  it("copies, fills, grows, and counts atomically", () => {
    const module = new ModuleBuilder();
    module.memory(1, { export: "memory", maximum: 3 });
    const counter = module.global("i64", 40n, { mutable: true, export: "counter" });
    const half = module.global("f64", 0.5);
    module.function("work", { params: [], results: ["i32"], export: true }, (f) => {
      for (const [to, value, count] of [[16, 7, 8]] as const) {
        for (const constant of [to, value, count]) f.i32Const(constant);
        f.memory("memory.fill");
      }
      for (const constant of [100, 12, 8]) f.i32Const(constant);
      f.memory("memory.copy");
      f.getGlobal(counter);
      f.i64Const(2n);
      f.op("i64.add");
      f.setGlobal(counter);
      f.i32Const(0);
      f.getGlobal(half);
      f.store("f64.store");
      for (const constant of [200, 5]) f.i32Const(constant);
      f.atomic("i32.atomic.rmw.add");
      f.op("drop");
      f.i32Const(1);
      f.memory("memory.grow");
      f.memory("memory.size");
      f.op("i32.add");
    });
    const exports = instantiate(module).exports as unknown as {
      work: () => number;
      memory: WebAssembly.Memory;
      counter: WebAssembly.Global<"i64">;
    };
    expect(exports.work()).toBe(1 + 2);
    const bytes = new Uint8Array(exports.memory.buffer);
    expect([...bytes.slice(98, 110)]).toEqual([0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 0, 0]);
    expect([bytes[200], exports.counter.value, new Float64Array(exports.memory.buffer)[0]]).toEqual([5, 42n, 0.5]);
  });

  it("calls what it imports", () => {
    const module = new ModuleBuilder();
    const seen: number[] = [];
    const report = module.importFunction("env", "report", { params: ["f64"], results: [] });
    module.function("main", { params: [], results: [], export: "start here" }, (f) => {
      for (const value of [1.5, -2]) {
        f.f64Const(value);
        f.call(report);
      }
    });
    functionsOf(module, { env: { report: (value: number) => seen.push(value) } })["start here"]?.();
    expect(seen).toEqual([1.5, -2]);
  });

  it("names functions for stack traces", () => {
    const module = new ModuleBuilder();
    module.function("leapfrog kernel", { params: [], results: [], export: "run" }, (f) => f.op("unreachable"));
    const { run } = functionsOf(module);
    const trace = (() => {
      try {
        run?.();
        return "";
      } catch (error) {
        return (error as Error).stack ?? "";
      }
    })();
    expect(trace).toContain("leapfrog kernel");
  });
});

describe("errors", () => {
  const within = (body: (f: FunctionBuilder) => void) => () =>
    new ModuleBuilder().function("kernel", { params: ["v128"], results: [] }, body);

  it("name the instruction", () => {
    expect(within((f) => f.lane("f64x2.extract_lane", 2))).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError in f64x2.extract_lane of wasm function kernel(): expected lane in [0, 2), received 2.]`,
    );
    expect(within((f) => f.load("v128.load", { align: 32 }))).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError in v128.load of wasm function kernel(): expected alignment a power of two up to 16 bytes, received 32.]`,
    );
    expect(within((f) => f.store("v128.store64_lane"))).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError in v128.store64_lane of wasm function kernel(): expected lane in [0, 2), received none.]`,
    );
    expect(within((f) => f.op("f64x2.fma" as PlainInstruction))).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError in f64x2.fma of wasm function kernel(): expected an instruction of this family, received an unknown name.]`,
    );
    expect(within((f) => f.store("v128.save" as StoreInstruction))).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError in v128.save of wasm function kernel(): expected an instruction of this family, received an unknown name.]`,
    );
    expect(within((f) => f.br(1))).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError in br of wasm function kernel(): expected a target among the 0 enclosing constructs, received depth 1.]`,
    );
  });

  it("tell of locals used after their release", () => {
    expect(
      within((f) => {
        f.release(f.param(0));
        f.local("v128");
        f.get(f.param(0));
      }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError in local.get of wasm function kernel(): expected a live local of this function, received v128 local 0, released or foreign.]`,
    );
  });

  it("tell of modules that cannot be", () => {
    const undefinedBody = new ModuleBuilder();
    undefinedBody.declare("later", { params: [], results: [] });
    expect(() => undefinedBody.encode()).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError at later in encode(): it was declared and never defined.]`,
    );
    const twice = new ModuleBuilder();
    const ref = twice.function("once", { params: [], results: [], export: true }, () => undefined);
    expect(() => twice.define(ref, () => undefined)).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError at once in define(): it has a body already.]`,
    );
    expect(() => twice.importFunction("env", "late", { params: [], results: [] })).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError at env.late in importFunction(): imports take the first function indices. Declare imports before the first function.]`,
    );
    // What exists may be exported under another name.
    twice.export(ref, "again");
    expect(WebAssembly.Module.exports(new WebAssembly.Module(twice.encode())).map(({ name }) => name)).toEqual([
      "once",
      "again",
    ]);
    expect(() => twice.declare("once", { params: [], results: [], export: true })).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError at once in export(): the name is exported twice.]`,
    );
    twice.data(0, new Uint8Array(1));
    expect(() => twice.encode()).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError in encode(): there is data and no memory.]`,
    );
  });
});
