/** How files write covariance matrices. */

import { z } from "zod";
import { checkedCovariance, type Covariance } from "../../inference/noise/covariance.ts";
import { errors } from "../../src/index.ts";

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
  return checkedCovariance(expand(form, size, file), size, file);
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
  throw new errors.DataError({
    path,
    expected: `${expected} ${what}, one for each measurement`,
    received: String(received),
  });
}
