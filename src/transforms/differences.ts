/** Numeric derivatives: central differences over falling steps, extrapolated to step zero. */

/** A numeric derivative and what it is good for. */
export interface Difference {
  readonly derivative: number;
  /** Estimated error: the spread of the last extrapolations, and no less than rounding leaves. */
  readonly error: number;
}

export interface DifferenceOptions {
  /** Where the derivative is taken. */
  readonly at: number;
  /** Relative rounding error of the function's values. */
  readonly precision: number;
  /** A number as the function's argument can hold it. */
  readonly round: (x: number) => number;
}

const shrink = 1.6;
const rows = 12;

/**
 * The derivative of a smooth `f`, from steps h, h/c, h/c², … that begin with a hundredth of the argument. The error series of a
 * central difference has even powers of the step, which Richardson's rule removes one by one; the entry of the tableau with the
 * least estimated error is taken.
 *
 * @see Ridders (1982), Advances in Engineering Software 4, 75
 */
export function extrapolatedDifference(
  f: (x: number) => number,
  { at, precision, round }: DifferenceOptions,
): Difference {
  let step = 0.01 * (at === 0 ? 1 : Math.abs(at));
  let best: Difference = { derivative: NaN, error: Infinity };
  let previous: number[] = [];
  for (let row = 0; row < rows; row++) {
    const [above, below] = [round(at + step), round(at - step)];
    const [high, low] = [f(above), f(below)];
    const current = [(high - low) / (above - below)];
    const noise = (precision * Math.max(Math.abs(high), Math.abs(low))) / step;
    if (row === 0) best = { derivative: current[0]!, error: Infinity };
    let factor = shrink * shrink;
    for (let column = 1; column <= row; column++) {
      current[column] = (current[column - 1]! * factor - previous[column - 1]!) / (factor - 1);
      factor *= shrink * shrink;
      const error = Math.max(
        Math.abs(current[column]! - current[column - 1]!),
        Math.abs(current[column]! - previous[column - 1]!),
        noise,
      );
      if (error <= best.error) best = { derivative: current[column]!, error };
    }
    previous = current;
    step /= shrink;
  }
  return best;
}
