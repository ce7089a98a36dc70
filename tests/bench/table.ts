/** A comparison as a table that a person reads. */
import type { Comparison } from "./compare.ts";

const figure = (value: number): string => value.toPrecision(3).replace(/e\+?/, "e");

/** The case and its unit on one line, then a line a contender: name, figure, and how many times faster Fluxion is. */
export function table({ case: name, unit, ours, rows, notes }: Comparison): string {
  const lines = [
    ["fluxion", figure(ours), ""],
    ...rows.map(({ peerName, peer, ratio }) => [peerName, figure(peer), `${figure(ratio)} x`]),
  ];
  const width = (column: number): number => Math.max(...lines.map((line) => line[column]?.length ?? 0));
  const [first, second, third] = [width(0), width(1), width(2)];
  const body = lines.map(([peer = "", value = "", ratio = ""]) =>
    `  ${peer.padEnd(first)}  ${value.padStart(second)}  ${ratio.padStart(third)}`.trimEnd(),
  );
  return [`${name} [${unit}]`, ...body, ...notes.map((note) => `  ${note}`)].join("\n");
}
