/** The width of text where there is no canvas to measure it with: close enough to lay out a figure. */

/** What is known of a text when its width is asked for. */
export interface MeasuredText {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
  /** Longest that it may get in pixels before it is cut; 0 for no limit. */
  readonly limit?: number;
}

const narrow = /[iljftrI.,:;'|![\](){} \-/\\·²]/;
const wide = /[mwMWOQ%−+=±@…]/;

/** Advances of DejaVu Sans, the widest of the fonts that figures name, in units of the font size: means of three classes. */
function advance(character: string): number {
  if (narrow.test(character)) return 0.35;
  return wide.test(character) ? 0.86 : 0.63;
}

/** Width in pixels. Vega's own estimate, 0.8 of the font size for each character, leaves gaps beside axes and legends. */
export function textWidth(item: MeasuredText, text: unknown): number {
  const characters = Array.from(String(text));
  const bold = Number(item.fontWeight) >= 600 || item.fontWeight === "bold" ? 1.1 : 1;
  const width = characters.reduce((sum, character) => sum + advance(character), 0) * (item.fontSize ?? 11) * bold;
  return item.limit !== undefined && item.limit > 0 ? Math.min(width, item.limit) : width;
}
