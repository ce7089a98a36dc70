/** Contraction order: which two of many factors to multiply first, so that the fewest products are formed. */

import type { Label } from "./subscripts.ts";

/** A pair of earlier factors: the first ones are the operands, each step appends its product to the list. */
export type ContractionStep = readonly [left: number, right: number];

/** Up to so many factors all orders are compared: 3^n pairs of subsets. */
const EXHAUSTIVE = 8;

/**
 * The cheapest order for up to eight factors; with more, pairs that cost least are multiplied until eight are left.
 *
 * @param factors  the indices of each factor, each once
 * @param output   the indices of the result
 * @param lengths  the length of each index
 */
export function contractionOrder(
  factors: readonly (readonly Label[])[],
  output: readonly Label[],
  lengths: ReadonlyMap<Label, number>,
): ContractionStep[] {
  const steps: ContractionStep[] = [];
  let live = factors.map((labels, at) => ({ at, labels }));
  let next = factors.length;
  while (live.length > EXHAUSTIVE) {
    let cheapest: { cost: number; pair: readonly [number, number] } | undefined;
    for (let i = 0; i < live.length; i++) {
      for (let j = i + 1; j < live.length; j++) {
        const cost = productOfLengths([...live[i]!.labels, ...live[j]!.labels], lengths);
        if (cheapest === undefined || cost < cheapest.cost) cheapest = { cost, pair: [i, j] };
      }
    }
    const [left, right] = cheapest!.pair.map((i) => live[i]!) as [(typeof live)[number], (typeof live)[number]];
    const others = live.filter((each) => each !== left && each !== right);
    const needed = new Set([...output, ...others.flatMap(({ labels }) => labels)]);
    const labels = [...new Set([...left.labels, ...right.labels])].filter((label) => needed.has(label));
    steps.push([left.at, right.at]);
    live = [...others, { at: next++, labels }];
  }
  const append = (tree: Plan): number => {
    if (tree.parts === undefined) return live[tree.leaf]!.at;
    const step: ContractionStep = [append(tree.parts[0]), append(tree.parts[1])];
    steps.push(step);
    return next++;
  };
  append(
    cheapestPlan(
      live.map(({ labels }) => labels),
      output,
      lengths,
    ),
  );
  return steps;
}

interface Plan {
  readonly cost: number;
  readonly labels: readonly Label[];
  readonly leaf: number;
  readonly parts: readonly [Plan, Plan] | undefined;
}

/** Dynamic programming over subsets of factors. */
function cheapestPlan(
  factors: readonly (readonly Label[])[],
  output: readonly Label[],
  lengths: ReadonlyMap<Label, number>,
): Plan {
  const plans = new Array<Plan | undefined>(2 ** factors.length);
  for (let subset = 1; subset < plans.length; subset++) {
    const isInside = (i: number): boolean => (subset & (1 << i)) !== 0;
    if ((subset & (subset - 1)) === 0) {
      const leaf = Math.log2(subset);
      plans[subset] = { cost: 0, labels: factors[leaf]!, leaf, parts: undefined };
      continue;
    }
    const needed = new Set([...output, ...factors.flatMap((labels, i) => (isInside(i) ? [] : labels))]);
    let best: Plan | undefined;
    // Every way to split the subset in two, each once: the first part holds its lowest member.
    for (let part = (subset - 1) & subset; part > 0; part = (part - 1) & subset) {
      if ((part & (subset & -subset)) === 0) continue;
      const parts = [plans[part]!, plans[subset ^ part]!] as const;
      const all = [...new Set([...parts[0].labels, ...parts[1].labels])];
      const cost = parts[0].cost + parts[1].cost + productOfLengths(all, lengths);
      if (best !== undefined && cost >= best.cost) continue;
      best = { cost, labels: all.filter((label) => needed.has(label)), leaf: -1, parts };
    }
    plans[subset] = best;
  }
  return plans.at(-1)!;
}

function productOfLengths(labels: readonly Label[], lengths: ReadonlyMap<Label, number>): number {
  let product = 1;
  for (const label of new Set(labels)) product *= lengths.get(label)!;
  return product;
}
