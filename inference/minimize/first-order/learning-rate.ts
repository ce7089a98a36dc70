/** Learning rate: a number, or a pure function of the step. */
import { describeValue, type OptionCheck, OptionError } from "../../../src/internal.ts";

/** The learning rate of a step; steps count from 0. */
export type Schedule = (step: number) => number;

/** A schedule of a number or a schedule. */
export function asSchedule(rate: number | Schedule, where: string, path: string): Schedule {
  if (typeof rate === "function") return rate;
  requireRate(where, path, rate);
  return () => rate;
}

/** Refuses what is no learning rate. */
export function requireRate(where: string, path: string, rate: number): void {
  if (typeof rate === "number" && rate >= 0 && Number.isFinite(rate)) return;
  throw new OptionError({ where, path, expected: "a learning rate from 0", received: describeValue(rate) });
}

/** The check of an option that is a learning rate or a schedule. */
export const rateCheck: OptionCheck = (value, where, path) => {
  // Whatever else it is, requireRate refuses.
  if (typeof value !== "function") requireRate(where, path, value as number);
};

/** Steps at which two schedules that are not the same mostly differ. */
const tellingSteps = [0, 1, 2, 5, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000];

/** A learning rate as plain data: the number, or the rates of a schedule at some steps. */
export function rateAsData(rate: number | Schedule): number | readonly number[] {
  return typeof rate === "function" ? tellingSteps.map(rate) : rate;
}
