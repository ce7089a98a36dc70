/** Sine and cotangent of half turns πr, |r| <= 1/2. */
import { COSINE, PI, SINE } from "../../../primitives/special/half-turns.ts";
import type { Local } from "../encoder/index.ts";
import { type DoubleDouble, productOf, sumOf } from "./double-double.ts";
import type { MathBuilder } from "./math-builder.ts";

/** |sin πr|, beyond 1/4 as the cosine of the complement. */
export function sineOfHalfTurns(m: MathBuilder, r: Local): DoubleDouble {
  const magnitude = m.abs(r);
  const isOuter = m.greater(magnitude, 0.25);
  const q = m.select(isOuter, m.sub(0.5, magnitude), magnitude);
  const z = m.mul(q, q);
  const rest = m.neg(m.mul(z, m.select(isOuter, m.estrin(z, COSINE), m.estrin(z, SINE))));
  const lead = { high: m.select(isOuter, 1, PI.high), low: m.select(isOuter, 0, PI.low) };
  const slope = sumOf(m, lead, { high: rest, low: 0 });
  return productOf(m, { high: m.select(isOuter, 1, magnitude), low: 0 }, slope);
}

/** cot πr for 0 < |r| <= 1/2; beyond 1/4 as the tangent of the complement. */
export function cotangentOfHalfTurns(m: MathBuilder, r: Local): Local {
  const magnitude = m.abs(r);
  const isOuter = m.greater(magnitude, 0.25);
  const q = m.select(isOuter, m.sub(0.5, magnitude), magnitude);
  const z = m.mul(q, q);
  const cosine = m.sub(1, m.mul(z, m.estrin(z, COSINE)));
  const sine = m.mul(q, m.sub(Math.PI, m.mul(z, m.estrin(z, SINE))));
  return m.withSignOf(m.div(m.select(isOuter, sine, cosine), m.select(isOuter, cosine, sine)), r);
}
