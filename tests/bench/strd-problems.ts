/** The nonlinear regression problems of NIST that are timed: those that ml-levenberg-marquardt solves to six digits as well. */
import { type Arr, array } from "fluxion";
import { referenceModels } from "../inference/least-squares/strd/models.ts";
import { readDataset, type ReferenceDataset } from "../inference/least-squares/strd/read.ts";

/** A dataset and one of its two starts. */
export interface StrdProblem {
  readonly name: string;
  readonly dataset: ReferenceDataset;
  readonly start: readonly number[];
}

/** A dataset from one of its published starts. */
export function strdProblem(name: string, start: 1 | 2): StrdProblem {
  const dataset = readDataset(name);
  return { name: `${name} from start ${start}`, dataset, start: dataset.starts[start - 1]! };
}

/** From the smallest to the largest. */
export const strdProblems: readonly StrdProblem[] = [
  strdProblem("Misra1a", 1),
  strdProblem("MGH10", 2),
  strdProblem("Thurber", 1),
  strdProblem("Chwirut1", 1),
  strdProblem("ENSO", 1),
  strdProblem("Gauss1", 1),
];

/** Model less observation. */
export function strdResiduals({ dataset }: StrdProblem): (p: { readonly b: Arr }) => Arr {
  const x = array([...dataset.x[0]!]);
  const y = array([...dataset.y]);
  const model = referenceModels[dataset.name]!;
  return ({ b }) => model((k) => b.slice(k - 1), x, x).sub(y);
}

/** The parameters under their names, to compare contenders one by one. */
export const byName = (parameters: ArrayLike<number>): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(Array.from(parameters, (value, k) => [`b${k + 1}`, [value]]));

/** Digits that the worst parameter shares with its certified value. */
export function certifiedDigits({ dataset }: StrdProblem, parameters: ArrayLike<number>): number {
  const digits = dataset.certified.map((value, k) => -Math.log10(Math.abs(parameters[k]! / value - 1) + 1e-16));
  return Math.min(...digits);
}
