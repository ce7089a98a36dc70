/** Crossing: where a profile rises through a level, by root finding in which every look is a fit. */
import type { Box } from "../../problem/box.ts";
import type { ConditionalFits } from "./likelihood.ts";
import { conditionalFit, rootOf, type WalkNode } from "./walk.ts";

/** The root of the rise is found to this fraction of the level's. */
const rootTolerance = 1e-9;

/**
 * The value between two nodes, one below the level and one at or above it, at which the profile has this rise; null when a
 * fit between them fails. In the root of the rise the profile is nearly straight, and a secant that keeps its bracket needs
 * three or four fits.
 *
 * @see Anderson & Björck (1973), A new high order method of regula falsi type, BIT 13, 253
 */
export function crossing(
  fits: ConditionalFits,
  coordinate: number,
  level: number,
  below: WalkNode,
  above: WalkNode,
  box: Box,
): WalkNode | null {
  const wanted = Math.sqrt(level);
  let [a, b] = [below, above];
  let [fa, fb] = [rootOf(a) - wanted, rootOf(b) - wanted];
  for (let round = 0; round < 100; round++) {
    if (Math.abs(fb) <= rootTolerance * wanted) return b;
    if (Math.abs(fa) <= rootTolerance * wanted) return a;
    const secant = b.at - (fb * (b.at - a.at)) / (fb - fa);
    const inside = (secant - a.at) * (secant - b.at) < 0;
    // A secant that keeps one end for long is helped by a bisection.
    const at = inside && round % 8 !== 7 ? secant : (a.at + b.at) / 2;
    if (at === a.at || at === b.at) return b;
    const nearer = Math.abs(at - a.at) < Math.abs(at - b.at) ? a : b;
    const node = conditionalFit(fits, coordinate, at, nearer, nearer === a ? b : a, box);
    if (node === null) return null;
    const f = rootOf(node) - wanted;
    if (f * fb < 0) {
      [a, fa] = [b, fb];
    } else {
      const factor = 1 - f / fb;
      fa *= factor > 0 ? factor : 0.5;
    }
    [b, fb] = [node, f];
  }
  return b;
}
