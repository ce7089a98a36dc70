/** FitProblem: a model with its data and options chosen, as the fit command needs it whatever the model. */
import type { Arr } from "../../index.ts";
import type { ParameterSpec } from "../../params/spec.ts";
import type { Figure, ProvenanceFact } from "../../report/index.ts";

/** Parameter values by path, scalars. */
export type Values = Readonly<Record<string, Arr>>;

/** A quantity that follows from the parameters. */
export interface DerivedQuantity {
  readonly name: string;
  readonly doc: string;
  readonly unit: string;
}

/** A block of data of a problem. */
export interface ProblemBlock {
  /** Name of the data set on the command line. */
  readonly name: string;
  readonly title: string;
  /** Independent numbers: measurements less what was profiled out. */
  readonly points: number;
  readonly citations: readonly string[];
  /** What a reader has to know; empty when nothing. */
  readonly note: string;
}

/** Ready to be fitted. */
export interface FitProblem {
  /** Name of the model on the command line. */
  readonly model: string;
  /** Headline: "LCDM fitted to …". */
  readonly title: string;
  /** All parameters; the defaults are where the fit starts. */
  readonly spec: ParameterSpec<Values>;
  /** What the model holds fixed besides. */
  readonly inputs: readonly { readonly name: string; readonly unit: string; readonly value: number }[];
  readonly blocks: readonly ProblemBlock[];
  /** Whitened residuals of all blocks, shape [N]: their squares sum to chi-squared. */
  readonly residuals: (params: Values) => Arr;
  /** Chi-squared of each block, in their order, shape [blocks]. */
  readonly chi2ByBlock: (params: Values) => Arr;
  readonly derivedQuantities: readonly DerivedQuantity[];
  /** In the order of `derivedQuantities`, shape [quantities]. */
  readonly derived: (params: Values) => Arr;
  /** The two parameters whose contours are drawn where both are fitted. */
  readonly contourPair: readonly [string, string];
  /** Titles of axes by parameter, with units. */
  readonly axisTitles: Readonly<Record<string, string>>;
  /** Residuals of each block at given parameters. */
  readonly residualFigures: (params: Values) => readonly Figure[];
  readonly provenance: readonly ProvenanceFact[];
  /** What a careful user should know of the data. */
  readonly warnings: readonly string[];
}
