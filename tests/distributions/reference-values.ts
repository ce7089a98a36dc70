/** The table of SciPy's values, and distributions made from its rows. */

import { type Arr, array, type ArrLike, distributions } from "fluxion";
import table from "../../fixtures/distributions/scipy.json" with { type: "json" };

/** A distribution of numbers as the sweep sees it: what each kind may have. */
export type AnyUnivariate = distributions.Distribution & Partial<distributions.QuantileDistribution>;

/** A case of the table. */
export interface ReferenceCase {
  readonly label: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, Arr>>;
  readonly make: (parameters: Readonly<Record<string, ArrLike>>) => AnyUnivariate;
  readonly logDensity: readonly (readonly [number, number])[];
  readonly cumulative: readonly (readonly [number, number])[];
  readonly quantile: readonly (readonly [number, number])[];
  readonly mean: number | undefined;
  readonly variance: number | undefined;
}

/** Parameters that are whole numbers of the program, which no derivative is taken by. */
export const STRUCTURAL = new Set(["trials"]);

/** Infinity and NaN, which JSON does not know, are written as text. */
const numberOf = (value: string | number): number => Number(value);
const points = (rows: readonly (readonly (string | number)[])[] | undefined): (readonly [number, number])[] =>
  (rows ?? []).map(([x, y]) => [numberOf(x!), numberOf(y!)] as const);

/** Makers by name. A maker takes parameters of its own type; the table has them under the same names. */
const makers = distributions as unknown as Readonly<Record<string, (parameters: unknown) => AnyUnivariate>>;

/** All cases of the table. */
export const references: readonly ReferenceCase[] = table.cases.map((row) => {
  const given = Object.entries(row.parameters as Readonly<Record<string, string | number | number[]>>);
  return {
    label: `${row.name} ${JSON.stringify(row.parameters)}`,
    name: row.name,
    parameters: Object.fromEntries(
      given.map(([key, value]) => [key, array(Array.isArray(value) ? value : numberOf(value))]),
    ),
    make: (parameters) =>
      makers[row.name]!(
        row.name === "betaBinomial" ? { ...parameters, trials: (parameters["trials"] as Arr).item() } : parameters,
      ),
    logDensity: points(row.logDensity),
    cumulative: points(row.cumulative),
    quantile: points(row.quantile),
    mean: row.mean === undefined ? undefined : numberOf(row.mean),
    variance: row.variance === undefined ? undefined : numberOf(row.variance),
  };
});

/** Values of vector distributions. */
export const { vectors } = table;
