/** FitReport: what a finished fit has to say, as plain data; text, JSON and HTML are three views of it. */

/** One parameter of the model, fitted or held. */
export interface ReportedParameter {
  /** Path of the leaf: "H0", "halo.scaleRadius". */
  readonly name: string;
  /** What it means, in a few words; empty when nothing is known. */
  readonly doc: string;
  /** Unit as text; empty when dimensionless. */
  readonly unit: string;
  /** Value at the best fit, or the value it was held at. */
  readonly value: number;
  /** Standard error (one sigma, Fisher); null where the parameter was held or the data do not constrain it. */
  readonly error: number | null;
  /** Value that the fit started from. */
  readonly start: number;
  readonly lower: number;
  readonly upper: number;
  /** Whether the fit could change it. */
  readonly role: "fitted" | "held";
  /** The bound that the best fit lies on, if any. */
  readonly bound: "lower" | "upper" | null;
}

/** A matrix of correlations, its rows and columns in the order of the names. */
export interface Correlations {
  readonly names: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

/** Something computed from the best fit, with its error carried over. */
export interface DerivedValue {
  readonly name: string;
  readonly doc: string;
  readonly unit: string;
  readonly value: number;
  readonly error: number | null;
}

/** One block of data and its share of chi-squared. */
export interface ReportedBlock {
  /** Name on the command line: "desi-dr2". */
  readonly name: string;
  /** Name for a reader: "DESI DR2 baryon acoustic oscillations". */
  readonly title: string;
  readonly chi2: number;
  /** Independent numbers: data less what was profiled out. */
  readonly points: number;
  /** Where the data come from, one citation an entry. */
  readonly citations: readonly string[];
  /** What a reader has to know of the block: "the absolute magnitude is profiled out"; empty when nothing. */
  readonly note: string;
}

/** The numbers that judge a fit as a whole. */
export interface FitStatistics {
  readonly chi2: number;
  /** Chi-squared at the starting values. */
  readonly startChi2: number;
  readonly points: number;
  readonly fitted: number;
  readonly dof: number;
  /** Probability of a chi-squared at least this large; null when dof is not positive. */
  readonly probability: number | null;
  readonly aic: number;
  readonly bic: number;
}

/** How often the objective was called; where one call gives value and gradient, it counts in both. */
export interface ReportedEvaluations {
  /** For its value, or its residuals. */
  readonly value: number;
  readonly gradient: number;
  /** For the Jacobian of its residuals. */
  readonly jacobian: number;
}

/** How the best fit was found. */
export interface FitMethod {
  /** Name of the method: "gauss-newton". */
  readonly name: string;
  readonly status: string;
  /** The status as a sentence. */
  readonly explain: string;
  readonly steps: number;
  /** Calls of the objective. */
  readonly evaluations: ReportedEvaluations;
  /** Wall time of the fit without loading and compiling, seconds. */
  readonly seconds: number;
  /** Wall time of tracing and compiling, seconds. */
  readonly compileSeconds: number;
  /** Largest scaled gradient component at the end: zero at a minimum. */
  readonly gradientNorm: number;
}

/** A labelled fact about the run: version, target, options. */
export interface ProvenanceFact {
  readonly label: string;
  readonly value: string;
}

/** The whole record. */
export interface FitReport {
  /** Headline: "LCDM fitted to …". */
  readonly title: string;
  /** Name of the model on the command line: "lcdm". */
  readonly model: string;
  readonly parameters: readonly ReportedParameter[];
  readonly derived: readonly DerivedValue[];
  /** Correlations of the parameters that have errors; null when none has. */
  readonly correlations: Correlations | null;
  readonly blocks: readonly ReportedBlock[];
  readonly statistics: FitStatistics;
  readonly method: FitMethod;
  readonly provenance: readonly ProvenanceFact[];
}
