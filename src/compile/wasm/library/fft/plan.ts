/** The plan of a transform of one length: its butterflies, and the roots of unity that they multiply with. */

import { rootsOfUnity } from "../../../../primitives/fourier/roots-of-unity.ts";

/** 1 is the transform of a single number. */
export type Radix = 1 | 2 | 3 | 4 | 5;

/**
 * One pass of Stockham's algorithm over a line of n = done · radix · left numbers. With x read as [radix, left, done] and y as
 * [left, radix, done], y[p, k, d] = w^(pk) Σ_j ω^(jk) x[j, p, d], where ω = exp(-2πi/radix) and w = exp(-2πi/(radix · left)).
 */
export interface Stage {
  readonly radix: Radix;
  /** Product of the radices of the stages before this one. */
  readonly done: number;
  /** Product of the radices of the stages after this one. */
  readonly left: number;
  /** Bytes into the table of roots where those of this stage begin. */
  readonly roots: number;
}

export interface TransformPlan {
  readonly length: number;
  readonly stages: readonly Stage[];
}

/** Fours first, so that the vectors of all later stages are full; what is left at the end has no roots to multiply with. */
function radicesOf(length: number): Radix[] {
  const radices: Radix[] = [];
  if (length === 1) return [1];
  let rest = length;
  for (const radix of [4, 2, 3, 5] as const) {
    for (; rest % radix === 0; rest /= radix) radices.push(radix);
  }
  return radices;
}

/** The stages of a transform of a length 2^a 3^b 5^c. */
export function planTransform(length: number): TransformPlan {
  let done = 1;
  let roots = 0;
  const stages = radicesOf(length).map((radix): Stage => {
    const left = length / done / radix;
    const stage = { radix, done, left, roots };
    roots += 8 * rootCount(stage);
    done *= radix;
    return stage;
  });
  return { length, stages };
}

/** Numbers that a stage reads from the table. */
function rootCount({ radix, left }: Pick<Stage, "radix" | "left">): number {
  return left === 1 ? 0 : 2 * (radix - 1) * left;
}

/** The table: for each stage and k = 1 … radix - 1, the real parts of w^(pk) for all p, then the imaginary parts. */
export function rootTable({ length, stages }: TransformPlan): Float64Array {
  const { re, im } = rootsOfUnity(length);
  const table = new Float64Array(stages.reduce((sum, stage) => sum + rootCount(stage), 0));
  for (const stage of stages) {
    const { radix, done, left } = stage;
    if (left === 1) continue;
    for (let k = 1; k < radix; k++) {
      const start = stage.roots / 8 + 2 * (k - 1) * left;
      for (let p = 0; p < left; p++) {
        table[start + p] = re[p * k * done]!;
        table[start + left + p] = im[p * k * done]!;
      }
    }
  }
  return table;
}
