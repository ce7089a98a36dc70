/** The innermost loop of a kernel: how far it is unrolled, and when its values and stores are due. */

import { type Nest, type Node, operandsOf, type Store } from "./nest.ts";

/** Passes of `unroll` vectors in a loop, then vectors one after another; last elements that fill none are not counted. */
export interface InnerPlan {
  readonly unroll: number;
  readonly loopPasses: number;
  /** Numbers of vectors computed side by side after the loop. */
  readonly straight: readonly number[];
  /** Rough count of instructions of one pass. */
  readonly weight: number;
}

/** Bodies below this weight are unrolled by four, below the next by two. */
const SHORT = 24;
const LONG = 600;
/** Instructions that take two numbers of bytes out of a vector, add them to an address and load one lane after the other. */
const INDEXED_LOAD = 6;

export function planInner({ lengths, lanes, nodes, accumulations }: Nest): InnerPlan {
  const length = lengths.at(-1);
  if (length === undefined) return { unroll: 1, loopPasses: 0, straight: [], weight: 0 };
  const weight = nodes.reduce(
    (sum, node) => (node.depth < lengths.length ? sum : sum + weightOf(node)),
    accumulations.length,
  );
  const vectors = Math.floor(length / lanes);
  // Two copies side by side hide the latency of divisions and polynomials; short bodies also wait for loop control, and
  // very long ones fill the processor alone. Measured on leapfrog steps: two copies are 8 to 10 percent faster than one.
  const unroll = Math.max(1, Math.min(weight < SHORT ? 4 : weight < LONG ? 2 : 1, vectors));
  const passes = Math.floor(vectors / unroll);
  const rest = new Array<number>(vectors - passes * unroll).fill(1);
  if (passes > 1) return { unroll, loopPasses: passes, straight: rest, weight };
  return { unroll, loopPasses: 0, straight: [...new Array<number>(passes).fill(unroll), ...rest], weight };
}

function weightOf(node: Node): number {
  if (node.kind === "apply") return node.compute.weight;
  return node.kind === "indexed" ? INDEXED_LOAD : 1;
}

/** How many operations of one pass read each value. */
export function countUses(inner: readonly Node[], { stores, accumulations }: Nest): Map<Node, number> {
  const uses = new Map<Node, number>(inner.map((node) => [node, 0]));
  const use = (node: Node): void => {
    const known = uses.get(node);
    if (known !== undefined) uses.set(node, known + 1);
  };
  for (const node of inner) for (const operand of new Set(operandsOf(node))) use(operand);
  for (const { value } of stores) use(value);
  for (const { value } of accumulations) use(value);
  return uses;
}

/** Each store as early as possible: after its value, and after the last load of what it overwrites. */
export function storesAfter(inner: readonly Node[], stores: readonly Store[]): Map<Node | undefined, Store[]> {
  const positions = new Map<Node, number>();
  const lastLoads = new Map<unknown, number>();
  inner.forEach((node, i) => {
    positions.set(node, i);
    if (node.kind === "load" || node.kind === "indexed") lastLoads.set(node.access.buffer, i);
  });
  const result = new Map<Node | undefined, Store[]>();
  for (const store of stores) {
    const after = Math.max(positions.get(store.value) ?? -1, lastLoads.get(store.access.buffer) ?? -1);
    const node = inner[after];
    result.set(node, [...(result.get(node) ?? []), store]);
  }
  return result;
}
