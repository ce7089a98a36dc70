/** Titles of parameters cut to fit, so that they still tell one from another. */
import { type FigureDraws, withUnit } from "./chains.ts";
import { cutInTheMiddle } from "./panels.ts";

/** Titles that fit; where cutting leaves two the same, the part in which the paths differ. */
export function distinctTitles(draws: readonly FigureDraws[], width: number): string[] {
  const cut = draws.map(({ path, unit }) => cutInTheMiddle(withUnit(path, unit), width, 12));
  if (new Set(cut).size === cut.length) return cut;
  const paths = draws.map(({ path }) => path);
  const shared = (texts: readonly string[]): number => {
    const shortest = Math.min(...texts.map((text) => text.length));
    const index = Array.from({ length: shortest }, (_, at) => at).find((at) =>
      texts.some((text) => text[at] !== texts[0]![at]),
    );
    return index ?? shortest;
  };
  const head = shared(paths);
  const tail = shared(paths.map((path) => Array.from(path.slice(head)).reverse().join("")));
  const lead = Math.max(0, head - 1);
  return paths.map((path) => {
    const end = Math.min(path.length, path.length - tail + 1);
    return cutInTheMiddle(`${lead > 0 ? "…" : ""}${path.slice(lead, end)}${end < path.length ? "…" : ""}`, width, 12);
  });
}
