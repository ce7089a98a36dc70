/** Vector math under test, applied to whole arrays: written into a loop, and called as a function of the module. */
import { type FunctionBuilder, type Local, ModuleBuilder } from "../../../src/compile/wasm/encoder/index.ts";
import {
  defineVectorMath,
  MathBuilder,
  vectorMath,
  type VectorMathName,
} from "../../../src/compile/wasm/math/index.ts";
import { instantiate } from "./instantiate.ts";

/** f of each pair of neighbours, x[2 i] in lane 0 and x[2 i + 1] in lane 1; an odd last element is paired with 0. */
export type LaneFunctionOnArrays = (x: Float64Array, y?: Float64Array) => Float64Array;

/** A formula on two lanes, for one or two arguments. */
export type LaneFormula = (m: MathBuilder, x: Local, y: Local) => Local;

/** Compiles a formula to a loop over arrays. */
export function onArrays(formula: LaneFormula): LaneFunctionOnArrays {
  const capacity = 1 << 14; // bytes of each array
  const module = new ModuleBuilder();
  module.memory(1, { export: "memory" });
  module.function("run", { params: ["i32"], results: [], export: true }, (f) => emitLoop(module, f, formula, capacity));
  const { memory, run } = instantiate(module).exports as unknown as {
    memory: WebAssembly.Memory;
    run: (bytes: number) => void;
  };
  return (x, y) => {
    if (8 * x.length > capacity - 16) throw new RangeError(`at most ${capacity / 8 - 2} elements, got ${x.length}`);
    const [first, second, result] = [0, 1, 2].map(
      (array) => new Float64Array(memory.buffer, array * capacity, 2 * Math.ceil(x.length / 2)),
    ) as [Float64Array, Float64Array, Float64Array];
    for (const [target, source] of [
      [first, x],
      [second, y ?? x],
    ] as const) {
      target.fill(0);
      target.set(source);
    }
    run(8 * first.length);
    return result.slice(0, x.length);
  };
}

/** The function written into the loop. */
export function emitted(name: VectorMathName): LaneFunctionOnArrays {
  const f = vectorMath[name];
  return onArrays((m, x, y) => (f.arity === 1 ? f.emit(m, x) : f.emit(m, x, y)));
}

/** The function called from the loop. */
export function called(name: VectorMathName): LaneFunctionOnArrays {
  const { arity } = vectorMath[name];
  return onArrays((m, x, y) => m.call(defineVectorMath(m.module, name), ...(arity === 1 ? [x] : [x, y])));
}

function emitLoop(module: ModuleBuilder, f: FunctionBuilder, formula: LaneFormula, capacity: number): void {
  const m = new MathBuilder(module, f);
  const index = f.local("i32");
  f.loop((next) => {
    m.scope(() => {
      const [x, y] = [0, capacity].map((offset) => {
        f.get(index);
        f.load("v128.load", { offset });
        return m.pop();
      }) as [Local, Local];
      f.get(index);
      const result = formula(m, x, y);
      f.get(result);
      f.store("v128.store", { offset: 2 * capacity });
      return result;
    });
    f.get(index);
    f.i32Const(16);
    f.op("i32.add");
    f.tee(index);
    f.get(f.param(0));
    f.op("i32.lt_u");
    f.brIf(next);
  });
}
