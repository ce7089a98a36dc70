/** Minimum cut of a directed graph with capacities, by Dinic's blocking flows. */

/** Flow below this fraction of the largest finite capacity is rounding. */
const roundingFraction = 1e-12;

/** A graph under construction, from `source` to `sink`. */
export class CapacityGraph {
  readonly source = 0;
  readonly sink = 1;
  #nodes = 2;
  /** Edges in pairs: 2k and, against it, 2k + 1. */
  readonly #heads: number[] = [];
  readonly #capacities: number[] = [];
  readonly #edges: number[][] = [[], []];

  /** A new node. */
  node(): number {
    this.#edges.push([]);
    return this.#nodes++;
  }

  /** An edge; an infinite capacity says that it must not be cut. */
  edge(from: number, to: number, capacity: number): void {
    this.#edges[from]!.push(this.#heads.length);
    this.#heads.push(to);
    this.#capacities.push(capacity);
    this.#edges[to]!.push(this.#heads.length);
    this.#heads.push(from);
    this.#capacities.push(0);
  }

  /**
   * The nodes on the sink's side of a cut of least capacity; of several such cuts the one nearest to the sink. There must be no path of
   * infinite edges from source to sink.
   */
  sinkSide(): Set<number> {
    const finite = this.#capacities.filter((capacity) => Number.isFinite(capacity));
    const rounding = roundingFraction * Math.max(0, ...finite);
    for (;;) {
      const levels = this.#levels(rounding);
      if (levels[this.sink] === -1) return this.#reachingSink(rounding);
      const next = new Int32Array(this.#nodes);
      while (this.#push(this.source, Infinity, levels, next, rounding) > 0);
    }
  }

  /** Distance from the source along edges with room; -1 where none leads. */
  #levels(rounding: number): Int32Array {
    const levels = new Int32Array(this.#nodes).fill(-1);
    levels[this.source] = 0;
    const queue = [this.source];
    for (const node of queue) {
      for (const edge of this.#edges[node]!) {
        const head = this.#heads[edge]!;
        if (this.#capacities[edge]! <= rounding || levels[head] !== -1) continue;
        levels[head] = levels[node]! + 1;
        queue.push(head);
      }
    }
    return levels;
  }

  /** Sends flow along one shortest path with room; each call goes on where the last found none. Depth is the length of a path. */
  #push(node: number, flow: number, levels: Int32Array, next: Int32Array, rounding: number): number {
    if (node === this.sink) return flow;
    const edges = this.#edges[node]!;
    for (; next[node]! < edges.length; next[node]!++) {
      const edge = edges[next[node]!]!;
      const head = this.#heads[edge]!;
      if (this.#capacities[edge]! <= rounding || levels[head] !== levels[node]! + 1) continue;
      const sent = this.#push(head, Math.min(flow, this.#capacities[edge]!), levels, next, rounding);
      if (sent === 0) continue;
      this.#capacities[edge]! -= sent;
      this.#capacities[edge ^ 1]! += sent;
      return sent;
    }
    return 0;
  }

  #reachingSink(rounding: number): Set<number> {
    const side = new Set([this.sink]);
    for (const node of side) {
      for (const edge of this.#edges[node]!) {
        // The edge against this one leads here.
        if (this.#capacities[edge ^ 1]! > rounding) side.add(this.#heads[edge]!);
      }
    }
    return side;
  }
}
