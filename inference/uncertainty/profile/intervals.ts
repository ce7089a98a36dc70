/** Intervals of a profile: where it lies below a level, piece by piece, with what each end is. */
import type { Box } from "../../problem/box.ts";
import { crossing } from "./crossing.ts";
import type { ConditionalFits } from "./likelihood.ts";
import type { WalkEnd, WalkNode } from "./walk.ts";

/**
 * What an end of an interval is: a `crossing` of the level; the `bound` of the parameter, or the end of the `range` that was
 * asked for, where the profile still lies below the level; `open` where it never rises to it; `unknown` where a fit failed.
 */
export type EndKind = "crossing" | "bound" | "range" | "open" | "unknown";

/** One end of an interval. */
export interface IntervalEnd {
  /** Infinite where the interval is open, the last value looked at where the end is unknown. */
  readonly value: number;
  readonly kind: EndKind;
}

/** A stretch of values below the level. */
export interface IntervalPiece {
  readonly lower: IntervalEnd;
  readonly upper: IntervalEnd;
}

/** The values of a parameter that the data allow at one level of confidence. */
export interface ProfileInterval extends IntervalPiece {
  /** Probability that intervals made like this one enclose the truth. */
  readonly confidence: number;
  /** The rise of chi-squared at its ends. */
  readonly deltaChi2: number;
  /** All pieces, where other minima make the interval fall apart; `lower` and `upper` are those of the piece with the best fit. */
  readonly pieces: readonly IntervalPiece[];
}

/** How the walks to either side ended. */
export interface WalkEnds {
  readonly below: WalkEnd;
  readonly above: WalkEnd;
}

/** The interval at one level from nodes in ascending order, `best` among them. */
export function intervalAt(
  fits: ConditionalFits,
  coordinate: number,
  nodes: readonly WalkNode[],
  best: WalkNode,
  ends: WalkEnds,
  { confidence, deltaChi2 }: Pick<ProfileInterval, "confidence" | "deltaChi2">,
  box: Box,
): ProfileInterval {
  const inside = nodes.map(({ rise }) => rise < deltaChi2);
  const crossed = (k: number): IntervalEnd => {
    // Between node k and the next one the profile passes the level.
    const [below, above] = inside[k]! ? [nodes[k]!, nodes[k + 1]!] : [nodes[k + 1]!, nodes[k]!];
    const node = crossing(fits, coordinate, deltaChi2, below, above, box);
    return node === null ? { value: below.at, kind: "unknown" } : { value: node.at, kind: "crossing" };
  };
  const pieces: IntervalPiece[] = [];
  let lower: IntervalEnd | null = inside[0]! ? outermost(nodes[0]!.at, ends.below, -1) : null;
  let main = 0;
  const start = nodes.indexOf(best);
  for (let k = 0; k < nodes.length; k++) {
    if (k === start) main = pieces.length;
    const last = k === nodes.length - 1;
    if (!last && inside[k] === inside[k + 1]) continue;
    if (inside[k]!) {
      const upper = last ? outermost(nodes[k]!.at, ends.above, 1) : crossed(k);
      pieces.push({ lower: lower!, upper });
    } else if (!last) lower = crossed(k);
  }
  return { confidence, deltaChi2, ...pieces[main]!, pieces };
}

function outermost(at: number, end: WalkEnd, side: 1 | -1): IntervalEnd {
  switch (end) {
    case "bound":
    case "range":
      return { value: at, kind: end };
    case "open":
      return { value: side * Number.POSITIVE_INFINITY, kind: "open" };
    default:
      return { value: at, kind: "unknown" };
  }
}
