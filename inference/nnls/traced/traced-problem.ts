/** TracedProblem: non-negative least squares in arrays whose values need not be known, checked for their shapes. */
import { array, broadcastTo, type ArrLike, type Arr } from "../../../src/index.ts";
import { describeType, asArr, ShapeError } from "../../../src/internal.ts";
import type { EntropyPenalty, EqualityRows, NnlsTerms, SmoothnessPenalty, TikhonovPenalty } from "../nnls-options.ts";
import { readFree } from "../read-problem.ts";

/** Everything that a solution depends on, as a tree of arrays: derivatives are taken with respect to all of it. */
export interface TracedTerms {
  /** A, shape [m, n]. */
  readonly matrix: Arr;
  /** b, shape [m]. */
  readonly target: Arr;
  readonly tikhonov?: { readonly weight: Arr; readonly target: Arr; readonly scale: Arr };
  readonly smoothness?: { readonly weight: Arr; readonly target: Arr; readonly operator: Arr };
  readonly entropy?: { readonly weight: Arr; readonly prior: Arr };
  readonly equality?: { readonly matrix: Arr; readonly values: Arr };
}

/** A problem as it is traced. */
export interface TracedProblem {
  readonly terms: TracedTerms;
  readonly m: number;
  readonly n: number;
  /** Equality rows. */
  readonly rows: number;
  /** 1 for the columns whose unknown may be negative, shape [n]. */
  readonly free: Arr;
}

/** @throws ShapeError naming the array that does not fit */
export function tracedProblem(A: ArrLike, b: ArrLike, options: NnlsTerms, where: string): TracedProblem {
  const matrix = asArr(A, "f64", where);
  const target = asArr(b, "f64", where);
  const [m, n] = matrix.shape;
  if (matrix.rank !== 2 || m === undefined || n === undefined || m === 0 || n === 0) {
    throw new ShapeError({ where, path: "A", expected: "a matrix [m, n]", received: describeType(matrix) });
  }
  if (target.rank !== 1 || target.shape[0] !== m) {
    throw new ShapeError({
      where,
      path: "b",
      expected: `[${m}], beside A of type ${describeType(matrix)}`,
      received: describeType(target),
      hint: "Map over several right-hand sides with vmap.",
    });
  }
  const read = new TermReader(n, where);
  const { tikhonov, smoothness, entropy, equality } = options;
  const terms: TracedTerms = {
    matrix,
    target,
    ...(tikhonov === undefined ? {} : { tikhonov: read.tikhonov(weighted(tikhonov)) }),
    // Fewer than three unknowns have no second difference.
    ...(smoothness === undefined || n < 3 ? {} : { smoothness: read.smoothness(weighted(smoothness)) }),
    ...(entropy === undefined ? {} : { entropy: read.entropy(weighted(entropy)) }),
    ...(equality === undefined ? {} : { equality: read.equality(equality) }),
  };
  const free = array(Float64Array.from(readFree(options.free, n, where)));
  return { terms, m, n, rows: terms.equality?.matrix.shape[0] ?? 0, free };
}

function weighted<T extends object>(given: number | T): T | { readonly weight: number } {
  return typeof given === "number" ? { weight: given } : given;
}

/** Reads the terms of problems with n unknowns. */
class TermReader {
  readonly #n: number;
  readonly #where: string;

  constructor(n: number, where: string) {
    this.#n = n;
    this.#where = where;
  }

  tikhonov({ weight, target, scale }: TikhonovPenalty): NonNullable<TracedTerms["tikhonov"]> {
    return {
      weight: this.#scalar(weight, "tikhonov.weight"),
      target: this.#vector(target, 0, "tikhonov.target"),
      scale: this.#vector(scale, 1, "tikhonov.scale"),
    };
  }

  smoothness({ weight, target, operator }: SmoothnessPenalty): NonNullable<TracedTerms["smoothness"]> {
    return {
      weight: this.#scalar(weight, "smoothness.weight"),
      target: this.#vector(target, 0, "smoothness.target"),
      operator: operator === undefined ? secondDifferences(this.#n) : this.#matrix(operator, "smoothness.operator"),
    };
  }

  entropy({ weight, prior }: EntropyPenalty): NonNullable<TracedTerms["entropy"]> {
    return { weight: this.#scalar(weight, "entropy.weight"), prior: this.#vector(prior, 1, "entropy.prior") };
  }

  equality({ matrix, values }: EqualityRows): NonNullable<TracedTerms["equality"]> {
    const rows = this.#matrix(matrix, "equality.matrix");
    const right = asArr(values, "f64", this.#where);
    if (right.rank !== 1 || right.shape[0] !== rows.shape[0]) {
      throw this.#error("equality.values", `[${rows.shape[0]!}], as many as equality.matrix has rows`, right);
    }
    return { matrix: rows, values: right };
  }

  #scalar(value: ArrLike, path: string): Arr {
    const given = asArr(value, "f64", this.#where);
    if (given.rank === 0) return given;
    throw this.#error(path, "a number", given);
  }

  #vector(value: ArrLike | undefined, otherwise: number, path: string): Arr {
    const given = asArr(value ?? otherwise, "f64", this.#where);
    if (given.rank === 0) return broadcastTo(given, [this.#n]);
    if (given.rank === 1 && given.shape[0] === this.#n) return given;
    throw this.#error(path, `a number or [${this.#n}]`, given);
  }

  #matrix(value: ArrLike, path: string): Arr {
    const given = asArr(value, "f64", this.#where);
    if (given.rank === 2 && given.shape[1] === this.#n) return given;
    throw this.#error(path, `[k, ${this.#n}]`, given);
  }

  #error(path: string, expected: string, received: Arr): ShapeError {
    return new ShapeError({ where: this.#where, path, expected, received: describeType(received) });
  }
}

/** x_(j-1) - 2 x_j + x_(j+1) for every inner j, as a matrix [n - 2, n]. */
function secondDifferences(n: number): Arr {
  const numbers = new Float64Array((n - 2) * n);
  for (let i = 0; i < n - 2; i++) numbers.set([1, -2, 1], i * n + i);
  return array(numbers, { shape: [n - 2, n] });
}
