/** Panels: small figures of one kind side by side, as large as their number leaves room for. */
import { textWidth } from "../text-width.ts";
import { axisNumbers } from "./axis-numbers.ts";
import type { VegaLiteSpec } from "./vega-lite-spec.ts";
import { ink } from "./style.ts";

/** A figure of several panels, one of them, and a layer of one. */
type ConcatSpec = Extract<VegaLiteSpec, { readonly concat: unknown }>;

/** One panel: a specification without its frame. */
export type Panel = ConcatSpec["concat"][number];

/** A layer of a panel. */
export type PanelLayer = Extract<Panel, { readonly layer: unknown }>["layer"][number];

/** How many panels stand in a row, and their size in pixels. */
export interface PanelSize {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

/** The size of panels that share their vertical axis. */
export function sharedAxisSize(panels: number): PanelSize {
  if (panels === 1) return { columns: 1, width: 480, height: 220 };
  if (panels <= 4) return { columns: 2, width: 290, height: 140 };
  if (panels <= 15) return { columns: 3, width: 200, height: 100 };
  return { columns: 4, width: 165, height: 70 };
}

/** Where panels stand: on one grid, whatever the width of their numbers, `column` pixels between for those. */
export function panelGrid({ columns }: PanelSize, column: number) {
  return { columns, bounds: "flush" as const, align: "all" as const, spacing: { row: 36, column } };
}

/** Whether panel `index` of `count` has none below it, so that it carries the title of the horizontal axis. */
export function isLowest(index: number, count: number, columns: number): boolean {
  return index + columns >= count;
}

const titleSize = 12;

/** Layers with a title at the upper left corner of their frame, at one height in all panels of a row. */
export function titledPanel(title: string, { width, height }: PanelSize, layers: readonly PanelLayer[]): Panel {
  const text = cutInTheMiddle(title, width, titleSize);
  return {
    width,
    height,
    layer: [...layers, textAt(text, { x: 0, y: -7, align: "left", fontSize: titleSize })],
  };
}

/** A text at a place given in pixels of the panel. */
export function textAt(
  text: string | readonly string[],
  place: {
    readonly x: number;
    readonly y: number;
    readonly align: "left" | "center" | "right";
    readonly fontSize: number;
  },
): PanelLayer {
  const { x, y, align, fontSize } = place;
  return {
    data: { values: [{}] },
    mark: {
      type: "text",
      text: typeof text === "string" ? text : [...text],
      color: ink,
      align,
      baseline: "alphabetic",
      fontSize,
    },
    encoding: { x: { value: x }, y: { value: y } },
  };
}

/** The text, or its beginning and its end with an ellipsis between: of a path both tell one from another. */
export function cutInTheMiddle(text: string, width: number, fontSize: number): string {
  if (textWidth({ fontSize }, text) <= width) return text;
  const characters = Array.from(text);
  for (let kept = characters.length - 2; kept > 2; kept--) {
    const head = Math.ceil(kept / 2);
    const cut = `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (kept - head)).join("")}`;
    if (textWidth({ fontSize }, cut) <= width) return cut;
  }
  return "…";
}

/** The ticks of an axis in a small panel. */
export const fewTicks = { ...axisNumbers, tickCount: 4 } as const;
