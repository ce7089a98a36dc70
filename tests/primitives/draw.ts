/** Draws operands from the domains that primitives declare. */

import seedrandom from "seedrandom";
import { type Arr, array } from "fluxion";
import type { OperandDomain } from "../../src/program/primitive.ts";

/** An array from the domain; the same for the same seed. */
export function draw({ shape, dtype, low, high, structure }: OperandDomain, seed: string, as = dtype): Arr {
  const random = seedrandom(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  const integer = dtype === "i32" || dtype === "bool";
  const values = Float64Array.from({ length: size }, () => {
    const value = low + (high - low) * random();
    return integer ? Math.floor(value) : value;
  });
  if (structure !== undefined) impose(structure, values, shape);
  return array(Array.from(values), { dtype: as, shape });
}

function impose(
  structure: NonNullable<OperandDomain["structure"]>,
  values: Float64Array,
  shape: readonly number[],
): void {
  const n = shape.at(-1)!;
  if (structure === "ascending") {
    for (let start = 0; start < values.length; start += n) values.subarray(start, start + n).sort();
    return;
  }
  for (let start = 0; start < values.length; start += n * n) {
    const matrix = values.subarray(start, start + n * n);
    const drawn = Float64Array.from(matrix);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (structure === "diagonally-dominant") {
          if (i === j) matrix[i * n + j] = (drawn[i * n + j]! < 0 ? -1 : 1) * n + drawn[i * n + j]!;
        } else if (structure === "positive-definite") {
          // M Mᵀ + n I
          let sum = i === j ? n : 0;
          for (let k = 0; k < n; k++) sum += drawn[i * n + k]! * drawn[j * n + k]!;
          matrix[i * n + j] = sum;
        } else if (j > i) matrix[i * n + j] = 0;
      }
    }
  }
}
