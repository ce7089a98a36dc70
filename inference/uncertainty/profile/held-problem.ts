/** Held problems: a problem over some of its coordinates, the others held where they are. */
import type { Box } from "../../problem/box.ts";
import type { ResidualProblem, SmoothProblem } from "../../problem/vector-problem.ts";

/** Positions of the coordinates that are not held, and the way between part and whole. */
export class Held {
  readonly free: readonly number[];
  readonly #at: Float64Array;

  /** @param at  the whole point; its coordinates at `positions` stay */
  constructor(at: Float64Array, positions: readonly number[]) {
    this.#at = at;
    this.free = Array.from(at.keys()).filter((i) => !positions.includes(i));
  }

  part(whole: Float64Array): Float64Array {
    return Float64Array.from(this.free, (i) => whole[i]!);
  }

  whole(part: Float64Array): Float64Array {
    const point = this.#at.slice();
    this.free.forEach((i, k) => (point[i] = part[k]!));
    return point;
  }

  #box({ lower, upper }: Box): Box {
    return { lower: this.part(lower), upper: this.part(upper) };
  }

  /** Residuals of the free coordinates. */
  residuals(problem: ResidualProblem): ResidualProblem {
    const { size } = problem;
    const { free } = this;
    return {
      size: free.length,
      ...this.#box(problem),
      residuals: (part) => problem.residuals(this.whole(part)),
      jacobian: (part) => {
        const full = problem.jacobian(this.whole(part));
        const rows = full.length / size;
        const columns = new Float64Array(rows * free.length);
        for (let row = 0; row < rows; row++) {
          for (let k = 0; k < free.length; k++) columns[row * free.length + k] = full[row * size + free[k]!]!;
        }
        return columns;
      },
    };
  }

  /** The objective of the free coordinates. */
  objective(problem: SmoothProblem): SmoothProblem {
    return {
      size: this.free.length,
      ...this.#box(problem),
      evaluate: (part) => {
        const { value, gradient } = problem.evaluate(this.whole(part));
        return { value, gradient: this.part(gradient) };
      },
    };
  }
}
