/** Checks of sampler options. */
import { describeValue, ParameterError } from "../../../src/errors/index.ts";
import type { HamiltonianOptions } from "./hamiltonian-options.ts";

/** @throws ParameterError unless the value is a whole number from least to most */
export function checkWhole(where: string, path: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Infinity ? `a whole number of at least ${least}` : `a whole number from ${least} to ${most}`;
  throw new ParameterError({ where, path, expected: range, received: describeValue(value) });
}

/** @throws ParameterError unless least < value < most */
export function checkBetween(where: string, path: string, value: number, least: number, most: number): void {
  if (value > least && value < most) return;
  const expected = most === Infinity ? `a finite number above ${least}` : `a number between ${least} and ${most}`;
  throw new ParameterError({ where, path, expected, received: describeValue(value) });
}

/** @throws ParameterError unless the value is a number that is not negative and below `most` */
export function checkNotNegative(where: string, path: string, value: number, most = Infinity): void {
  if (value >= 0 && value < most) return;
  const expected = most === Infinity ? "a finite number of at least 0" : `a number of at least 0 and below ${most}`;
  throw new ParameterError({ where, path, expected, received: describeValue(value) });
}

/** @throws ParameterError for an unknown metric or an acceptance that is none */
export function checkHamiltonian(where: string, options: Required<HamiltonianOptions>): void {
  checkBetween(where, "targetAcceptance", options.targetAcceptance, 0, 1);
  if (["diagonal", "dense", "fisher"].includes(options.metric)) return;
  throw new ParameterError({
    where,
    path: "metric",
    expected: '"diagonal", "dense" or "fisher"',
    received: describeValue(options.metric),
  });
}
