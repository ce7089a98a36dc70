/** Positive options: sizes that a method is told and that must be finite and above zero. */
import { FitError } from "../../src/errors/index.ts";

/** Throws unless the option is left out or a positive finite number. */
export function requirePositive(where: string, option: string, value: number | undefined, hint: string): void {
  if (value === undefined || (value > 0 && value < Number.POSITIVE_INFINITY)) return;
  throw new FitError({ where, path: option, expected: "a positive number", received: String(value), hint });
}
