/** The code of one stage of a transform: butterflies over one line, or over neighbouring lines side by side. */

import type { FunctionBuilder, FunctionRef, Local, ModuleBuilder } from "../../encoder/index.ts";
import { MathBuilder } from "../../math/math-builder.ts";
import { advance, forRange, sumOf } from "../code.ts";
import { butterfly, type Pair, product } from "./butterflies.ts";
import type { Stage } from "./plan.ts";

const BYTES = 8;

/** Where the numbers of a stage lie: `width` lines side by side. */
export interface StageGeometry {
  readonly width: number;
  /** Steps from one number of a line to the next, for real and imaginary parts read. */
  readonly from: readonly [re: number, im: number];
  /** The same for both parts written. */
  readonly to: number;
  /** Marks parts read that are the same in all lines or, of a single line, in all places; else neighbours lie side by side. */
  readonly spread: readonly [re: boolean, im: boolean];
  /** Factor of the results. */
  readonly scale: number;
}

/**
 * The function (xRe, xIm, yRe, yIm, roots) that does a stage, from the addresses of the first numbers read and written and of the
 * table of roots. Stages of the same form share it.
 */
export function stageFunction(module: ModuleBuilder, stage: Stage, geometry: StageGeometry): FunctionRef {
  const { radix, done, left, roots } = stage;
  const { width, from, to, spread, scale } = geometry;
  const key = [radix, done, left, roots, width, ...from, to, ...spread, scale];
  return module.once(`library: fft ${key.join()}`, () =>
    module.function(`fft_${radix}`, { params: ["i32", "i32", "i32", "i32", "i32"], results: [] }, (f) => {
      new StageEmitter(module, f, stage, geometry).emit();
    }),
  );
}

/** Runs of at most this many vectors are written out. */
const WRITTEN_OUT = 4;

/** Addresses of the four parts: read re and im, written re and im. */
type Pointers = readonly [Local, Local, Local, Local];

class StageEmitter {
  readonly #f: FunctionBuilder;
  readonly #m: MathBuilder;
  readonly #stage: Stage;
  readonly #geometry: StageGeometry;
  /** Bytes from one number of a line to the next. */
  readonly #readSteps: readonly [number, number];
  readonly #writeStep: number;

  constructor(module: ModuleBuilder, f: FunctionBuilder, stage: Stage, geometry: StageGeometry) {
    this.#f = f;
    this.#m = new MathBuilder(module, f);
    this.#stage = stage;
    this.#geometry = geometry;
    this.#readSteps = [geometry.from[0] * BYTES, geometry.from[1] * BYTES];
    this.#writeStep = geometry.to * BYTES;
  }

  emit(): void {
    const { done, left } = this.#stage;
    const { width, from, spread } = this.#geometry;
    const isOneLine = width === 1 && from.every((step, part) => step === (spread[part] === true ? 0 : 1));
    if (isOneLine && done === 1 && left > 1) this.#firstOfLine();
    else this.#sideBySide();
  }

  /** Vectors hold neighbours p and p + 1 of one line; their results are woven into each other. */
  #firstOfLine(): void {
    const { radix, left } = this.#stage;
    const f = this.#f;
    const pointers = f.params.slice(0, 4) as unknown as Pointers;
    const table = f.param(4);
    const step = (lanes: 1 | 2): void => {
      const roots = this.#roots(table, lanes === 2 ? "v128.load" : "v128.load64_splat");
      this.#compute(pointers, 0, lanes, roots, (results) => {
        for (const part of [0, 1] as const) this.#storeWoven(pointers[part + 2]!, results[part], lanes);
      });
      this.#release(roots);
      this.#advanceAlong(pointers, lanes, lanes * radix);
      advance(f, table, lanes * BYTES);
    };
    forRange(f, 0, left - (left % 2), () => step(2), 2);
    if (left % 2 === 1) step(1);
  }

  /** Vectors hold neighbours of a run that share their roots. */
  #sideBySide(): void {
    const { radix, done, left } = this.#stage;
    const { width, from, to } = this.#geometry;
    const f = this.#f;
    const pointers = f.params.slice(0, 4) as unknown as Pointers;
    const table = f.param(4);
    const joined = from[0] === width && from[1] === width && to === width;
    forRange(f, 0, left, () => {
      const roots = left === 1 ? [] : this.#roots(table, "v128.load64_splat");
      if (joined) this.#run(pointers, done * width, roots);
      else if (done === 1) this.#run(pointers, width, roots);
      else {
        const starts = pointers.map((pointer) => sumOf(f, pointer)) as unknown as Pointers;
        forRange(f, 0, done, () => {
          this.#run(starts, width, roots);
          this.#advanceAlong(starts, 1, 1);
        });
        f.release(...starts);
      }
      this.#release(roots);
      this.#advanceAlong(pointers, done, radix * done);
      advance(f, table, BYTES);
    });
  }

  /** Butterflies over neighbours. */
  #run(pointers: Pointers, length: number, roots: readonly Pair[]): void {
    const f = this.#f;
    const pairs = length >> 1;
    const store =
      (at: Pointers, offset: number, lanes: 1 | 2) => (results: readonly [readonly Local[], readonly Local[]]) => {
        const { radix, done } = this.#stage;
        for (const part of [0, 1] as const) {
          for (let k = 0; k < radix; k++) {
            this.#store(at[part + 2]!, results[part][k]!, offset + k * done * this.#writeStep, lanes);
          }
        }
      };
    if (pairs <= WRITTEN_OUT) {
      for (let i = 0; i < pairs; i++) this.#compute(pointers, 16 * i, 2, roots, store(pointers, 16 * i, 2));
    } else {
      const moving = pointers.map((pointer) => sumOf(f, pointer)) as unknown as Pointers;
      forRange(f, 0, pairs, () => {
        this.#compute(moving, 0, 2, roots, store(moving, 0, 2));
        this.#advanceAcross(moving);
      });
      f.release(...moving);
    }
    if (length % 2 === 1) this.#compute(pointers, 16 * pairs, 1, roots, store(pointers, 16 * pairs, 1));
  }

  /** Reads the numbers of a butterfly, computes, and hands the parts of the results to `store`. */
  #compute(
    [re, im]: Pointers,
    offset: number,
    lanes: 1 | 2,
    roots: readonly Pair[],
    store: (results: readonly [readonly Local[], readonly Local[]]) => void,
  ): void {
    const { radix, done, left } = this.#stage;
    const { spread, scale } = this.#geometry;
    const m = this.#m;
    m.scope(() => {
      const operands = Array.from({ length: radix }, (_, j): Pair => {
        const [reAt, imAt] = this.#readSteps.map((step) => j * left * done * step) as [number, number];
        return {
          re: this.#load(re, reAt, offset, lanes, spread[0]),
          im: this.#load(im, imAt, offset, lanes, spread[1]),
        };
      });
      const results = butterfly(m, radix, operands).map((result, k): Pair => {
        const turned = k === 0 || roots.length === 0 ? result : product(m, result, roots[k - 1]!);
        return scale === 1 ? turned : { re: m.mul(turned.re, scale), im: m.mul(turned.im, scale) };
      });
      store([results.map((result) => result.re), results.map((result) => result.im)]);
      return re;
    });
  }

  /** The roots w^k, k = 1 … radix - 1, that the table holds for the p it has come to. */
  #roots(table: Local, load: "v128.load" | "v128.load64_splat"): Pair[] {
    const { radix, left, roots } = this.#stage;
    const f = this.#f;
    const read = (index: number): Local => {
      const local = f.local("v128");
      f.get(table);
      f.load(load, { offset: roots + index * left * BYTES, align: 8 });
      f.set(local);
      return local;
    };
    return Array.from({ length: radix - 1 }, (_, i) => ({ re: read(2 * i), im: read(2 * i + 1) }));
  }

  #release(roots: readonly Pair[]): void {
    this.#f.release(...roots.flatMap(({ re, im }) => [re, im]));
  }

  /** Moves on by numbers of a line. */
  #advanceAlong([xRe, xIm, yRe, yIm]: Pointers, read: number, written: number): void {
    this.#move(xRe, read * this.#readSteps[0]);
    this.#move(xIm, read * this.#readSteps[1]);
    this.#move(yRe, written * this.#writeStep);
    this.#move(yIm, written * this.#writeStep);
  }

  /** Moves on to the next two lines. */
  #advanceAcross([xRe, xIm, yRe, yIm]: Pointers): void {
    const [reSpread, imSpread] = this.#geometry.spread;
    this.#move(xRe, reSpread ? 0 : 2 * BYTES);
    this.#move(xIm, imSpread ? 0 : 2 * BYTES);
    this.#move(yRe, 2 * BYTES);
    this.#move(yIm, 2 * BYTES);
  }

  #move(pointer: Local, bytes: number): void {
    if (bytes !== 0) advance(this.#f, pointer, bytes);
  }

  /** Two neighbours, or one number twice; `along` and `across` are where it lies in its line and which line that is. */
  #load(pointer: Local, along: number, across: number, lanes: 1 | 2, spread: boolean): Local {
    this.#f.get(pointer);
    if (spread) this.#f.load("v128.load64_splat", { offset: along });
    else if (lanes === 1) this.#f.load("v128.load64_splat", { offset: along + across });
    else this.#f.load("v128.load", { offset: along + across, align: 8 });
    return this.#m.pop();
  }

  #store(pointer: Local, value: Local, offset: number, lanes: 1 | 2): void {
    this.#f.get(pointer);
    this.#f.get(value);
    if (lanes === 2) this.#f.store("v128.store", { offset, align: 8 });
    else this.#f.store("v128.store64_lane", { offset, lane: 0 });
  }

  /** Stores the first lanes of all results one after another, then the second lanes. */
  #storeWoven(pointer: Local, results: readonly Local[], lanes: 1 | 2): void {
    const { length } = results;
    if (lanes === 1) {
      results.forEach((result, k) => this.#store(pointer, result, k * BYTES, 1));
      return;
    }
    const f = this.#f;
    const order = [0, 1].flatMap((lane) => results.map((result) => ({ result, lane })));
    for (let i = 0; i < length; i++) {
      const [a, b] = [order[2 * i]!, order[2 * i + 1]!];
      f.get(pointer);
      f.get(a.result);
      f.get(b.result);
      f.shuffle([...bytesOfLane(a.lane), ...bytesOfLane(b.lane + 2)]);
      f.store("v128.store", { offset: 16 * i, align: 8 });
    }
  }
}

/** The bytes of a lane of two vectors, numbered 0 … 3. */
function bytesOfLane(lane: number): number[] {
  return Array.from({ length: BYTES }, (_, byte) => lane * BYTES + byte);
}
