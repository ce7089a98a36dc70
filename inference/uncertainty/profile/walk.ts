/** Walk: conditional fits along one coordinate, each warm-started from the last, and back again. */
import type { Box } from "../../problem/box.ts";
import { project } from "../../problem/box.ts";
import type { ConditionalFits } from "./likelihood.ts";

/** A conditional fit. */
export interface WalkNode {
  /** Value of the coordinate that is held. */
  readonly at: number;
  /** All coordinates. */
  readonly point: Float64Array;
  /** Chi-squared above the minimum. */
  readonly rise: number;
}

/**
 * Why a walk ended: `reached` the rise it was to reach, a `bound` of the parameter, the end of the `range` asked for; `open`
 * where the rise never comes, `failed` where a fit did, `lower` where it found a lower minimum, `cancelled`.
 */
export type WalkEnd = "reached" | "bound" | "range" | "open" | "failed" | "lower" | "cancelled";

/** How to walk. */
export interface WalkRules {
  /** Position of the coordinate. */
  readonly coordinate: number;
  readonly side: 1 | -1;
  /** The walk ends beyond this root of the rise; infinite when a range is given. */
  readonly farthest: number;
  /** Step, as a change of the root of the rise. */
  readonly step: number;
  /** Where the walk ends in any case; infinite when nothing is asked. */
  readonly end: number;
  /** Length of the coordinate for a first step: its standard error where it has one. */
  readonly length: number;
  readonly box: Box;
  /** Called after each fit; true ends the walk. */
  readonly cancelled: () => boolean;
}

/** Steps halved so often lead nowhere. */
const halvings = 8;
/** Beyond so many lengths the rise is not coming. */
const farAway = 1e4;
const mostNodes = 400;

/** Conditional fits from the minimum outwards. */
export function walkOut(
  fits: ConditionalFits,
  start: WalkNode,
  rules: WalkRules,
): { readonly nodes: WalkNode[]; readonly end: WalkEnd } {
  const { coordinate, side, farthest, step, box, length } = rules;
  const bound = side > 0 ? box.upper[coordinate]! : box.lower[coordinate]!;
  const last = side > 0 ? Math.min(bound, rules.end) : Math.max(bound, rules.end);
  const nodes: WalkNode[] = [];
  let stride = Math.max(length * step, 8 * Number.EPSILON * Math.abs(start.at));
  for (let failures = 0; nodes.length < mostNodes;) {
    const previous = nodes.at(-1) ?? start;
    if (previous.at === last) return { nodes, end: last === bound ? "bound" : "range" };
    const wanted = previous.at + side * stride;
    const at = side * (wanted - last) >= 0 ? last : wanted;
    const before = nodes.length > 1 ? nodes.at(-2)! : nodes.length === 1 ? start : null;
    const node = at === previous.at ? null : conditionalFit(fits, coordinate, at, previous, before, box);
    if (rules.cancelled()) return { nodes, end: "cancelled" };
    if (node === null) {
      if (++failures > halvings) return { nodes, end: "failed" };
      stride /= 2;
      continue;
    }
    failures = 0;
    nodes.push(node);
    if (node.rise < -fits.tolerance) return { nodes, end: "lower" };
    const gained = rootOf(node) - rootOf(previous);
    if (at !== last) {
      if (rootOf(node) >= farthest) return { nodes, end: "reached" };
      if (Math.abs(at - start.at) > farAway * length) return { nodes, end: "open" };
    }
    stride = Math.abs(at - previous.at) * (gained > 0 ? Math.min(Math.max(step / gained, 1 / 3), 2) : 2);
    // Without a root to reach, a range is crossed in steps of even length.
    if (farthest === Number.POSITIVE_INFINITY) stride = Math.min(stride, Math.abs(last - start.at) / 12);
  }
  return { nodes, end: "open" };
}

/**
 * The same nodes from the far end inwards, each from its outer neighbour: where there is more than one minimum of the other
 * coordinates the lower one is kept. Returns the nodes that became lower by position.
 */
export function walkBack(fits: ConditionalFits, nodes: WalkNode[], rules: WalkRules): number[] {
  const lower: number[] = [];
  for (let j = nodes.length - 2; j >= 0 && !rules.cancelled(); j--) {
    const node = conditionalFit(fits, rules.coordinate, nodes[j]!.at, nodes[j + 1]!, null, rules.box);
    if (node === null || node.rise >= nodes[j]!.rise - fits.tolerance) continue;
    nodes[j] = node;
    lower.push(j);
  }
  return lower;
}

/**
 * The fit with one coordinate held, from the line through two neighbours, or from the nearer one as it is; null when neither
 * leads to a minimum.
 */
export function conditionalFit(
  fits: ConditionalFits,
  coordinate: number,
  at: number,
  nearer: WalkNode,
  farther: WalkNode | null,
  box: Box,
): WalkNode | null {
  const along = farther === null ? followed(fits, coordinate, at, nearer) : through(nearer, farther, at);
  for (const guess of [along, nearer.point]) {
    if (!guess.every(Number.isFinite)) continue;
    const from = project(guess, box);
    from[coordinate] = at;
    const fit = fits.solve(from, [coordinate]);
    if (fit.failure === null && Number.isFinite(fit.value)) return { at, point: fit.point, rise: fits.rise(fit) };
  }
  return null;
}

/** Square root of the rise: linear in the coordinate for a linear model. */
export function rootOf({ rise }: Pick<WalkNode, "rise">): number {
  return Math.sqrt(Math.max(rise, 0));
}

function through(nearer: WalkNode, farther: WalkNode, at: number): Float64Array {
  const fraction = (at - nearer.at) / (nearer.at - farther.at);
  return nearer.point.map((x, i) => x + fraction * (x - farther.point[i]!));
}

/** The others where their correlation with the coordinate takes them. */
function followed({ covariance }: ConditionalFits, coordinate: number, at: number, from: WalkNode): Float64Array {
  const row = covariance[coordinate]!;
  const variance = row[coordinate]!;
  return from.point.map((x, i) => (variance > 0 ? x + ((at - from.at) * row[i]!) / variance : x));
}
