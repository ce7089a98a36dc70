/** A drawing by Vega in fewer bytes: the same picture, without what it says twice. */

/** Elements that Vega writes for interaction, and that draw nothing. */
const empty = /<path class="(?:background|foreground)" (?:aria-hidden="true" )?d="(?:M0,0h0v0h0Z)?"[^>]*\/>/g;
const emptyGroup = /<g(?: [^>]*)?><\/g>/g;

/** Attributes for scripts and for readers of single marks, where the caption speaks for the whole, and defaults said aloud. */
const silent =
  / (?:class="mark-[^"]*"|role="graphics-[^"]*"|aria-roledescription="[^"]*"|aria-hidden="true"|pointer-events="none"|opacity="1"|fill-opacity="1"|stroke-miterlimit="10"|style="cursor:[^"]*")(?=[ />])/g;

/** Attributes that hold nothing but coordinates. */
const coordinates = /\b(transform|d|x|y|x1|x2|y1|y2|width|height)="([^"]*\.\d{3}[^"]*)"/g;

/** Coordinates to a hundredth of a pixel, the font named once, no empty elements. */
export function compactSvg(svg: string, fontFamily: string): string {
  const font = `font-family="${fontFamily}"`;
  let text = svg.replaceAll(` ${font}`, "").replace("<svg", `<svg ${font}`).replace(empty, "").replace(silent, "");
  for (let before = ""; before !== text;) {
    before = text;
    text = text.replace(emptyGroup, "");
  }
  return text.replace(coordinates, (_, name: string, value: string) => `${name}="${rounded(value)}"`);
}

function rounded(value: string): string {
  return value.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100 || 0));
}
