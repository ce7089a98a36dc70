/** The colour of a chain, and the legend that says which is which. */
import { palette } from "./style.ts";

/** More chains than this are not told apart by a legend: their colours repeat. */
const namedChains = 8;

/** The encoding of the field `chain`, numbered from 1: no legend for one chain, nor for too many. */
export function chainColour(chains: number): {
  readonly field: "chain";
  readonly type: "nominal";
  readonly sort: null;
  readonly scale: { domain: string[]; range: string[] };
  readonly legend: { title: string; symbolType: string; symbolStrokeWidth: number } | null;
} {
  const domain = Array.from({ length: chains }, (_, index) => String(index + 1));
  return {
    field: "chain",
    type: "nominal",
    sort: null,
    scale: { domain, range: cycled(palette, chains) },
    legend:
      chains > 1 && chains <= namedChains ? { title: "chain", symbolType: "stroke", symbolStrokeWidth: 2.5 } : null,
  };
}

/** `count` values, from the start again where there are fewer. */
export function cycled(values: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => values[index % values.length] ?? "");
}
