/** Reads a file of the NIST Statistical Reference Datasets for nonlinear regression, as published. */
import { readFileSync } from "node:fs";

/** One dataset: starts, certified results and data. */
export interface ReferenceDataset {
  readonly name: string;
  /** The two published starting points. */
  readonly starts: readonly [readonly number[], readonly number[]];
  /** Certified parameters. */
  readonly certified: readonly number[];
  /** Certified standard deviations of the parameters. */
  readonly errors: readonly number[];
  /** Certified residual sum of squares. */
  readonly residualSum: number;
  /** Responses. */
  readonly y: readonly number[];
  /** Predictors, one list each. */
  readonly x: readonly (readonly number[])[];
}

/** Reads `name`.dat beside this file. */
export function readDataset(name: string): ReferenceDataset {
  const lines = readFileSync(new URL(`${name}.dat`, import.meta.url), "utf8").split("\n");
  const parameters = lines.filter((line) => /^\s*b\d+\s*=/.test(line)).map((line) => numbers(line.split("=")[1]!));
  const data = lines
    .slice(dataStart(lines))
    .map(numbers)
    .filter((row) => row.length > 0);
  const residualLine = lines.find((line) => line.startsWith("Residual Sum of Squares:"))!;
  return {
    name,
    starts: [parameters.map((row) => row[0]!), parameters.map((row) => row[1]!)],
    certified: parameters.map((row) => row[2]!),
    errors: parameters.map((row) => row[3]!),
    residualSum: Number(residualLine.split(":")[1]),
    y: data.map((row) => row[0]!),
    x: data[0]!.slice(1).map((_, k) => data.map((row) => row[k + 1]!)),
  };
}

/** The data follow the last line that begins with "Data:" (the first one describes them). */
function dataStart(lines: readonly string[]): number {
  return lines.findLastIndex((line) => line.startsWith("Data:")) + 1;
}

function numbers(text: string): number[] {
  return text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "")
    .map(Number);
}
