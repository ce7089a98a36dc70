/** Value noise: how far the values of an objective lie apart at points that are the same up to rounding. */
import type { Method } from "../drive/method.ts";
import { project } from "../problem/box.ts";
import { counted, type EvaluationCounts, type Iterate } from "./iterate.ts";
import { type LeafBox, naturalScale } from "./scale.ts";

/** Moves of all coordinates at once, from first to last, as fractions of their size: the first to change the value shows its rounding. */
const firstMove = 2 ** -50;
const growth = 4;
const lastMove = 2 ** -26;
/** Patterns of signs, each tried both ways. */
const patterns = 4;

/** An objective, and which calls one value of it makes. */
export interface AskedValue {
  readonly value: (point: Float64Array) => number;
  readonly cost: Partial<EvaluationCounts>;
}

/**
 * A method that measures the noise of the objective where it stalls. Slopes that promise less than that promise nothing; a
 * fraction of the value would not tell, for where an objective falls to zero its rounding does not fall with it.
 */
export function measuringStalls<P, S extends Iterate, I>(
  method: Method<P, S, I>,
  { value, cost }: AskedValue,
  box: LeafBox,
): Method<P, S, I> {
  const measured = (state: S): S => {
    if (state.failure !== "stalled") return state;
    const { noise, values } = valueNoise(value, state, box);
    const calls = Object.fromEntries(Object.entries(cost).map(([kind, count]) => [kind, count * values]));
    return { ...state, valueNoise: noise, evaluations: counted(state.evaluations, calls) };
  };
  return {
    init: (params) => measured(method.init(params)),
    step: (state) => {
      const stepped = method.step(state);
      return { ...stepped, state: measured(stepped.state) };
    },
  };
}

/**
 * Largest difference of values among neighbours of a point. The neighbours are a few roundings away, so that a slope adds less
 * than it promises over any step worth making; further away only where the value does not change at all.
 */
export function valueNoise(
  value: (point: Float64Array) => number,
  { point, value: here, startPoint }: Pick<Iterate, "point" | "value" | "startPoint">,
  box: LeafBox,
): { readonly noise: number; readonly values: number } {
  const { length } = naturalScale(startPoint, box);
  const seen = [here];
  for (let move = firstMove; move <= lastMove; move *= growth) {
    for (let k = 0; k < 2 * patterns; k++) {
      const neighbour = point.map((x, i) => {
        const distance = (1 + k) * move * (Math.abs(x) || length[i]!);
        return x + (walshSign(i, k >> 1) === (k & 1) ? distance : -distance);
      });
      const there = value(project(neighbour, box));
      if (Number.isFinite(there)) seen.push(there);
    }
    const noise = Math.max(...seen) - Math.min(...seen);
    if (noise > 0) return { noise, values: seen.length - 1 };
  }
  return { noise: 0, values: seen.length - 1 };
}

/** Bit of a Walsh function: whether i and k have an odd number of ones in common, so that patterns are orthogonal. */
export function walshSign(i: number, k: number): number {
  let common = i & k;
  for (let shift = 16; shift > 0; shift >>= 1) common ^= common >> shift;
  return common & 1;
}
