/** System: a model with its data, its question, and what a report shows of it, as one value. */
import type { Arr } from "../array/index.ts";
import type { ParameterSpec } from "../params/spec.ts";
import type { Tree } from "../tree/index.ts";
import type { Problem } from "./problem.ts";
import type { QuestionKind } from "./question.ts";

/** Parameter values of any system: a tree of scalars. */
export type ParameterValues = Tree<Arr>;

/** A data set that a system can be asked about. */
export interface Dataset {
  readonly doc: string;
  /** Its content, validated. @throws DataError naming file, row and column */
  load(): unknown;
}

/** A convention of a system that is chosen by name, with an option of its own: `--drag EH98`. Noise models are chosen so. */
export interface SystemChoice {
  readonly option: string;
  readonly doc: string;
  readonly values: readonly string[];
  readonly default: string;
}

/** Values of some parameters under a name, taken before those of a run. */
export interface ParameterProfile {
  /** What they are, with the source. */
  readonly doc: string;
  /** Values by path of the parameter. */
  readonly values: Readonly<Record<string, number>>;
}

/** What a system is asked about, every name checked. */
export interface ProblemRequest {
  readonly variant: string;
  /** Names of data sets. */
  readonly datasets: readonly string[];
  /** Values that differ from the defaults of the spec, by path. */
  readonly values: Readonly<Record<string, number>>;
  /** The value of every choice, by option. */
  readonly choices: Readonly<Record<string, string>>;
}

/** What a verb has found: the same as text and as data. */
export interface VerbResult {
  readonly text: string;
  /** What `--json` prints: anything that JSON can hold. */
  readonly data: unknown;
}

/** Something that a system alone can do, on the command line under its name. */
export interface SystemVerb {
  readonly doc: string;
  /** Does it. */
  run(request: ProblemRequest): VerbResult | Promise<VerbResult>;
}

/** A system as a value: the command line, reports and the sweep of tests read it and know no system by name. */
export interface System {
  /** Name on the command line: "cosmology". */
  readonly name: string;
  /** What it is, in a sentence. */
  readonly doc: string;
  /** The parameters of each variant; the first is the one that is meant unless another is named. */
  readonly specs: Readonly<Record<string, ParameterSpec<ParameterValues>>>;
  /** Paths that a fit frees unless told otherwise, by variant; all parameters where it is left out. */
  readonly free?: Readonly<Record<string, readonly string[]>>;
  /** Which question its problems ask: the verbs that the command line offers follow from it. */
  readonly question: QuestionKind;
  /** Data sets by name. */
  readonly datasets: Readonly<Record<string, Dataset>>;
  /** Those that are taken unless some are named; all where it is left out. */
  readonly datasetsByDefault?: readonly string[];
  readonly choices?: readonly SystemChoice[];
  readonly profiles?: Readonly<Record<string, ParameterProfile>>;
  /** Verbs of its own, beside those that follow from the question. */
  readonly verbs?: Readonly<Record<string, SystemVerb>>;
  /** @throws DataError when data sets cannot be taken together or cannot be read; ParameterError for a value out of bounds */
  problem(request: ProblemRequest): Problem<ParameterValues>;
}
