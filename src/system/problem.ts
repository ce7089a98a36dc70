/** Problem: a system with its variant, data and conventions chosen, as inference and reports need it. */
import type { Arr } from "../array/index.ts";
import type { ParameterSpec } from "../params/spec.ts";
import type { Figure } from "../report/index.ts";
import type { Question } from "./question.ts";

/** A quantity that follows from the parameters. */
export interface DerivedQuantity {
  readonly name: string;
  readonly doc: string;
  /** Unit as text; empty when dimensionless. */
  readonly unit: string;
}

/** Quantities that follow from the parameters of a problem. */
export interface DerivedQuantities<P> {
  readonly quantities: readonly DerivedQuantity[];
  /** Pure; in the order of `quantities`, shape [quantities]. */
  values(params: P): Arr;
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

/** The blocks of data that residuals are made of. */
export interface ProblemBlocks<P> {
  readonly list: readonly ProblemBlock[];
  /** Pure; chi-squared of each block, in their order, shape [blocks]. */
  chi2(params: P): Arr;
}

/** Something that the model holds fixed besides its parameters. */
export interface FixedInput {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

/** A function of the parameters of a problem. */
export interface ModelFunction<P> {
  readonly name: string;
  /** Pure; a tree of arrays. */
  evaluate(params: P): unknown;
}

/** A labelled fact that a report states: a convention, a version. */
export interface ProblemFact {
  readonly label: string;
  readonly value: string;
}

/**
 * Ready to be fitted, sampled and reported. What is optional is left out of the report where it is missing.
 *
 * The functions are methods so that a problem about parameters of one shape may stand in a list of systems: they are called
 * with values of the problem's own spec alone.
 */
export interface Problem<P> {
  /** Name of the variant: "lcdm". */
  readonly name: string;
  /** Headline: "LCDM fitted to …". */
  readonly title: string;
  /** All parameters; the defaults are where a fit starts. */
  readonly spec: ParameterSpec<P>;
  readonly question: Question<P>;
  readonly inputs?: readonly FixedInput[];
  readonly blocks?: ProblemBlocks<P>;
  readonly derived?: DerivedQuantities<P>;
  /** The two parameters whose contours are drawn where both are fitted. */
  readonly contourPair?: readonly [string, string];
  /** Titles of axes by parameter, with units. */
  readonly axisTitles?: Readonly<Record<string, string>>;
  /** What a report draws of the data at given parameters. */
  figures?(params: P): readonly Figure[];
  readonly provenance?: readonly ProblemFact[];
  /** What a careful user should know of the data. */
  readonly warnings?: readonly string[];
  /** What else the model computes of its parameters: the sweep over all systems checks the derivatives of each. */
  readonly functions?: readonly ModelFunction<P>[];
}
