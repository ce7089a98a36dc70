/** sort: a stable merge sort of rows from the bottom up, elements together with the positions that they came from. */

import { bytesPerElement, type DType } from "../../../array/dtype.ts";
import { sizeOf } from "../../../array/shape.ts";
import type { Lowering } from "../../schedule/region-builder.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, FunctionRef, Local, ModuleBuilder } from "../encoder/index.ts";
import { addressLocal, advance, forRange, sumOf } from "./code.ts";
import { element } from "./elements.ts";

/** Runs of this length are sorted by insertion before they are merged. */
const RUN = 8;

export const sort: Lowering = (builder, [x], { operands, results }) => {
  const { shape, dtype } = operands[0]!.type;
  const source = builder.contiguous(x!, operands[0]!.type);
  const [values, positions] = results.map(({ type }) => builder.allocate(type)) as [View, View];
  const length = shape.at(-1)!;
  const [valueScratch, positionScratch] = [dtype, "i32" as const].map((type) =>
    builder.allocate({ shape: [length], dtype: type }),
  ) as [View, View];
  builder.add({
    kind: "routine",
    name: "sort",
    reads: [source],
    writes: [values, positions, valueScratch, positionScratch],
    emit(f, { module, address }) {
      if (length === 0) return;
      // Whether anybody asks for positions is known when the whole program has been lowered.
      const { readers, pinned, placement } = positions.buffer;
      const sortRow = sortFunction(module, dtype, pinned || placement !== undefined || readers.size > 0);
      const locals = [source, values, positions, valueScratch, positionScratch].map((view) =>
        addressLocal(f, address(view)),
      );
      const [from, to, places] = locals as [Local, Local, Local];
      forRange(f, 0, sizeOf(shape.slice(0, -1)), () => {
        for (const local of locals) f.get(local);
        f.i32Const(length);
        f.call(sortRow);
        advance(f, from, length * bytesPerElement[dtype]);
        advance(f, to, length * bytesPerElement[dtype]);
        advance(f, places, 4 * length);
      });
      f.release(...locals);
    },
  });
  return [values, positions];
};

/** (source, values, positions, scratch of both, count): sorts a row into values, with positions where they are asked for. */
function sortFunction(module: ModuleBuilder, dtype: DType, withPositions: boolean): FunctionRef {
  return module.once(`library: sort ${dtype} ${withPositions}`, () =>
    module.function("sort_row", { params: ["i32", "i32", "i32", "i32", "i32", "i32"], results: [] }, (f) => {
      new SortEmitter(f, dtype, withPositions).emit();
    }),
  );
}

/** Addresses of an element and of its position. */
interface Place {
  readonly value: Local;
  readonly position: Local;
}

class SortEmitter {
  readonly #f: FunctionBuilder;
  readonly #dtype: DType;
  readonly #bytes: number;
  readonly #withPositions: boolean;

  constructor(f: FunctionBuilder, dtype: DType, withPositions: boolean) {
    this.#f = f;
    this.#dtype = dtype;
    this.#bytes = bytesPerElement[dtype];
    this.#withPositions = withPositions;
  }

  emit(): void {
    const f = this.#f;
    const [source, value, position, valueScratch, positionScratch, length] = f.params as [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const from: Place = { value: f.local("i32"), position: f.local("i32") };
    const to: Place = { value: f.local("i32"), position: f.local("i32") };
    const count = f.local("i32");
    this.#separate(source, { value, position }, { value: valueScratch, position: positionScratch }, length, count);
    this.#insertRuns({ value, position }, count);
    set(f, from.value, value);
    set(f, from.position, position);
    set(f, to.value, valueScratch);
    set(f, to.position, positionScratch);
    const width = f.local("i32");
    f.i32Const(RUN);
    f.set(width);
    whileTrue(
      f,
      () => {
        pushComparison(f, width, "i32.lt_s", count);
      },
      () => {
        this.#mergeAll(from, to, width, count);
        swap(f, from.value, to.value);
        swap(f, from.position, to.position);
        f.get(width);
        f.i32Const(1);
        f.op("i32.shl");
        f.set(width);
      },
    );
    pushComparison(f, from.value, "i32.ne", value);
    f.if(() => {
      this.#copyAll(value, from.value, count, this.#bytes);
      if (this.#withPositions) this.#copyAll(position, from.position, count, 4);
    });
  }

  /** Numbers to the front in their order, NaN behind them in theirs; `count` becomes the number of numbers. */
  #separate(source: Local, to: Place, scratch: Place, length: Local, count: Local): void {
    const f = this.#f;
    const { type, load, store } = element[this.#dtype];
    const isFloat = this.#dtype === "f64" || this.#dtype === "f32";
    const x = f.local(type);
    const others = f.local("i32");
    for (const local of [count, others]) {
      f.i32Const(0);
      f.set(local);
    }
    const append = (place: Place, n: Local, i: Local): void => {
      const [target, position] = [sumOf(f, place.value, [n, this.#bytes]), sumOf(f, place.position, [n, 4])];
      f.get(target);
      f.get(x);
      f.store(store);
      if (this.#withPositions) {
        f.get(position);
        f.get(i);
        f.store("i32.store");
      }
      f.release(target, position);
      advance(f, n, 1);
    };
    forRange(f, 0, length, (i) => {
      const at = sumOf(f, source, [i, this.#bytes]);
      f.get(at);
      f.load(load);
      f.set(x);
      f.release(at);
      if (!isFloat) {
        append(to, count, i);
        return;
      }
      f.get(x);
      f.get(x);
      f.op(`${this.#dtype}.eq`);
      f.if(
        () => {
          append(to, count, i);
        },
        () => {
          append(scratch, others, i);
        },
      );
    });
    if (isFloat) {
      const [value, position] = [sumOf(f, to.value, [count, this.#bytes]), sumOf(f, to.position, [count, 4])];
      this.#copyAll(value, scratch.value, others, this.#bytes);
      if (this.#withPositions) this.#copyAll(position, scratch.position, others, 4);
      f.release(value, position);
    }
    f.release(x, others);
  }

  /** Sorts runs of RUN elements in place. */
  #insertRuns({ value, position }: Place, count: Local): void {
    const f = this.#f;
    const { type, load, store, less } = element[this.#dtype];
    const [x, at, place, start] = [f.local(type), f.local("i32"), f.local("i32"), f.local("i32")];
    const moved = f.local("i32");
    forRange(f, 0, count, (i) => {
      f.get(value);
      pushRunStart(f, i, this.#bytes);
      f.op("i32.add");
      f.set(start);
      const first = sumOf(f, value, [i, this.#bytes]);
      set(f, at, first);
      f.release(first);
      const own = sumOf(f, position, [i, 4]);
      set(f, place, own);
      f.release(own);
      f.get(at);
      f.load(load);
      f.set(x);
      f.get(place);
      f.load("i32.load");
      f.set(moved);
      f.block((end) => {
        f.loop((again) => {
          pushComparison(f, at, "i32.le_u", start);
          f.brIf(end);
          f.get(x);
          pushBefore(f, at, this.#bytes);
          f.load(load);
          f.op(less);
          f.op("i32.eqz");
          f.brIf(end);
          f.get(at);
          pushBefore(f, at, this.#bytes);
          f.load(load);
          f.store(store);
          advance(f, at, -this.#bytes);
          if (this.#withPositions) {
            f.get(place);
            pushBefore(f, place, 4);
            f.load("i32.load");
            f.store("i32.store");
            advance(f, place, -4);
          }
          f.br(again);
        });
      });
      f.get(at);
      f.get(x);
      f.store(store);
      if (this.#withPositions) {
        f.get(place);
        f.get(moved);
        f.store("i32.store");
      }
    });
    f.release(x, at, place, start, moved);
  }

  /** Merges neighbouring runs of `width` elements. */
  #mergeAll(from: Place, to: Place, width: Local, count: Local): void {
    const f = this.#f;
    const [low, middle, high] = [f.local("i32"), f.local("i32"), f.local("i32")];
    f.i32Const(0);
    f.set(low);
    whileTrue(
      f,
      () => {
        pushComparison(f, low, "i32.lt_s", count);
      },
      () => {
        setEnd(f, middle, low, width, count);
        setEnd(f, high, middle, width, count);
        this.#merge(from, to, low, middle, high);
        set(f, low, high);
      },
    );
    f.release(low, middle, high);
  }

  #merge(from: Place, to: Place, low: Local, middle: Local, high: Local): void {
    const f = this.#f;
    const bytes = this.#bytes;
    const { type, load, store, less } = element[this.#dtype];
    const at = (base: Local, index: Local, size: number): Local => sumOf(f, base, [index, size]);
    const left: Place = { value: at(from.value, low, bytes), position: at(from.position, low, 4) };
    const right: Place = { value: at(from.value, middle, bytes), position: at(from.position, middle, 4) };
    const out: Place = { value: at(to.value, low, bytes), position: at(to.position, low, 4) };
    const leftEnd = at(from.value, middle, bytes);
    const rightEnd = at(from.value, high, bytes);
    const [x, y] = [f.local(type), f.local(type)];
    const takesRight = f.local("i32");
    f.block((done) => {
      // In order already, as in data that are sorted in part: everything is copied at once.
      const unordered = (): void => {
        f.get(right.value);
        f.load(load);
        pushBefore(f, right.value, bytes);
        f.load(load);
        f.op(less);
      };
      pushComparison(f, right.value, "i32.lt_u", rightEnd);
      f.if(
        unordered,
        () => {
          f.i32Const(0);
        },
        "i32",
      );
      f.op("i32.eqz");
      f.if(() => {
        const length = f.local("i32");
        f.get(high);
        f.get(low);
        f.op("i32.sub");
        f.set(length);
        this.#copyAll(out.value, left.value, length, bytes);
        if (this.#withPositions) this.#copyAll(out.position, left.position, length, 4);
        f.release(length);
        f.br(done);
      });
      f.loop((again) => {
        f.get(left.value);
        f.load(load);
        f.set(x);
        f.get(right.value);
        f.load(load);
        f.tee(y);
        f.get(x);
        f.op(less);
        f.set(takesRight);
        f.get(out.value);
        f.get(y);
        f.get(x);
        f.get(takesRight);
        f.op("select");
        f.store(store);
        advance(f, out.value, bytes);
        if (this.#withPositions) {
          f.get(out.position);
          f.get(right.position);
          f.get(left.position);
          f.get(takesRight);
          f.op("select");
          f.load("i32.load");
          f.store("i32.store");
          advance(f, out.position, 4);
        }
        this.#step(left, takesRight, true);
        this.#step(right, takesRight, false);
        pushComparison(f, left.value, "i32.ne", leftEnd);
        pushComparison(f, right.value, "i32.ne", rightEnd);
        f.op("i32.and");
        f.brIf(again);
      });
      this.#appendRest(out, left, leftEnd);
      this.#appendRest(out, right, rightEnd);
    });
    f.release(x, y, takesRight, leftEnd, rightEnd);
    for (const { value, position } of [left, right, out]) f.release(value, position);
  }

  /** Moves on by one element where the flag is set, or where it is not. */
  #step({ value, position }: Place, flag: Local, inverted: boolean): void {
    const f = this.#f;
    const move = (address: Local, bytes: number): void => {
      f.get(address);
      f.get(flag);
      if (inverted) f.op("i32.eqz");
      if (bytes > 1) {
        f.i32Const(Math.log2(bytes));
        f.op("i32.shl");
      }
      f.op("i32.add");
      f.set(address);
    };
    move(value, this.#bytes);
    if (this.#withPositions) move(position, 4);
  }

  /** Copies what is left of a run; mostly little. */
  #appendRest(out: Place, rest: Place, end: Local): void {
    const f = this.#f;
    const { load, store } = element[this.#dtype];
    whileTrue(
      f,
      () => {
        pushComparison(f, rest.value, "i32.ne", end);
      },
      () => {
        f.get(out.value);
        f.get(rest.value);
        f.load(load);
        f.store(store);
        advance(f, out.value, this.#bytes);
        advance(f, rest.value, this.#bytes);
        if (!this.#withPositions) return;
        f.get(out.position);
        f.get(rest.position);
        f.load("i32.load");
        f.store("i32.store");
        advance(f, out.position, 4);
        advance(f, rest.position, 4);
      },
    );
  }

  #copyAll(to: Local, from: Local, count: Local, bytes: number): void {
    const f = this.#f;
    f.get(to);
    f.get(from);
    f.get(count);
    f.i32Const(bytes);
    f.op("i32.mul");
    f.memory("memory.copy");
  }
}

function set(f: FunctionBuilder, to: Local, from: Local): void {
  f.get(from);
  f.set(to);
}

function swap(f: FunctionBuilder, a: Local, b: Local): void {
  f.get(a);
  f.get(b);
  f.set(a);
  f.set(b);
}

function pushComparison(
  f: FunctionBuilder,
  a: Local,
  comparison: "i32.lt_s" | "i32.lt_u" | "i32.le_u" | "i32.ne",
  b: Local,
): void {
  f.get(a);
  f.get(b);
  f.op(comparison);
}

/** Pushes the address some bytes before. */
function pushBefore(f: FunctionBuilder, address: Local, bytes: number): void {
  f.get(address);
  f.i32Const(bytes);
  f.op("i32.sub");
}

/** Pushes the number of bytes before the run that element i lies in. */
function pushRunStart(f: FunctionBuilder, i: Local, bytes: number): void {
  f.get(i);
  f.i32Const(-RUN);
  f.op("i32.and");
  f.i32Const(bytes);
  f.op("i32.mul");
}

/** end = min(start + width, count). */
function setEnd(f: FunctionBuilder, end: Local, start: Local, width: Local, count: Local): void {
  f.get(start);
  f.get(width);
  f.op("i32.add");
  f.tee(end);
  f.get(count);
  pushComparison(f, end, "i32.lt_s", count);
  f.op("select");
  f.set(end);
}

function whileTrue(f: FunctionBuilder, pushCondition: () => void, body: () => void): void {
  f.block((end) => {
    f.loop((again) => {
      pushCondition();
      f.op("i32.eqz");
      f.brIf(end);
      body();
      f.br(again);
    });
  });
}
