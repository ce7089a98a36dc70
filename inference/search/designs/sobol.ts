/** Sobol points: a sequence that fills a cube evenly, whatever its length, with digits scrambled by a key. */
import { checkOptions, option, fold, integers, type Key, OptionError } from "../../../src/internal.ts";
import { directions } from "./sobol-directions.ts";

/** Digits of a coordinate: more points than 2^30 are asked of nobody. */
const bits = 30;
/** The most coordinates a point can have. */
export const mostDimensions = directions.length + 1;

/**
 * Points number `first` to `first + count - 1` of the Sobol sequence in the unit cube, in the order of Gray's code. Any 2^m
 * points from a multiple of 2^m on lie one in each of 2^m equal slices along every axis.
 *
 * With a key the digits are scrambled: every digit is a random linear mix of those before it, then flipped or not (random
 * linear scrambling with a digital shift). Each point is then uniform in the cube and the evenness stays.
 *
 * @param dimensions  1 to 40
 * @returns shape [count, dimensions] row by row, in [0, 1); never 0 where scrambled
 * @throws OptionError for another number of dimensions, or more than 2^30 points
 * @example
 * ```ts
 * import { sobol } from "fluxion/inference";
 * console.log(Array.from(sobol(2, 4)).join(" ")); // → 0 0 0.5 0.5 0.75 0.25 0.25 0.75
 * ```
 * @see Joe & Kuo (2008), SIAM J. Sci. Comput. 30, 2635; Matousek (1998), J. Complexity 14, 527
 */
export function sobol(
  dimensions: number,
  count: number,
  options: { readonly first?: number; readonly scramble?: Key | undefined } = {},
): Float64Array {
  checkOptions(options, { first: option.whole(0), scramble: option.each(option.whole(0)) }, "sobol");
  const { first = 0, scramble } = options;
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= mostDimensions)) {
    throw new OptionError({
      where: "sobol",
      path: "dimensions",
      expected: `a whole number from 1 to ${mostDimensions}`,
      received: String(dimensions),
      hint: "In more dimensions take latinHypercube.",
    });
  }
  if (first + count > 2 ** bits) {
    throw new OptionError({ where: "sobol", expected: "at most 2^30 points", received: String(first + count) });
  }
  const points = new Float64Array(count * dimensions);
  for (let j = 0; j < dimensions; j++) {
    const random = scramble === undefined ? null : integers(fold(scramble, j), bits + 1, 2 ** bits);
    const numbers = random === null ? directionNumbers(j) : scrambled(directionNumbers(j), random);
    // Half a unit of the last digit keeps scrambled points off the edges of the cube.
    const [shift, offset] = random === null ? [0, 0] : [random[bits]!, 0.5];
    let digits = shift;
    const code = first ^ (first >>> 1);
    for (let k = 0; k < bits; k++) if ((code >>> k) & 1) digits ^= numbers[k]!;
    for (let i = 0; i < count; i++) {
      points[i * dimensions + j] = (digits + offset) / 2 ** bits;
      // Gray's codes of neighbours differ in one digit: the lowest zero of the number.
      const changed = 31 - Math.clz32(~(first + i) & (first + i + 1));
      digits ^= numbers[changed]!;
    }
  }
  return points;
}

/** The numbers v_1 ... v_30 of a dimension as integers of thirty digits. */
function directionNumbers(dimension: number): Int32Array {
  const numbers = new Int32Array(bits);
  const row = dimension === 0 ? undefined : directions[dimension - 1]!;
  if (row === undefined) return numbers.map((_, k) => 2 ** (bits - 1 - k));
  const [polynomial, ...initial] = row as [number, ...number[]];
  const degree = initial.length;
  for (let k = 0; k < bits; k++) {
    if (k < degree) {
      numbers[k] = initial[k]! << (bits - 1 - k);
      continue;
    }
    // v_k = v_(k-s) / 2^s plus, digit by digit modulo two, the earlier numbers that the polynomial names.
    let value = numbers[k - degree]! ^ (numbers[k - degree]! >> degree);
    for (let i = 1; i < degree; i++) if ((polynomial >> (degree - i)) & 1) value ^= numbers[k - i]!;
    numbers[k] = value;
  }
  return numbers;
}

/** The numbers with each digit replaced by a mix of itself and the digits before it: a lower triangular matrix modulo two. */
function scrambled(numbers: Int32Array, random: Int32Array): Int32Array {
  return numbers.map((value) => {
    let mixed = 0;
    for (let digit = 0; digit < bits; digit++) {
      // Row of the matrix: random before the digit, one at it, zero after.
      const place = bits - 1 - digit;
      const row = ((random[digit]! >> (place + 1)) << (place + 1)) | (1 << place);
      mixed |= parity(value & row) << place;
    }
    return mixed;
  });
}

function parity(value: number): number {
  let folded = value ^ (value >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  folded ^= folded >>> 2;
  return (folded ^ (folded >>> 1)) & 1;
}
