/** `fluxion fit`: fits a model to its data, prints the result, writes the report. */
import { Command, InvalidArgumentError, Option } from "commander";
import { type CheckpointOptions, progressBar, type Solution, untilSignal } from "../../inference/index.ts";
import type { TargetName } from "../compile/target.ts";
import { type FitReport, fitReportText } from "../report/index.ts";
import { CommandError, unknownName } from "./command-error.ts";
import { type FitRequest, fittedProblem, type OptimizerName, optimizers, solveProblem } from "./fit/fit-problem.ts";
import type { FitProblem, Values } from "./fit/problem.ts";
import { writeResults } from "./fit/write-results.ts";
import { allModels, type CommandModel, commandModel, modelNames, type ProblemRequest } from "./models.ts";
import type { Output } from "./output.ts";

const targets: readonly TargetName[] = ["wasm", "reference"];

interface Options {
  readonly model: string;
  readonly datasets?: string;
  readonly optimize?: string;
  readonly optimizer: string;
  readonly out?: string;
  readonly target: string;
  readonly figures?: string;
  readonly report: boolean;
  readonly checkpoint?: string;
  readonly resume?: string;
  readonly outputFormat: string;
}

/** The command; `fail` is told of a fit that did not converge. */
export function fitCommand(output: Output, fail: () => void): Command {
  const command = new Command("fit")
    .description("Fit a model to data, print the best fit with errors, and write an HTML report.")
    .option("--model <name>", `the model: ${modelNames().join(", ")}`, "lcdm")
    .option("--datasets <names>", "data sets, separated by commas")
    .option("--optimize <names>", "parameters to fit, separated by commas; the others are held")
    .option("--optimizer <name>", `the method: ${Object.keys(optimizers).join(", ")}`, "gauss-newton")
    .option("--target <name>", `where it is computed: ${targets.join(", ")}`, "wasm")
    .option("--out <file>", "where the report goes (default: fluxion-report/<model>.html)")
    .option("--figures <folder>", "write each figure as SVG and PNG too")
    .option("--no-report", "write no report")
    .option("--checkpoint <file>", "save the fit there, every half minute and when it is interrupted")
    .option("--resume <file>", "go on from the checkpoint of the same fit, and save there")
    .option("--output-format <format>", "what is printed: human or json", "human")
    .addHelpText("after", modelHelp);
  for (const name of parameterNames()) {
    command.addOption(new Option(`--${name} <value>`, "start there, or hold it there").argParser(parseNumber));
  }
  for (const [option, doc] of choiceOptions()) command.option(`--${option} <name>`, doc);
  return command.action(async (options: Options, invoked: Command) => {
    const given: Readonly<Record<string, unknown>> = invoked.opts();
    const format = oneOf("output format", options.outputFormat, ["human", "json"]);
    const optimizer = oneOf("optimizer", options.optimizer, Object.keys(optimizers)) as OptimizerName;
    const target = oneOf("target", options.target, targets) as TargetName;
    const model = commandModel(options.model);
    const free = options.optimize === undefined ? model.fittedByDefault : listed(options.optimize);
    checkParameters(model, free, "--optimize");
    const problem = model.problem(requestFrom(model, options, given));
    for (const warning of problem.warnings) output.remark(`Warning: ${warning}`);

    const solution = await solved(problem, { free, optimizer, target, checkpoint: checkpointOf(options) }, output);
    if (solution === null) return;
    const fitted = fittedProblem(problem, solution, { free, target });
    for (const warning of warningsOf(fitted.report)) output.remark(`Warning: ${warning}`);
    if (fitted.report.method.status !== "converged") fail();
    if (format === "human") output.result(fitReportText(fitted.report));
    const reportFile = options.report ? (options.out ?? `fluxion-report/${model.name}.html`) : null;
    await writeResults(fitted, { report: reportFile, figures: options.figures ?? null });
    if (format === "json") output.result(JSON.stringify({ ...fitted.report, reportFile }, null, 2));
    else if (reportFile !== null) output.result(`\nReport: ${reportFile}`);
  });
}

/** The solution, or null where a signal came before it and the fit was saved. */
async function solved(
  problem: FitProblem,
  request: FitRequest & { readonly checkpoint: FileCheckpoint | undefined },
  output: Output,
): Promise<Solution<Values> | null> {
  const progress = output.terminal === undefined ? undefined : progressBar(output.terminal);
  const { checkpoint } = request;
  // Without a checkpoint there is nothing to save, and a signal ends the process as ever.
  if (checkpoint === undefined) return solveProblem(problem, { ...request, progress });
  const { result, interruption } = await untilSignal((signal) =>
    solveProblem(problem, { ...request, progress, signal }),
  );
  if (interruption === null || result.status !== "cancelled") return result;
  const { file } = checkpoint;
  output.remark(`Interrupted by ${interruption}. ${result.explain}`);
  output.remark(`To go on, give the same command with --resume ${file}.`);
  return null;
}

interface FileCheckpoint extends CheckpointOptions {
  readonly file: string;
}

/** Where the fit is saved: a file of its own that is not there yet, or the one it goes on from. */
function checkpointOf({ checkpoint, resume }: Options): FileCheckpoint | undefined {
  if (checkpoint !== undefined && resume !== undefined && checkpoint !== resume) {
    throw new CommandError("Give --checkpoint or --resume: a fit is saved where it is resumed from.");
  }
  if (resume !== undefined) return { file: resume, existing: "require" };
  return checkpoint === undefined ? undefined : { file: checkpoint, existing: "refuse" };
}

/** What a reader of the numbers alone must not miss. */
function warningsOf({ parameters, method }: FitReport): readonly string[] {
  const onBounds = parameters.flatMap(({ name, bound, lower, upper }) =>
    bound === null ? [] : [`${name} lies on its ${bound} bound, ${bound === "lower" ? lower : upper}.`],
  );
  return method.status === "converged" ? onBounds : [...onBounds, method.explain];
}

function requestFrom(
  model: CommandModel,
  { datasets }: Options,
  given: Readonly<Record<string, unknown>>,
): ProblemRequest {
  const overrides = Object.fromEntries(
    parameterNames().flatMap((name) => (typeof given[name] === "number" ? [[name, given[name]] as const] : [])),
  );
  checkParameters(model, Object.keys(overrides), "an override");
  checkBounds(model, overrides);
  const choices = Object.fromEntries(
    model.choices.map((choice) => {
      const value = given[choice.option];
      return [choice.option, typeof value === "string" ? oneOf(choice.option, value, choice.values) : choice.default];
    }),
  );
  return {
    datasets: datasets === undefined ? model.datasetsByDefault : checkDatasets(model, datasets),
    overrides,
    choices,
  };
}

function checkDatasets(model: CommandModel, text: string): readonly string[] {
  const names = listed(text);
  const known = Object.keys(model.datasets);
  for (const name of names) if (!known.includes(name)) throw unknownName("dataset", name, known);
  if (names.length === 0) throw new CommandError(`No dataset is named. Supported: ${known.join(", ")}.`);
  return names;
}

function checkParameters(model: CommandModel, names: readonly string[], where: string): void {
  const known = model.spec.leaves.map(({ path }) => path);
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new CommandError(
      `Unknown parameter '${name}' in ${where}. Parameters of ${model.name}: ${known.join(", ")}.`,
    );
  }
  if (names.length === 0 && where === "--optimize") {
    throw new CommandError(`No parameter is named in --optimize. Parameters of ${model.name}: ${known.join(", ")}.`);
  }
}

function checkBounds(model: CommandModel, overrides: Readonly<Record<string, number>>): void {
  for (const { path, parameter } of model.spec.leaves) {
    const value = overrides[path];
    if (value === undefined || parameter.allows(value)) continue;
    throw new CommandError(
      `Parameter ${path}=${value} outside physical bounds ${parameter.range} for ${model.name} model`,
    );
  }
}

/** A comma-separated list: blanks trimmed, empty items dropped, each name once. */
function listed(text: string): readonly string[] {
  return [...new Set(text.split(",").map((item) => item.trim()))].filter((item) => item !== "");
}

function oneOf(kind: string, value: string, supported: readonly string[]): string {
  if (supported.includes(value)) return value;
  throw unknownName(kind, value, supported);
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Not a number.");
  return value;
}

/** Parameters of all models, each once: which of them a model has is checked when it is known. */
function parameterNames(): readonly string[] {
  const names = allModels().flatMap(({ spec }) => spec.leaves.map(({ path }) => path));
  return [...new Set(names)];
}

/** Choices of all models, each once. */
function choiceOptions(): ReadonlyMap<string, string> {
  return new Map(
    allModels().flatMap(({ choices }) =>
      choices.map(({ option, doc, values, default: usual }) => [
        option,
        `${doc}: ${values.join(", ")} (default: "${usual}")`,
      ]),
    ),
  );
}

function modelHelp(): string {
  const models = allModels().map((model) => {
    const datasets = Object.entries(model.datasets).map(([name, doc]) => `    ${name.padEnd(12)}${doc}`);
    return [`  ${model.name}: parameters ${model.spec.leaves.map(({ path }) => path).join(", ")}`, ...datasets].join(
      "\n",
    );
  });
  return `
Models and their data sets (all are fitted unless --datasets names some):
${models.join("\n")}

Examples:
  $ fluxion fit
  $ fluxion fit --datasets cmb --optimize H0,Om0
  $ fluxion fit --drag AAN21 --output-format json --no-report`;
}
