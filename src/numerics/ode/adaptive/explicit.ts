/** Explicit methods: Dormand and Prince's of order 5, and theirs of order 8, from their coefficients. */

import { add, cast, div, greater, mul, sqrt, square, where } from "../../../ops/index.ts";
import { advance, combine, type FlatState } from "../../flat-state.ts";
import * as fifth from "./dormand-prince-tableau.ts";
import * as eighth from "./dop853-tableau.ts";
import type { Method, Slope, Step, StepStart } from "./method.ts";

interface Tableau {
  readonly nodes: readonly number[];
  readonly stages: readonly (readonly number[])[];
  /** Position of the slope at the end of the step, whose row gives the step. */
  readonly end: number;
  readonly errorWeights: readonly (readonly number[])[];
  /** Row j: the weights of the slopes in the coefficient of theta^(j + 1), over the width. */
  readonly denseWeights: readonly (readonly number[])[];
}

function explicitStep({ nodes, stages, end, errorWeights, denseWeights }: Tableau) {
  return (slope: Slope, { time, width, state, slope: first }: StepStart): Step => {
    const slopes = [first];
    let next = state;
    for (let i = 1; i < nodes.length; i++) {
      const at = advance(state, width, combine(stages[i]!, slopes));
      if (i === end) next = at;
      slopes.push(slope(at, add(time, mul(width, nodes[i]!))));
    }
    const moved = (weights: readonly number[]): FlatState =>
      combine(weights, slopes).map((each) => mul(each, cast(width, each.dtype)));
    return { next, slope: slopes[end]!, errors: errorWeights.map(moved), dense: denseWeights.map(moved) };
  };
}

/** Seven slopes, the last of which is the first of the next step. */
export const dormandPrince5: Method = {
  errorOrder: 5,
  stabilisation: 0.04,
  degree: 4,
  step: explicitStep({ ...fifth, end: 6, errorWeights: [fifth.errorWeights] }),
  errorSize: ([size]) => size!,
};

/** Hairer, Nørsett & Wanner (1993), section II.10: the error of order 5, damped by that of order 3, behaves as one of order 7. */
export const dormandPrince8: Method = {
  errorOrder: 8,
  stabilisation: 0,
  degree: 7,
  step: explicitStep({ ...eighth, end: 12, errorWeights: eighth.errorWeights, denseWeights: eighthDense() }),
  errorSize: ([five, three]) => {
    const size = sqrt(add(square(five!), mul(square(three!), 0.01)));
    const some = greater(size, 0);
    return where(some, div(square(five!), where(some, size, 1)), size);
  },
};

/**
 * The polynomial of DOP853 is theta (F0 + (1 - theta) (F1 + theta (F2 + (1 - theta) (F3 + …)))), with F0 = y1 - y0,
 * F1 = h f0 - F0, F2 = 2 F0 - h (f0 + f1) and F3 … F6 from the weights of the tableau. Here it is by powers of theta.
 */
function eighthDense(): number[][] {
  const count = eighth.nodes.length;
  const rowOf = (weights: readonly number[]): number[] => Array.from({ length: count }, (_, i) => weights[i] ?? 0);
  const unit = (k: number): number[] => Array.from({ length: count }, (_, i) => (i === k ? 1 : 0));
  const plus = (a: readonly number[], b: readonly number[], factor = 1): number[] =>
    a.map((value, i) => value + factor * b[i]!);
  const change = rowOf(eighth.stages[12]!);
  const [first, last] = [unit(0), unit(12)];
  const nested = [
    change,
    plus(first, change, -1),
    plus(
      change.map((value) => 2 * value),
      plus(first, last),
      -1,
    ),
    ...eighth.denseWeights.map(rowOf),
  ];
  // From the inside out: a polynomial times theta or 1 - theta, plus the next coefficient.
  let polynomial: number[][] = [nested.at(-1)!];
  for (let k = nested.length - 2; k >= 0; k--) {
    const shifted = [rowOf([]), ...polynomial];
    const kept = [...polynomial, rowOf([])];
    const product = k % 2 === 1 ? shifted : kept.map((row, i) => plus(row, shifted[i]!, -1));
    polynomial = product.map((row, i) => (i === 0 ? plus(row, nested[k]!) : row));
  }
  return polynomial;
}
