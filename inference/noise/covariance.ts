/** Covariance matrices: how files write them, and what has to hold before one is used. */

import { z } from "zod";
import { array, type Arr, cholesky, DataError } from "../../src/index.ts";

const row = z.array(z.number());

/** The three ways a file may write a covariance. `unit` multiplies every entry. */
export const covarianceSchema = z.discriminatedUnion(
  "form",
  [
    z.strictObject({ form: z.literal("matrix"), unit: z.number().positive(), rows: z.array(row) }),
    z.strictObject({ form: z.literal("upper-triangle"), unit: z.number().positive(), rows: z.array(row) }),
    z.strictObject({ form: z.literal("correlation"), sigma: z.array(z.number().positive()), rows: z.array(row) }),
  ],
  { error: "expected matrix, upper-triangle or correlation" },
);

/** A covariance as a file writes it. */
export type CovarianceForm = z.infer<typeof covarianceSchema>;

/** A covariance that passed every check. */
export interface Covariance {
  /** Shape [n, n], symmetric and positive definite. */
  readonly matrix: Arr;
  /** Lower triangular L with L L^T = C, shape [n, n]. */
  readonly factor: Arr;
  /** Largest over smallest eigenvalue, to a few percent. */
  readonly condition: number;
}

/**
 * The covariance of `size` measurements from how a file writes it.
 *
 * @param form  as the file has it
 * @param size  number of measurements
 * @param file  name of the file, for errors
 * @throws   DataError naming file, row and column when it is ragged, of another size, not symmetric (relative 1e-10) or not
 *           positive definite
 */
export function readCovariance(form: CovarianceForm, size: number, file: string): Covariance {
  const data = expand(form, size, file);
  requireSymmetric(data, size, file);
  const matrix = array(data, { shape: [size, size] });
  const factor = cholesky(matrix);
  requirePositiveDefinite(factor, file);
  return { matrix, factor, condition: conditionNumber(data, factor) };
}

/** The full matrix, row-major. */
function expand(form: CovarianceForm, size: number, file: string): Float64Array {
  requireRows(form.rows, size, form.form === "upper-triangle", file);
  if (form.form === "correlation") requireLength(form.sigma.length, size, `${file}, covariance sigma`);
  const data = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) data[i * size + j] = entry(form, i, j);
  }
  return data;
}

function entry(form: CovarianceForm, i: number, j: number): number {
  switch (form.form) {
    case "matrix":
      return form.rows[i]![j]! * form.unit;
    case "upper-triangle":
      return form.rows[Math.min(i, j)]![Math.abs(i - j)]! * form.unit;
    case "correlation":
      return form.rows[i]![j]! * form.sigma[i]! * form.sigma[j]!;
  }
}

function requireRows(rows: readonly (readonly number[])[], size: number, triangle: boolean, file: string): void {
  requireLength(rows.length, size, `${file}, covariance`, "rows");
  rows.forEach((entries, i) => {
    requireLength(entries.length, triangle ? size - i : size, `${file}, covariance row ${i + 1}`);
  });
}

function requireLength(received: number, expected: number, path: string, what = "entries"): void {
  if (received === expected) return;
  throw new DataError({ path, expected: `${expected} ${what}, one for each measurement`, received: String(received) });
}

function requireSymmetric(data: Float64Array, size: number, file: string): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const below = data[i * size + j]!;
      const above = data[j * size + i]!;
      if (Math.abs(below - above) <= 1e-10 * Math.max(Math.abs(below), Math.abs(above))) continue;
      throw new DataError({
        path: `${file}, covariance row ${i + 1}, column ${j + 1}`,
        problem: "the covariance is not symmetric",
        expected: `${above}, as in row ${j + 1}, column ${i + 1}`,
        received: String(below),
      });
    }
  }
}

function requirePositiveDefinite(factor: Arr, file: string): void {
  const size = factor.shape[0]!;
  const entries = factor.toArray();
  for (let i = 0; i < size; i++) {
    if (entries[i * size + i]! > 0) continue;
    throw new DataError({
      path: `${file}, covariance row ${i + 1}`,
      problem: `the covariance is not positive definite: measurement ${i + 1} varies less than those before it imply`,
      hint: "Look for a wrong sign, a misplaced digit or a measurement given twice.",
    });
  }
}

/** Largest over smallest eigenvalue, by power iterations with C and with its inverse from a fixed start. */
function conditionNumber(data: Float64Array, factor: Arr): number {
  const size = factor.shape[0]!;
  const lower = factor.toArray();
  const multiply = (vector: Float64Array) =>
    vector.map((_, i) => vector.reduce((total, value, j) => total + data[i * size + j]! * value, 0));
  return growthRate(size, multiply) * growthRate(size, (vector) => choleskySolve(lower, vector));
}

/** The dominant eigenvalue of a symmetric positive definite map. */
function growthRate(size: number, apply: (vector: Float64Array) => Float64Array): number {
  // Unequal entries, so that no eigenvector of a structured matrix is orthogonal to the start by symmetry.
  let vector = Float64Array.from({ length: size }, (_, i) => 1 + i / (size + 1));
  let rate = 0;
  for (let iteration = 0; iteration < 100; iteration++) {
    const image = apply(vector);
    const previous = rate;
    rate = Math.hypot(...image) / Math.hypot(...vector);
    vector = image.map((value) => value / rate);
    if (Math.abs(rate - previous) <= 1e-6 * rate) break;
  }
  return rate;
}

/** Solves L L^T x = b. */
function choleskySolve(lower: ArrayLike<number>, right: Float64Array): Float64Array {
  const size = right.length;
  const x = right.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i * size + k]! * x[k]!;
    x[i]! /= lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= lower[k * size + i]! * x[k]!;
    x[i]! /= lower[i * size + i]!;
  }
  return x;
}
