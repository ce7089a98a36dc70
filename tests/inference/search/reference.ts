/** The references of fixtures/search, as its script writes them. */
import { readFileSync } from "node:fs";
import { repository } from "../../support/public-modules.ts";

/** A belief of the reference process. */
interface ReferenceProcess {
  readonly kernel: "matern52" | "rbf";
  readonly hyperparameters: { readonly lengthScales: number[]; readonly signal: number; readonly noise: number };
  readonly logMarginalLikelihood: number;
  readonly mean: number[];
  readonly deviation: number[];
}

/** All of them. */
export const reference = JSON.parse(readFileSync(`${repository}fixtures/search/scipy.json`, "utf8")) as {
  readonly sobol: { readonly dimensions: number; readonly first: number[][]; readonly thousandth: number[] };
  readonly points: number[][];
  readonly values: number[];
  readonly at: number[][];
  readonly processes: readonly ReferenceProcess[];
  readonly greatestLogLikelihood: { readonly matern52: number; readonly rbf: number };
  readonly logH: readonly (readonly [number, number])[];
};
