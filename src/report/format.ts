/** Numbers as a reader of a fit wants them: enough digits, none too many. */
import type { ReportedEvaluations } from "./fit-report.ts";

/** `value` to `digits` significant digits, in plain notation where that stays short: 0.0784, 46.2479, 1.2e-9. */
export function significant(value: number, digits: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  if (value === 0) return "0";
  const exponent = decimalExponent(value, digits);
  if (exponent < -5 || exponent > 14) return tidyExponent(value.toExponential(digits - 1));
  const places = digits - 1 - exponent;
  if (places >= 0) return value.toFixed(Math.min(places, 100));
  // More digits before the point than asked for: round to them.
  return Number(value.toPrecision(digits)).toFixed(0);
}

/** The shortest text that reads back as the same number, as JSON writes it. */
export function exact(value: number): string {
  return Number.isFinite(value) ? String(value) : notFinite(value);
}

/** A value and its error, both to the second significant digit of the error: `68.80 ± 0.30`, `(1.05 ± 0.02)e-9`. */
export function valueWithError(value: number, error: number): string {
  if (!Number.isFinite(value) || !Number.isFinite(error) || !(error > 0)) {
    return `${exact(value)} ± ${exact(error)}`;
  }
  const scale = Math.max(decimalExponent(value, 15), decimalExponent(error, 2));
  if (scale < -5 || scale > 9) {
    const places = Math.max(0, 1 - decimalExponent(error / 10 ** scale, 2));
    return `(${(value / 10 ** scale).toFixed(places)} ± ${(error / 10 ** scale).toFixed(places)})e${scale}`;
  }
  const places = 1 - decimalExponent(error, 2);
  if (places >= 0) return `${value.toFixed(places)} ± ${error.toFixed(places)}`;
  const unit = 10 ** -places;
  return `${(Math.round(value / unit) * unit).toFixed(0)} ± ${(Math.round(error / unit) * unit).toFixed(0)}`;
}

/** A duration in the unit that fits it: `340 µs`, `12 ms`, `2.1 s`. */
export function duration(seconds: number): string {
  if (!(seconds >= 0)) return notFinite(seconds);
  if (seconds < 1e-3) return `${significant(seconds * 1e6, 2)} µs`;
  return seconds < 0.9995 ? `${significant(seconds * 1e3, 2)} ms` : `${significant(seconds, 2)} s`;
}

/** `1 step`, `3 steps`; irregular plurals are given: `2 leaves`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

/** `5 evaluations, 5 Jacobians`: what was called at all. */
export function evaluationText({ value, gradient, jacobian }: ReportedEvaluations): string {
  const parts = [counted(value, "evaluation"), counted(gradient, "gradient"), counted(jacobian, "Jacobian")];
  return parts.filter((part) => !part.startsWith("0 ")).join(", ");
}

/** Exponent of the leading digit once the number is rounded to `digits`: 9.996 to three digits is 1.00e1. */
function decimalExponent(value: number, digits: number): number {
  if (value === 0) return 0;
  return Number(value.toExponential(Math.max(digits - 1, 0)).split("e")[1]);
}

function tidyExponent(text: string): string {
  return text.replace("e+", "e");
}

function notFinite(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "∞" : "−∞";
}
