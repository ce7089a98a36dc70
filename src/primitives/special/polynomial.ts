/** Polynomials by Horner's rule. */

/** c0 + c1 x + c2 x² + … */
export function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = coefficients.at(-1) ?? 0;
  for (let i = coefficients.length - 2; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}
