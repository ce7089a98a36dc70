/** Themes: the colours that a drawn figure takes on a light page, on a dark one, or wherever it is put. */
import { darkColours, themes } from "./figures/style.ts";

/**
 * `page`: no background, text in the colour of the surrounding text; for a figure inside a page. `light` and `dark`: on
 * paper of that kind. `auto`: light or dark as the reader's system is set, for a file that is opened by itself or embedded
 * as an image; a viewer that does not ask shows it light.
 */
export type Theme = "page" | "light" | "dark" | "auto";

/** The drawing, made for `page`, in the colours of a theme. */
export function themed(svg: string, theme: Theme): string {
  switch (theme) {
    case "page":
      return svg;
    case "light":
      return onPaper(svg, themes.light, "");
    case "dark":
      return onPaper(
        svg.replace(/"(#[0-9A-F]{6})"/gi, (text, colour: string) => {
          const dark = darkColours[colour];
          return dark === undefined ? text : `"${dark}"`;
        }),
        themes.dark,
        "",
      );
    case "auto": {
      const { ink, paper } = themes.dark;
      const rules = [`svg{color:${ink}}`, `.paper{fill:${paper}}`, ...darkRules("")];
      const style = `<style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){${rules.join("")}}</style>`;
      return onPaper(svg, themes.light, style);
    }
  }
}

/** Rules of a style sheet that replace what is too dark for a dark page, for elements under `scope`. */
export function darkRules(scope: string): string[] {
  return Object.entries(darkColours).flatMap(([light, dark]) =>
    ["stroke", "fill", "stop-color"].map((property) => `${scope}[${property}="${light}"]{${property}:${dark}}`),
  );
}

function onPaper(svg: string, colours: { readonly ink: string; readonly paper: string }, style: string): string {
  const start = /<svg\b[^>]*>/.exec(svg);
  if (start === null) return svg;
  const head = start[0].replace("<svg", `<svg color="${colours.ink}"`);
  const paper = `<rect class="paper" width="100%" height="100%" fill="${colours.paper}"/>`;
  return svg.slice(0, start.index) + head + style + paper + svg.slice(start.index + start[0].length);
}
