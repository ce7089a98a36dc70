/** Keys as arrays: what random numbers inside programs follow from. */

import { Arr, fromBuffer, hostOf } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat } from "../../array/dtype.ts";
import { requireShape } from "../../array/requirements.ts";
import { broadcastShapes, sameShape, type Shape, sizeOf } from "../../array/shape.ts";
import { describeShape, describeType, describeValue, DTypeError, OptionError, ShapeError } from "../../errors/index.ts";
import { sub, mul } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { where as choose } from "../../ops/elementwise/choice.ts";
import { greaterEqual } from "../../ops/elementwise/comparison.ts";
import { floor } from "../../ops/elementwise/rounding.ts";
import { partOf } from "../../primitives/movement/parts.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { randomWords } from "../../primitives/random/random-words.ts";
import { bindOne } from "../../program/bind.ts";
import { broadcastTo } from "../../ops/movement/broadcast.ts";
import { stack } from "../../ops/movement/joining.ts";
import { operandOf } from "../../ops/operands.ts";
import { fold as foldWords, key as keyWords, type Key } from "../keys.ts";

/** A key: an array i32[4], or four words as `key` of fluxion/inference makes them. */
export type KeyLike = Arr | Key;

/** The third word of counters that are folded: as on the host, see keys.ts. */
const FOLD = 1;
const TWO_TO_32 = 4294967296;

/**
 * The key of a seed, as an array: it goes into compiled functions, through loops and under vmap. The numbers that follow from it are those of
 * `key` and its like on the host.
 *
 * @param seed  a whole number of up to 53 bits, or text
 * @returns     i32[4]
 * @throws      OptionError for a number that is not whole
 * @example
 * ```ts
 * import { random } from "fluxion";
 * const key = random.key("decay");
 * console.log(random.normal(key, [2]).toNested().toString() === random.normal(key, [2]).toNested().toString()); // → true
 * ```
 */
export function key(seed: number | string): Arr {
  const given: unknown = seed;
  if (typeof given !== "string" && typeof given !== "number") {
    throw new OptionError({
      where: "random.key",
      expected: "a whole number or text",
      received: describeValue(given),
      hint: "A key that depends on a traced number: random.fold(key, number).",
    });
  }
  return arrayOf(keyWords(seed));
}

/**
 * Key number `index` of those that follow from a key; different numbers give independent keys. The index may be traced: the number of a step,
 * of an element, of an epoch.
 *
 * @param from   the key; it may still be drawn from itself
 * @param index  a whole number, scalar
 * @returns      i32[4]; the words of `fold` on the host
 * @throws       OptionError for a known number that is not whole; ShapeError for an index with axes
 * @example
 * ```ts
 * import { type Arr, arange, emit, random, scan } from "fluxion";
 * const key = random.key(1);
 * // A random walk: each step has a key of its own.
 * const walk = scan((x: Arr, i: Arr) => emit(x.add(random.normal(random.fold(key, i))), x), 0, { xs: arange(5) });
 * console.log(walk.ys.shape); // → [ 5 ]
 * ```
 */
export function fold(from: KeyLike, index: ArrLike): Arr {
  const where = "random.fold";
  const parent = keyArray(where, from);
  if (typeof index === "number" && hostOf(parent) !== undefined) return arrayOf(foldWords(wordsOf(parent), index));
  const given = operandOf(where, index);
  if (given.rank !== 0) {
    const hint = "For many keys: random.split(key, n), or vmap.";
    throw new ShapeError({ where, path: "index", expected: "a scalar", received: describeType(given), hint });
  }
  const [low, high] = splitInWords(given);
  return bindOne(randomWords, [parent, stack([low, high, cast(FOLD, "i32"), cast(0, "i32")])], { blocks: 1 });
}

/**
 * `count` keys that follow from a key, independent of each other: those of `fold` by 0 to count - 1, as the rows of an array to map or scan
 * over.
 *
 * @returns i32[count, 4]
 * @throws  OptionError unless `count` is a whole number
 * @example
 * ```ts
 * import { type Arr, random, vmap } from "fluxion";
 * const keys = random.split(random.key(1), 3);
 * console.log(vmap((key: Arr) => random.uniform(key, [2]))(keys).shape); // → [ 3, 2 ]
 * ```
 */
export function split(from: KeyLike, count = 2): Arr {
  const where = "random.split";
  const parent = keyArray(where, from);
  if (!Number.isInteger(count) || count < 0) {
    const expected = "a whole number of at least 0";
    throw new OptionError({ where, path: "count", expected, received: describeValue(count) });
  }
  const counters = new Int32Array(4 * count);
  for (let i = 0; i < count; i++) counters.set([i, 0, FOLD, 0], 4 * i);
  return bindOne(randomWords, [broadcastTo(parent, [count, 4]), fromBuffer(counters, [count, 4], "i32")], {
    blocks: 1,
  });
}

/**
 * 32 random bits for each element.
 *
 * @param shape  of the result, [] by default
 * @returns      i32, every whole number of 32 bits as likely as any other
 * @throws       ShapeError, DTypeError for a key that is none
 */
export function bits(from: KeyLike, shape: Shape | number = []): Arr {
  const where = "random.bits";
  const wanted = shapeOf(where, shape);
  return reshapeTo(words(keyArray(where, from), sizeOf(wanted)), wanted);
}

/** The first `count` words of a key. */
export function words(from: Arr, count: number): Arr {
  const start = fromBuffer(new Int32Array(4), [4], "i32");
  const all = bindOne(randomWords, [from, start], { blocks: Math.ceil(count / 4) });
  return partOf(all, 0, 0, count);
}

/** @throws DTypeError unless it is a key */
export function keyArray(where: string, from: KeyLike): Arr {
  if (from instanceof Arr && from.dtype === "i32" && sameShape(from.shape, [4])) return from;
  const given: unknown = from;
  if (Array.isArray(given) && given.length === 4 && given.every((word) => Number.isInteger(word))) {
    // Four whole numbers: the words of a key.
    return arrayOf(given as unknown as Key);
  }
  throw new DTypeError({
    where,
    path: "key",
    expected: "a key, i32[4]",
    received: describeValue(from),
    hint:
      typeof given === "string" || typeof given === "number"
        ? `Make one of it: random.key(${JSON.stringify(given)}).`
        : 'Make keys with random.key("seed"); keys in rows, as random.split gives them, are for vmap or slice(i).',
  });
}

/** The shape that is asked for, to which parameters must broadcast; that of the parameters unless it is given. */
export function shapeOf(
  where: string,
  shape: Shape | number | undefined,
  parameters: Readonly<Record<string, Arr>> = {},
): Shape {
  const wanted = typeof shape === "number" ? [shape] : shape;
  if (wanted !== undefined) requireShape(wanted, where);
  let common: Shape = wanted ?? [];
  for (const [name, parameter] of Object.entries(parameters)) {
    const next = broadcastShapes(common, parameter.shape);
    if (next === undefined || (wanted !== undefined && !sameShape(next, wanted))) {
      throw new ShapeError({
        where,
        path: name,
        expected: `a shape that broadcasts to ${describeShape(common)}`,
        received: describeType(parameter),
      });
    }
    common = next;
  }
  return common;
}

function arrayOf(key: Key): Arr {
  return fromBuffer(
    Int32Array.from(key, (word) => word | 0),
    [4],
    "i32",
  );
}

function wordsOf(key: Arr): Key {
  const [a, b, c, d] = key.toArray();
  return [a! >>> 0, b! >>> 0, c! >>> 0, d! >>> 0];
}

/** The lower and the upper 32 bits of a whole number, in two's complement. */
function splitInWords(index: Arr): readonly [Arr, Arr] {
  const value = isFloat(index.dtype) ? index : cast(index, "f64");
  const high = floor(mul(value, 1 / TWO_TO_32));
  const low = sub(value, mul(high, TWO_TO_32));
  return [cast(choose(greaterEqual(low, TWO_TO_32 / 2), sub(low, TWO_TO_32), low), "i32"), cast(high, "i32")];
}
