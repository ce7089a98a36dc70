/** A figure: a Vega-Lite specification with the words that go with it. */

/**
 * A Vega-Lite specification: plain data, ready for `renderSvg`, `renderPng` and `writeFigure`, or for any other Vega-Lite tool.
 * What it holds besides is described by its schema; the type says no more than that, as Vega-Lite's own declarations do not
 * pass a strict compiler.
 */
export interface FigureSpec {
  /** Address of the schema that the rest follows. */
  readonly $schema: string;
  readonly [property: string]: unknown;
}

/** A figure of a report. */
export interface Figure {
  /** For the anchor in the page: letters, digits and hyphens. */
  readonly id: string;
  /** One sentence or two below the figure; also what a reader who cannot see it is told. */
  readonly caption: string;
  readonly spec: FigureSpec;
}
