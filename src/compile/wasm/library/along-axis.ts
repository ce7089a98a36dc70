/** Routines that walk along an axis with a state for each line of elements: cumulative operations, positions of extremes. */

import type { ArgExtremeAttributes } from "../../../primitives/reduction/arg-extremes.ts";
import type { CumulativeAttributes } from "../../../primitives/reduction/cumulative.ts";
import { bytesPerElement, type DType } from "../../../array/dtype.ts";
import { type Shape, sizeOf } from "../../../array/shape.ts";
import type { ReductionName, RoutineContext } from "../../schedule/operation.ts";
import type { Lowering } from "../../schedule/region-builder.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { type PushAddress, loadLanes, storeLanes } from "../kernel/lanes.ts";
import { combineLanes } from "../kernel/reduce.ts";
import { MathBuilder } from "../math/math-builder.ts";
import { addressLocal, advance, forRange } from "./code.ts";

/**
 * Lines side by side, one a lane: `blocks` of `lines` lines, neighbours `spacing` elements apart, each of `length` elements that are `step`
 * elements apart. Results have `lineSpacing` and `blockStep` of their own.
 */
interface Lines {
  readonly blocks: number;
  readonly lines: number;
  readonly length: number;
  readonly step: number;
  readonly spacing: number;
  readonly blockStep: number;
}

/** A row-major array as lines along an axis; where each line lies in one piece, lanes take whole lines side by side. */
function linesOf(shape: Shape, axis: number): Lines {
  const outer = sizeOf(shape.slice(0, axis));
  const length = shape[axis]!;
  const inner = sizeOf(shape.slice(axis + 1));
  return inner === 1
    ? { blocks: 1, lines: outer, length, step: 1, spacing: length, blockStep: 0 }
    : { blocks: outer, lines: inner, length, step: inner, spacing: 1, blockStep: length * inner };
}

/** Vectors of lines that are walked together: their states hide each other's latency. */
const VECTORS = 4;

/** The lanes at work: the first `lanes` of vector `vector` of the lines walked together. */
interface Lane {
  readonly vector: number;
  readonly lanes: 1 | 2;
}

/** A walk over lines: state is made from the first elements, changed by each later one. */
interface Walk {
  /** The first elements are loaded; makes the states. */
  start(lane: Lane): void;
  /** Element `k` of each line. */
  step(lane: Lane, k: Local): void;
  /** After the last element. */
  finish(lane: Lane): void;
}

/** Reads or writes the elements of lines at the place where the walk is. */
class Cursor {
  readonly #f: FunctionBuilder;
  readonly #m: MathBuilder;
  readonly #dtype: DType;
  readonly #at: Local;
  readonly #spacing: number;

  constructor(m: MathBuilder, dtype: DType, at: Local, spacing: number) {
    this.#f = m.f;
    this.#m = m;
    this.#dtype = dtype;
    this.#at = at;
    this.#spacing = spacing;
  }

  load({ vector, lanes }: Lane): Local {
    loadLanes(this.#f, this.#dtype, 2, this.#push(vector), this.#spacing === 1 ? "adjacent" : "apart", 0, lanes);
    return this.#m.pop();
  }

  store({ vector, lanes }: Lane, value: Local): void {
    storeLanes(
      this.#f,
      this.#dtype,
      2,
      this.#push(vector),
      this.#spacing === 1 ? "adjacent" : "apart",
      0,
      lanes,
      value,
    );
  }

  advance(elements: number): void {
    advance(this.#f, this.#at, elements * bytesPerElement[this.#dtype]);
  }

  #push(vector: number): PushAddress {
    return (lane) => {
      this.#f.get(this.#at);
      return (2 * vector + lane) * this.#spacing * bytesPerElement[this.#dtype];
    };
  }
}

/** One array that a walk goes along, or its result. */
interface Track {
  readonly view: View;
  readonly lines: Lines;
  /** A result with one element a line stands still. */
  readonly isStill: boolean;
}

/**
 * Emits a walk: for each block, `VECTORS` vectors of lines at a time, then single ones, then a last line alone. The walk is made anew for
 * each of these, from cursors in the order of the tracks.
 */
function emitWalk(
  f: FunctionBuilder,
  context: RoutineContext,
  tracks: readonly Track[],
  reverse: boolean,
  makeWalk: (m: MathBuilder, cursors: readonly Cursor[]) => Walk,
): void {
  const { blocks, lines, length } = tracks[0]!.lines;
  if (blocks * lines * length === 0) return;
  const m = new MathBuilder(context.module, f);
  const starts = tracks.map(({ view }) => addressLocal(f, context.address(view)));
  const elements = (track: Track, count: number): number => count * bytesPerElement[track.view.buffer.dtype];
  const walkLines = (vectors: number, lanes: 1 | 2): void => {
    const at = tracks.map((track, i) => {
      const local = f.local("i32");
      f.get(starts[i]!);
      f.set(local);
      if (reverse && !track.isStill) advance(f, local, elements(track, (length - 1) * track.lines.step));
      return local;
    });
    const cursors = tracks.map(({ view, lines: each }, i) => new Cursor(m, view.buffer.dtype, at[i]!, each.spacing));
    const onward = (): void => {
      cursors.forEach((cursor, i) => {
        const { lines: each, isStill } = tracks[i]!;
        if (!isStill) cursor.advance(reverse ? -each.step : each.step);
      });
    };
    const each = (visit: (lane: Lane) => void): void => {
      for (let vector = 0; vector < vectors; vector++) visit({ vector, lanes });
    };
    const walk = makeWalk(m, cursors);
    each((lane) => walk.start(lane));
    onward();
    forRange(f, 1, length, (k) => {
      each((lane) => walk.step(lane, k));
      onward();
    });
    each((lane) => walk.finish(lane));
    f.release(...at);
  };
  const group = 2 * VECTORS;
  const inGroups = lines - (lines % group);
  forRange(f, 0, blocks, () => {
    const firsts = starts.map((start) => {
      const local = f.local("i32");
      f.get(start);
      f.set(local);
      return local;
    });
    const take = (from: number, to: number, count: number, body: () => void): void => {
      forRange(
        f,
        from,
        to,
        () => {
          body();
          tracks.forEach((track, i) => advance(f, starts[i]!, elements(track, count * track.lines.spacing)));
        },
        count,
      );
    };
    take(0, inGroups, group, () => walkLines(VECTORS, 2));
    take(inGroups, lines - (lines % 2), 2, () => walkLines(1, 2));
    if (lines % 2 === 1) walkLines(1, 1);
    tracks.forEach((track, i) => {
      f.get(firsts[i]!);
      f.set(starts[i]!);
      advance(f, starts[i]!, elements(track, track.lines.blockStep));
    });
    f.release(...firsts);
  });
  f.release(...starts);
}

/** States by vector, made on the first element. */
class States {
  readonly #m: MathBuilder;
  readonly #states: Local[] = [];

  constructor(m: MathBuilder) {
    this.#m = m;
  }

  begin(vector: number, value: Local): void {
    this.#states[vector] = value;
  }

  of(vector: number): Local {
    return this.#states[vector]!;
  }

  set(vector: number, value: Local): void {
    this.#m.assign(this.#states[vector]!, value);
    this.#m.f.release(value);
  }

  end(vector: number): void {
    this.#m.f.release(this.#states[vector]!);
  }
}

/** Sums, products and extremes so far; f32 is accumulated in f64 and rounded where it is stored. */
export function cumulative(name: ReductionName): Lowering<CumulativeAttributes> {
  return (builder, [operand], { attributes, operands, results }) => {
    const { axis, reverse } = attributes;
    const { type } = results[0]!;
    const x = builder.contiguous(operand!, operands[0]!.type);
    const target = builder.allocate(type);
    const lines = linesOf(type.shape, axis);
    const tracks = [x, target].map((view): Track => ({ view, lines, isStill: false }));
    builder.add({
      kind: "routine",
      name: `cumulative ${name}`,
      reads: [x],
      writes: [target],
      emit: (f, context) => {
        emitWalk(f, context, tracks, reverse, (m, [from, to]) => {
          const states = new States(m);
          return {
            start(lane) {
              states.begin(lane.vector, from!.load(lane));
              to!.store(lane, states.of(lane.vector));
            },
            step(lane) {
              const value = from!.load(lane);
              states.set(lane.vector, combineLanes(m, name, type.dtype, states.of(lane.vector), value));
              f.release(value);
              to!.store(lane, states.of(lane.vector));
            },
            finish: ({ vector }) => states.end(vector),
          };
        });
      },
    });
    return [target];
  };
}

export const linearRecurrence: Lowering<CumulativeAttributes> = (
  builder,
  values,
  { attributes, operands, results },
) => {
  const { axis, reverse } = attributes;
  const { type } = results[0]!;
  const [a, b] = values.map((value, i) => builder.contiguous(value, operands[i]!.type)) as [View, View];
  const target = builder.allocate(type);
  const lines = linesOf(type.shape, axis);
  const tracks = [a, b, target].map((view): Track => ({ view, lines, isStill: false }));
  builder.add({
    kind: "routine",
    name: "linearRecurrence",
    reads: [a, b],
    writes: [target],
    emit: (f, context) => {
      emitWalk(f, context, tracks, reverse, (m, [factors, terms, to]) => {
        const states = new States(m);
        return {
          start(lane) {
            states.begin(lane.vector, terms!.load(lane));
            to!.store(lane, states.of(lane.vector));
          },
          step(lane) {
            const [factor, term] = [factors!.load(lane), terms!.load(lane)];
            const product = m.mul(factor, states.of(lane.vector));
            states.set(lane.vector, m.add(product, term));
            f.release(factor, term, product);
            to!.store(lane, states.of(lane.vector));
          },
          finish: ({ vector }) => states.end(vector),
        };
      });
    },
  });
  return [target];
};

/** Positions of extremes: the first of equals, the first NaN. */
export function argExtreme(name: "max" | "min"): Lowering<ArgExtremeAttributes> {
  return (builder, [operand], { attributes, operands, results }) => {
    const { axis } = attributes;
    const { shape, dtype } = operands[0]!.type;
    const x = builder.contiguous(operand!, operands[0]!.type);
    const target = builder.allocate(results[0]!.type);
    const lines = linesOf(shape, axis);
    const tracks: Track[] = [
      { view: x, lines, isStill: false },
      { view: target, lines: { ...lines, spacing: 1, blockStep: lines.lines }, isStill: true },
    ];
    builder.add({
      kind: "routine",
      name: `arg${name}`,
      reads: [x],
      writes: [target],
      emit: (f, context) => {
        emitWalk(f, context, tracks, false, (m, [from, to]) => {
          const [best, places] = [new States(m), new States(m)];
          return {
            start(lane) {
              best.begin(lane.vector, from!.load(lane));
              places.begin(lane.vector, m.value(0n));
            },
            step(lane, k) {
              const made = m.scope(() => {
                const value = from!.load(lane);
                const held = best.of(lane.vector);
                const isBetter = dtype === "i32" ? betterInteger(m, name, value, held) : better(m, name, value, held);
                m.assign(held, m.select(isBetter, value, held));
                f.get(k);
                f.op("i64.extend_i32_s");
                f.op("i64x2.splat");
                const place = m.select(isBetter, m.pop(), places.of(lane.vector));
                m.assign(places.of(lane.vector), place);
                return place;
              });
              f.release(made);
            },
            finish(lane) {
              to!.store(lane, places.of(lane.vector));
              best.end(lane.vector);
              places.end(lane.vector);
            },
          };
        });
      },
    });
    return [target];
  };
}

/** Where x comes before `held`, or is the first NaN. */
function better(m: MathBuilder, name: "max" | "min", x: Local, held: Local): Local {
  const beats = name === "max" ? m.greater(x, held) : m.less(x, held);
  return m.or(beats, m.and(m.notEqual(x, x), m.equal(held, held)));
}

function betterInteger(m: MathBuilder, name: "max" | "min", x: Local, held: Local): Local {
  return name === "max" ? m.greaterBits(x, held) : m.greaterBits(held, x);
}
