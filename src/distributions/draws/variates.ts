/** Draws made number by number, from random numbers and the parameters of each. */
import { type Arr, array } from "../../array/index.ts";
import { broadcastTo } from "../../ops/index.ts";
import type { RandomSource } from "../distribution.ts";
import { type Numbers, numbersOf, sizeOf } from "./source.ts";

/** How one number is drawn. */
export interface Variate {
  /** Parameters of the distribution, which broadcast. */
  readonly parameters: readonly Arr[];
  /** A number drawn with one value of each parameter. */
  readonly one: (numbers: Numbers, parameters: Float64Array) => number;
}

/** Numbers in a shape against which the parameters broadcast. @throws TracerError while tracing */
export function drawEach({ parameters, one }: Variate, source: RandomSource, shape: readonly number[]): Arr {
  const numbers = numbersOf(source);
  const columns = parameters.map((each) => broadcastTo(each, shape).toArray());
  const own = new Float64Array(columns.length);
  const drawn = new Float64Array(sizeOf(shape));
  for (let i = 0; i < drawn.length; i++) {
    for (let k = 0; k < own.length; k++) own[k] = columns[k]![i]!;
    drawn[i] = one(numbers, own);
  }
  return array(drawn, { shape });
}
