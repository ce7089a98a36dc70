/** Minimum cuts: of graphs that can be cut by hand, and of random ones by trying every cut. */

import seedrandom from "seedrandom";
import { describe, expect, it } from "vitest";
import { CapacityGraph } from "../../src/primitives/control/scan/minimum-cut.ts";

describe("a minimum cut", () => {
  it("goes through the narrowest place, the one nearest to the sink", () => {
    const graph = new CapacityGraph();
    const [a, b, c] = [graph.node(), graph.node(), graph.node()];
    graph.edge(graph.source, a, 5);
    graph.edge(a, b, 2);
    graph.edge(b, c, 2);
    graph.edge(c, graph.sink, 3);
    expect([...graph.sinkSide()].sort()).toEqual([graph.sink, c]);
  });

  it("does not cut infinite edges", () => {
    const graph = new CapacityGraph();
    const [a, b] = [graph.node(), graph.node()];
    graph.edge(graph.source, a, 7);
    graph.edge(a, b, Infinity);
    graph.edge(b, graph.sink, Infinity);
    expect([...graph.sinkSide()].sort()).toEqual([graph.sink, a, b].sort());
  });

  it("is as cheap as the cheapest of all cuts", () => {
    const random = seedrandom("cuts");
    for (let trial = 0; trial < 200; trial++) {
      const inner = 6;
      const graph = new CapacityGraph();
      const nodes = [graph.source, graph.sink, ...Array.from({ length: inner }, () => graph.node())];
      const edges: [number, number, number][] = [];
      for (const from of nodes) {
        for (const to of nodes) {
          if (from === to || random() < 0.5) continue;
          // Whole numbers, so that sums are exact.
          const capacity = Math.floor(random() * 10);
          edges.push([from, to, capacity]);
          graph.edge(from, to, capacity);
        }
      }
      const cost = (sinkSide: ReadonlySet<number>): number =>
        edges.reduce((sum, [from, to, capacity]) => sum + (!sinkSide.has(from) && sinkSide.has(to) ? capacity : 0), 0);
      const all = Array.from({ length: 2 ** inner }, (_, bits) =>
        cost(new Set([graph.sink, ...nodes.slice(2).filter((_node, i) => (bits >> i) & 1)])),
      );
      expect(cost(graph.sinkSide())).toBe(Math.min(...all));
    }
  });
});
