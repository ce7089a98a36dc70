/** Thinning: fewer points that draw the same picture, chosen by rule, so that the same data give the same bytes. */
import type { NumberList } from "./chains.ts";

/**
 * Indices of at most `most` entries between which a line looks like the whole: from each stretch of equal length its
 * smallest and its largest value, in order. Spikes stay; all indices where there are no more than `most`.
 */
export function envelopeIndices(values: NumberList, most: number): number[] {
  const { length } = values;
  if (length <= most) return Array.from({ length }, (_, index) => index);
  const stretches = Math.max(1, Math.floor(most / 2));
  const kept: number[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = Math.floor((stretch * length) / stretches);
    const end = Math.floor(((stretch + 1) * length) / stretches);
    let smallest = start;
    let largest = start;
    for (let i = start + 1; i < end; i++) {
      if (values[i]! < values[smallest]!) smallest = i;
      if (values[i]! > values[largest]!) largest = i;
    }
    kept.push(Math.min(smallest, largest));
    if (smallest !== largest) kept.push(Math.max(smallest, largest));
  }
  return kept;
}

/** Indices of at most `most` of `length` entries, evenly spread. */
export function evenIndices(length: number, most: number): number[] {
  const count = Math.min(length, most);
  return Array.from({ length: count }, (_, index) => Math.floor((index * length) / count));
}
