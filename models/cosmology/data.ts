/** Measurements: what the objective compares a universe with, validated once where they enter. */

import { z } from "zod";
import { array, type Arr, errors } from "../../src/index.ts";
import type { Covariance } from "../../inference/noise/covariance.ts";
import { covarianceSchema, readCovariance } from "./covariance-form.ts";
import { parseFile } from "./parse-file.ts";

/** Where measurements come from. */
export interface Source {
  /** Name for a reader. */
  readonly name: string;
  /** What to cite. */
  readonly citation: string;
  /** Under which terms the numbers may be used. */
  readonly licence: string;
  /** Unit of each column; "1" when dimensionless. */
  readonly units: Readonly<Record<string, string>>;
}

/** Measurements of any kind. */
interface Measurements {
  readonly source: Source;
  readonly covariance: Covariance;
  /** What a careful user should know: an ill-conditioned covariance. */
  readonly warnings: readonly string[];
}

/** What a distance prior constrains: shift parameter, acoustic multipole, baryon density, spectral index. */
export type PriorObservable = "R" | "lA" | "Obh2" | "ns";

/** A Gaussian summary of the microwave background. */
export interface DistancePrior extends Measurements {
  readonly observable: readonly PriorObservable[];
  /** Means, shape [n], in the order of `observable`. */
  readonly value: Arr;
}

/** What a survey of baryon acoustic oscillations measures, in units of the sound horizon at the drag epoch. */
export type BaoObservable = "DV/rd" | "DM/rd" | "DH/rd";

/** Baryon acoustic oscillations, one row a measurement. */
export interface BaoTable extends Measurements {
  readonly redshift: readonly number[];
  readonly observable: readonly BaoObservable[];
  /** Shape [n]. */
  readonly value: Arr;
}

/** Supernovae, or bins of them. */
export interface SupernovaTable extends Measurements {
  /** Redshift in the frame of the microwave background. */
  readonly redshift: readonly number[];
  /** Redshift as observed from the Sun. */
  readonly heliocentric: readonly number[];
  /** Standardised magnitudes up to a common offset [mag], shape [n]. */
  readonly magnitude: Arr;
}

const source = {
  name: z.string().min(1),
  citation: z.string().min(1),
  licence: z.string().min(1),
  units: z.record(z.string(), z.string()),
};
const column = z.array(z.number()).min(1);
const redshifts = z.array(z.number().positive()).min(1);

const distancePriorSchema = z.strictObject({
  ...source,
  kind: z.literal("distance-prior"),
  observable: z.array(z.enum(["R", "lA", "Obh2", "ns"])).min(1),
  value: column,
  covariance: covarianceSchema,
});

const baoSchema = z.strictObject({
  ...source,
  kind: z.literal("bao"),
  redshift: redshifts,
  observable: z.array(z.enum(["DV/rd", "DM/rd", "DH/rd"])).min(1),
  value: column,
  covariance: covarianceSchema,
});

const supernovaeSchema = z.strictObject({
  ...source,
  kind: z.literal("supernovae"),
  redshift: redshifts,
  heliocentricRedshift: redshifts.optional(),
  magnitude: column,
  covariance: covarianceSchema,
});

/**
 * A distance prior from the content of its file.
 *
 * @param content  JSON text, or the object it stands for
 * @param file     name of the file, for errors
 * @throws   DataError naming file, row and column: a missing or unknown key, a wrong type, a number that is not finite,
 *           columns of unequal length, a covariance that is not symmetric and positive definite
 */
export function parseDistancePrior(content: unknown, file: string): DistancePrior {
  const raw = parseFile(distancePriorSchema, content, file);
  const { observable, value } = raw;
  requireEqualLengths({ observable, value }, file);
  return { ...common(raw, value.length, file, 1e12), observable, value: array(value) };
}

/**
 * A table of baryon acoustic oscillations from the content of its file.
 *
 * @param content  JSON text, or the object it stands for
 * @param file     name of the file, for errors
 * @throws   DataError as `parseDistancePrior`
 */
export function parseBaoTable(content: unknown, file: string): BaoTable {
  const raw = parseFile(baoSchema, content, file);
  const { redshift, observable, value } = raw;
  requireEqualLengths({ redshift, observable, value }, file);
  return { ...common(raw, value.length, file, 1e10), redshift, observable, value: array(value) };
}

/**
 * A table of supernovae from the content of its file; heliocentric redshifts are those of the microwave background frame
 * where the file gives none.
 *
 * @param content  JSON text, or the object it stands for
 * @param file     name of the file, for errors
 * @throws   DataError as `parseDistancePrior`
 */
export function parseSupernovaTable(content: unknown, file: string): SupernovaTable {
  const raw = parseFile(supernovaeSchema, content, file);
  const { redshift, magnitude, heliocentricRedshift: heliocentric = redshift } = raw;
  requireEqualLengths({ redshift, heliocentricRedshift: heliocentric, magnitude }, file);
  return { ...common(raw, magnitude.length, file, 1e12), redshift, heliocentric, magnitude: array(magnitude) };
}

function common(
  raw: Source & { readonly covariance: z.infer<typeof covarianceSchema> },
  size: number,
  file: string,
  worrying: number,
): Measurements {
  const { name, citation, licence, units } = raw;
  const covariance = readCovariance(raw.covariance, size, file);
  const { condition } = covariance;
  const warnings =
    condition > worrying
      ? [
          `${file}: condition number of the covariance is ${condition.toExponential(1)}, above ${worrying.toExponential(0)}.`,
        ]
      : [];
  return { source: { name, citation, licence, units }, covariance, warnings };
}

function requireEqualLengths(columns: Readonly<Record<string, readonly unknown[]>>, file: string): void {
  const [[first, { length }], ...others] = Object.entries(columns) as [[string, unknown[]], ...[string, unknown[]][]];
  for (const [name, values] of others) {
    if (values.length === length) continue;
    throw new errors.DataError({
      path: `${file}, column ${name}`,
      problem: "columns differ in length",
      expected: `${length} rows, as in column ${first}`,
      received: String(values.length),
    });
  }
}
