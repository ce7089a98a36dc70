/** Numbers at the ticks of an axis: plain where they are short, with a power of ten where they are not. */

/**
 * Settings of an axis whose numbers read 200, 0.4, −3.5, 1.2e6, 5e−7. Vega's own would write 200 as 2e+2 beside 150, and every
 * digit is kept that tells one tick from the next.
 */
export const axisNumbers = {
  labelExpr:
    "datum.value != 0 && (abs(datum.value) >= 1e6 || abs(datum.value) < 1e-4)" +
    " ? replace(format(datum.value, '.10~e'), 'e+', 'e') : format(datum.value, '.10~g')",
  labelOverlap: true,
  labelFlush: false,
} as const;

/** Ticks of a logarithmic axis: powers of ten, every second or third of them on a long one; 1, 2, 5 on a short one. */
export function logTicks(low: number, high: number, most = 7): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const within = (values: readonly number[]): number[] => values.filter((value) => value >= low && value <= high);
  const exponents = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  // Written and read as decimals: 10 ** -5 is not the number nearest to 0.00001.
  const decades = within(exponents.map((exponent) => Number(`1e${exponent}`)));
  if (decades.length < 3) {
    const fine = within(exponents.flatMap((exponent) => [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`))));
    return fine.length >= 2 ? fine : [low, high].map((value) => Number(value.toPrecision(3)));
  }
  const stride = Math.ceil(decades.length / most);
  return decades.filter((decade) => Math.round(Math.log10(decade)) % stride === 0);
}

/** Round numbers well inside a domain, at most `most`: where panels stand close, a number at an edge runs into the next panel. */
export function innerTicks(low: number, high: number, most: number): number[] {
  const margin = 0.12 * (high - low);
  const [from, to] = [low + margin, high - margin];
  const smallest = (to - from) / most;
  const decade = Math.floor(Math.log10(smallest));
  // Steps of 1, 2, 2.5 and 5 in three decades, as decimals, so that a tick is the number that it is written as.
  const steps = [decade, decade + 1, decade + 2].flatMap((exponent) =>
    [1, 2, 2.5, 5].map((digit) => ({ digit, exponent, size: Number(`${digit}e${exponent}`) })),
  );
  for (const { digit, exponent, size } of steps) {
    const first = Math.ceil(from / size);
    const count = Math.floor(to / size) - first + 1;
    if (count > most || count < 1) continue;
    return Array.from({ length: count }, (_, index) => Number(`${digit * (first + index)}e${exponent}`));
  }
  return [(low + high) / 2];
}
