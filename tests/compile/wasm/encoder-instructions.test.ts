/** Instructions: all of them are known to the engine, and a sample of each kind computes what its name says. */
import { describe, expect, it } from "vitest";
import {
  type FunctionBuilder,
  ModuleBuilder,
  type PlainInstruction,
  type ValueType,
} from "../../../src/compile/wasm/encoder/index.ts";
import {
  atomicOpcodes,
  bulkOpcodes,
  laneAccesses,
  laneOpcodes,
  loadOpcodes,
  plainOpcodes,
  storeOpcodes,
} from "../../../src/compile/wasm/encoder/opcodes.ts";
import { evaluate, type Numeric } from "./instantiate.ts";

const keysOf = <T extends object>(table: T): (keyof T)[] => Object.keys(table) as (keyof T)[];

describe("instructions", () => {
  // Code behind `unreachable` may pop anything, so each instruction is valid there if the engine knows its opcode.
  const accepted = (emit: (f: FunctionBuilder) => void): boolean => {
    const module = new ModuleBuilder();
    module.importMemory("env", "memory", { pages: 1, maximum: 1, shared: true });
    module.function("main", { params: [], results: [] }, (f) => {
      f.op("unreachable");
      emit(f);
      f.op("unreachable");
    });
    return WebAssembly.validate(module.encode());
  };
  const lane = (name: string) => (laneAccesses.has(name) ? { offset: 300, lane: 1 } : { offset: 300 });

  it("are all known to the engine", () => {
    const refused = [
      ...keysOf(plainOpcodes).filter((name) => !accepted((f) => f.op(name))),
      ...keysOf(laneOpcodes).filter((name) => !accepted((f) => f.lane(name, 1))),
      ...keysOf(loadOpcodes).filter((name) => !accepted((f) => f.load(name, lane(name)))),
      ...keysOf(storeOpcodes).filter((name) => !accepted((f) => f.store(name, lane(name)))),
      ...keysOf(atomicOpcodes).filter((name) => !accepted((f) => f.atomic(name, { offset: 8 }))),
      ...keysOf(bulkOpcodes).filter((name) => !accepted((f) => f.memory(name))),
    ];
    expect(refused).toEqual([]);
  });

  const scalars: [PlainInstruction, ValueType, Numeric[], Numeric][] = [
    ["i32.sub", "i32", [5, 7], -2],
    ["i32.div_u", "i32", [-2, 2], 2 ** 31 - 1],
    ["i32.rotl", "i32", [1 << 31, 1], 1],
    ["i32.clz", "i32", [1], 31],
    ["i32.lt_u", "i32", [1, -1], 1],
    ["i64.rem_s", "i64", [-7n, 3n], -1n],
    ["i64.shr_u", "i64", [-1n, 60n], 15n],
    ["i64.mul", "i64", [2n ** 62n + 1n, 3n], BigInt.asIntN(64, 3n * (2n ** 62n + 1n))],
    ["i64.extend_i32_u", "i64", [-1], 2n ** 32n - 1n],
    ["i64.extend8_s", "i64", [0x80n], -128n],
    ["f64.copysign", "f64", [3, -0], -3],
    ["f64.nearest", "f64", [2.5], 2],
    ["f64.max", "f64", [-0, 0], 0],
    ["f64.convert_i64_u", "f64", [-1n], 2 ** 64],
    ["i32.trunc_sat_f64_s", "i32", [1e300], 2 ** 31 - 1],
    ["i64.reinterpret_f64", "i64", [1], 0x3ff0_0000_0000_0000n],
    ["f64.reinterpret_i64", "f64", [1n], 5e-324],
    ["i32.wrap_i64", "i32", [2n ** 32n + 5n], 5],
  ];
  const push = (f: FunctionBuilder, instruction: string, value: Numeric) => {
    if (typeof value === "bigint") f.i64Const(value);
    else if (/^f64|trunc_sat_f64|reinterpret_f64/.test(instruction) && !/convert|f64\.reinterpret/.test(instruction)) {
      f.f64Const(value);
    } else f.i32Const(value);
  };
  it.each(scalars)("%s gives its %s", (instruction, result, operands, value) => {
    const computed = evaluate(result, (f) => {
      for (const operand of operands) push(f, instruction, operand);
      f.op(instruction);
    });
    expect(computed).toBe(value);
  });

  const pairs: [PlainInstruction, [number, number], [number, number], [number, number]][] = [
    ["f64x2.add", [1, 2], [10, 20], [11, 22]],
    ["f64x2.sub", [1, 2], [10, 20], [-9, -18]],
    ["f64x2.div", [1, -1], [4, 0], [0.25, -Infinity]],
    ["f64x2.pmin", [NaN, 3], [1, 2], [NaN, 2]],
    ["f64x2.pmax", [1, 3], [NaN, 2], [1, 3]],
    ["f64x2.min", [1, -0], [NaN, 0], [NaN, -0]],
    ["v128.andnot", [-3, 1.5], [-0, -0], [3, 1.5]],
    ["v128.xor", [-3, 1.5], [-0, -0], [3, -1.5]],
  ];
  it.each(pairs)("%s works in both lanes", (instruction, a, b, [low, high]) => {
    const laneOf = (lane: number) =>
      evaluate("f64", (f) => {
        f.v128Const(...a);
        f.v128Const(...b);
        f.op(instruction);
        f.lane("f64x2.extract_lane", lane);
      });
    expect([laneOf(0), laneOf(1)]).toEqual([low, high]);
  });

  it("shuffles, selects, replaces, converts and tests lanes", () => {
    const swapped = evaluate("f64", (f) => {
      f.v128Const(1, 2);
      f.v128Const(3, 4);
      f.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]); // lane 1 of the first, 0 of the second
      f.lane("f64x2.extract_lane", 0);
    });
    const selected = evaluate("f64", (f) => {
      f.v128Const(1, 2);
      f.v128Const(3, 4);
      f.v128Const(-1n, 0n);
      f.op("v128.bitselect");
      f.lane("f64x2.extract_lane", 1);
    });
    const replaced = evaluate("i64", (f) => {
      f.v128Const(1n, 2n);
      f.i64Const(-7n);
      f.lane("i64x2.replace_lane", 1);
      f.lane("i64x2.extract_lane", 1);
    });
    const rounded = evaluate("f64", (f) => {
      f.v128Const(Math.PI, Math.E);
      f.op("f32x4.demote_f64x2_zero");
      f.op("f64x2.promote_low_f32x4");
      f.lane("f64x2.extract_lane", 1);
    });
    const shifted = evaluate("i64", (f) => {
      f.v128Const(-1n, 1n);
      f.i32Const(52);
      f.op("i64x2.shl");
      f.lane("i64x2.extract_lane", 1);
    });
    const tested = evaluate("i32", (f) => {
      f.v128Const(0n, 1n);
      f.op("i64x2.all_true");
      f.v128Const(0n, 1n);
      f.op("v128.any_true");
      f.op("i32.sub");
    });
    expect([swapped, selected, replaced, rounded, shifted, tested]).toEqual([
      2,
      4,
      -7n,
      Math.fround(Math.E),
      1n << 52n,
      -1,
    ]);
  });

  it("keep every bit of constants", () => {
    const bitsOf = (value: number) =>
      evaluate("i64", (f) => {
        f.f64Const(value);
        f.op("i64.reinterpret_f64");
      });
    expect([-0, 5e-324, 0.1].map(bitsOf)).toEqual([-(2n ** 63n), 1n, 0x3fb9_9999_9999_999an]);
    expect(evaluate("i32", (f) => f.i32Const(2 ** 32 - 1))).toBe(-1);
    expect(evaluate("f32", (f) => f.f32Const(0.1))).toBe(Math.fround(0.1));
  });
});
