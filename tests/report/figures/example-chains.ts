/** Chains with known properties for tests of figures: autoregressive Gaussians from a small generator. */
import type { FigureDraws } from "fluxion/report";

/** Marsaglia's xorshift with 32 bits: uniform in (0, 1). Good enough for pictures and moments, and short. */
function uniforms(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 4294967296;
  };
  for (let i = 0; i < 20; i++) next();
  return next;
}

/** Standard normal deviates, by Box and Muller. */
export function normals(seed: number, count: number): Float64Array {
  const uniform = uniforms(seed);
  return Float64Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  });
}

/** x(i) = rho x(i-1) + sqrt(1 - rho²) normal: standard normal, with autocorrelation rho^lag. */
export function autoregressive(seed: number, count: number, rho: number): Float64Array {
  let x = 0;
  return normals(seed, count).map(
    (deviate, i) => (x = i === 0 ? deviate : rho * x + Math.sqrt(1 - rho * rho) * deviate),
  );
}

/** `count` parameters of independent normal draws, `chains` chains of `draws` each. */
export function exampleDraws(count: number, chains = 4, draws = 500): FigureDraws[] {
  return Array.from({ length: count }, (_, index) => ({
    path: count === 2 ? ["amplitude", "rate"][index]! : `levels[${index}].height`,
    unit: index % 2 === 0 ? "mJy" : "1/day",
    chains: Array.from({ length: chains }, (_unused, chain) => normals(1 + 97 * index + chain, draws)),
  }));
}
