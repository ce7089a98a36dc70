/** The models that the command line knows by name: a new one is a line in this table. */
import type { Arr } from "../index.ts";
import type { ParameterSpec } from "../params/spec.ts";
import { CommandError } from "./command-error.ts";
import type { FitProblem, Values } from "./fit/problem.ts";
import { lcdmModel } from "./lcdm.ts";

/** A convention of a model that is chosen by name, with an option of its own: `--drag EH98`. */
export interface ModelChoice {
  readonly option: string;
  readonly doc: string;
  readonly values: readonly string[];
  readonly default: string;
}

/** What a fit was asked for, every name checked. */
export interface ProblemRequest {
  /** Names of data sets. */
  readonly datasets: readonly string[];
  /** Starting values that differ from the defaults, by parameter. */
  readonly overrides: Readonly<Record<string, number>>;
  /** The value of every choice of the model, by option. */
  readonly choices: Readonly<Record<string, string>>;
}

/** A model as the command line sees it. */
export interface CommandModel {
  /** Name on the command line. */
  readonly name: string;
  readonly spec: ParameterSpec<Values>;
  /** Parameters that a fit frees unless told otherwise. */
  readonly fittedByDefault: readonly string[];
  /** Data sets by name, with what they are. */
  readonly datasets: Readonly<Record<string, string>>;
  readonly datasetsByDefault: readonly string[];
  readonly choices: readonly ModelChoice[];
  readonly problem: (request: ProblemRequest) => FitProblem;
}

const models: Readonly<Record<string, CommandModel>> = { lcdm: lcdmModel };

/** Names of all models. */
export function modelNames(): readonly string[] {
  return Object.keys(models);
}

/** All models, for options that depend on them. */
export function allModels(): readonly CommandModel[] {
  return Object.values(models);
}

/** Whether a model has that name. */
export function isModelName(name: string): boolean {
  return Object.hasOwn(models, name);
}

/** The model of that name. @throws CommandError naming the models there are */
export function commandModel(name: string): CommandModel {
  const model = Object.hasOwn(models, name) ? models[name] : undefined;
  if (model !== undefined) return model;
  const known = modelNames().map((each) => `'${each}'`);
  throw new CommandError(`Unknown model '${name}'. Must be ${known.join(" or ")}.`);
}

/** What a fit of the model asks unless told otherwise. */
export function defaultRequest(model: CommandModel): ProblemRequest {
  return {
    datasets: model.datasetsByDefault,
    overrides: {},
    choices: Object.fromEntries(model.choices.map((choice) => [choice.option, choice.default])),
  };
}

/** Chi-squared of a problem as one function of all its parameters. */
export function chi2Of(problem: FitProblem): (params: Values) => Arr {
  return (params) => problem.residuals(params).square().sum();
}
