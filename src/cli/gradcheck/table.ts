/** The finding of a gradient check as a table. */
import { counted, significant, columns } from "../../internal.ts";
import type { GradientCheck, LeafCheck } from "./check.ts";

const headings = {
  1: "gradient",
  2: "derivative of the gradient along a fixed direction",
} as const;

/** One line a leaf, by its worst element, and a verdict at the end. */
export function gradientTable(name: string, { orders, passed }: GradientCheck): string {
  const tables = orders.map(({ order, leaves }) =>
    [
      `${name}: ${headings[order]}`,
      ...columns(["leaf", "elements", "reverse", "forward", "differences", "relative error", ""], leaves.map(leafRow), [
        "left",
        "right",
        "right",
        "right",
        "right",
        "right",
        "left",
      ]).map((line) => `  ${line}`),
    ].join("\n"),
  );
  const all = orders.flatMap(({ leaves }) => leaves);
  const wrong = all.filter(({ failed }) => failed > 0);
  const verdict = passed
    ? `passed: ${counted(new Set(all.map(({ leaf }) => leaf)).size, "leaf agrees", "leaves agree")}`
    : `FAILED at ${wrong.map(({ worst }) => worst.element).join(", ")}`;
  return [...tables, verdict].join("\n\n");
}

function leafRow({ elements, worst, failed }: LeafCheck): string[] {
  return [
    worst.element,
    String(elements),
    significant(worst.reverse, 9),
    significant(worst.forward, 9),
    significant(worst.differences, 9),
    worst.error.toExponential(1),
    failed === 0 ? "pass" : elements === 1 ? "FAIL" : `FAIL (${failed} of ${elements})`,
  ];
}
