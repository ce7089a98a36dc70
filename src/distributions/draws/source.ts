/** Where draws come from: a key, or a stream of numbers. */
import { type Arr, array } from "../../array/index.ts";
import type { Key } from "../../random/keys.ts";
import { Stream } from "../../random/stream.ts";
import type { RandomSource, RandomStream } from "../distribution.ts";

/** Random numbers one by one. */
export interface Numbers {
  /** In (0, 1), without its ends. */
  readonly uniform: () => number;
  /** Standard normal. */
  readonly normal: () => number;
}

/** A key as the stream of its numbers; a stream as it is. What draws more than once reads one stream. */
export function streamOf(source: RandomSource): RandomStream {
  if (!isKey(source)) return source;
  const numbers = new Stream(source);
  return {
    uniform: (count) => new Float64Array(count).map(() => numbers.uniform()),
    normal: (count) => new Float64Array(count).map(() => numbers.normal()),
  };
}

/** The numbers of a source, one by one. */
export function numbersOf(source: RandomSource): Numbers {
  if (isKey(source)) {
    const numbers = new Stream(source);
    return { uniform: () => numbers.uniform(), normal: () => numbers.normal() };
  }
  return { uniform: () => source.uniform(1)[0]!, normal: () => source.normal(1)[0]! };
}

/** Uniform numbers in (0, 1) in a shape. */
export function uniformsOf(source: RandomSource, shape: readonly number[]): Arr {
  return array(streamOf(source).uniform(sizeOf(shape))).reshape(shape);
}

/** Standard normal numbers in a shape. */
export function normalsOf(source: RandomSource, shape: readonly number[]): Arr {
  return array(streamOf(source).normal(sizeOf(shape))).reshape(shape);
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

function isKey(source: RandomSource): source is Key {
  return Array.isArray(source);
}
