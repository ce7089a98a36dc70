/** `fit` and `report`: the best fit of a system, printed, and written as a page. */
import { join } from "node:path";
import type { Command } from "commander";
import {
  gaussNewton,
  lbfgsb,
  leastSquaresAsync,
  minimizeAsync,
  progressBar,
  type Solution,
  type types,
} from "../../../inference/index.ts";
import { untilSignal } from "../../node.ts";
import { writeFitReport } from "../../../inference/report/index.ts";
import { type FitReport, fitReportText } from "../../report/index.ts";
import { askSystem, objectiveOf, type ParameterValues, type Problem } from "../../system/index.ts";
import type { Asked } from "../asked.ts";
import { CommandError, oneOf } from "../command-error.ts";
import { print, textOption, type Verb, type VerbCall, type VerbOptions } from "./verb.ts";

const methods = ["gauss-newton", "lbfgsb"] as const;

interface FileCheckpoint extends types.CheckpointOptions {
  readonly file: string;
}

/** Finds the best fit, prints it, and writes its report. */
export const fitVerb: Verb = {
  name: "fit",
  doc: "Fit the parameters, print the best fit with errors, and write an HTML report.",
  applies: () => true,
  addOptions: (command) =>
    addFitOptions(command)
      .option("--no-report", "write no report")
      .option("--figures <folder>", "write each figure as SVG and PNG too"),
  run: async (call) => {
    const fitted = await fitFor(call);
    if (fitted === null) return;
    const { problem, solution } = fitted;
    const { asked, options, json, output } = call;
    if (problem.question.kind !== "residuals") {
      print(call, { text: `${problem.title}\n\n${solution.summary()}`, data: solutionData(problem, solution) });
      return;
    }
    const reportFile = options.report === false ? null : pageOf(problem, options);
    const record = await writeFitReport(solution, problem, {
      file: reportFile ?? undefined,
      figures: textOption(options, "figures"),
      run: { target: asked.target },
    });
    for (const warning of boundWarnings(record)) output.remark(`Warning: ${warning}`);
    output.result(json ? JSON.stringify({ ...record, reportFile }, null, 2) : fitReportText(record));
    if (!json && reportFile !== null) output.result(`\nReport: ${reportFile}`);
  },
};

/** Writes the report of the best fit with its figures, and says where. */
export const reportVerb: Verb = {
  name: "report",
  doc: "Fit the parameters and write the report with its figures, as a page, SVG and PNG.",
  applies: ({ question }) => question === "residuals",
  addOptions: addFitOptions,
  run: async (call) => {
    const fitted = await fitFor(call);
    if (fitted === null) return;
    const { problem, solution } = fitted;
    const file = pageOf(problem, call.options);
    const figures = join(folderOf(call.options), "figures");
    await writeFitReport(solution, problem, { file, figures, run: { target: call.asked.target } });
    print(call, { text: `Report: ${file}\nFigures: ${figures}`, data: { report: file, figures } });
  },
};

/** The folder that a command writes to. */
export function folderOf(options: VerbOptions): string {
  return textOption(options, "out") ?? "fluxion-report";
}

function pageOf({ name }: Problem<ParameterValues>, options: VerbOptions): string {
  return join(folderOf(options), `${name}.html`);
}

function addFitOptions(command: Command): Command {
  return command
    .option("--optimizer <name>", `the method: ${methods.join(", ")} (default: the first that can)`)
    .option("--out <folder>", "where reports go", "fluxion-report")
    .option("--checkpoint <file>", "save the fit there, every half minute and when it is interrupted")
    .option("--resume <file>", "go on from the checkpoint of the same fit, and save there");
}

interface Fitted {
  readonly problem: Problem<ParameterValues>;
  readonly solution: Solution<ParameterValues>;
}

/** The problem and its solution; null where a signal came before it and the fit was saved. */
async function fitFor(call: VerbCall): Promise<Fitted | null> {
  const { system, asked, options, output, fail } = call;
  const checkpoint = checkpointOf(options);
  const method = methodOf(system.question, options);
  const problem = askSystem(system, asked.request);
  for (const warning of problem.warnings ?? []) output.remark(`Warning: ${warning}`);
  const progress = output.terminal === undefined ? undefined : progressBar(output.terminal);
  const solve = (signal?: AbortSignal): Promise<Solution<ParameterValues>> =>
    solutionOf(problem, method, asked, { progress, signal, resume: checkpoint });
  if (checkpoint === undefined) {
    // Without a checkpoint there is nothing to save, and a signal ends the process as ever.
    return judged({ problem, solution: await solve() });
  }
  const { result, interruption } = await untilSignal(solve);
  if (interruption === null || result.status !== "cancelled") return judged({ problem, solution: result });
  output.remark(`Interrupted by ${interruption}. ${result.explain}`);
  output.remark(`To go on, give the same command with --resume ${checkpoint.file}.`);
  return null;

  function judged(fitted: Fitted): Fitted {
    if (fitted.solution.status === "converged") return fitted;
    output.remark(`Warning: ${fitted.solution.explain}`);
    fail();
    return fitted;
  }
}

function methodOf(question: Problem<unknown>["question"]["kind"], options: VerbOptions): (typeof methods)[number] {
  const usual = question === "residuals" ? "gauss-newton" : "lbfgsb";
  const method = oneOf("optimizer", textOption(options, "optimizer") ?? usual, methods);
  if (method === "gauss-newton" && question !== "residuals") {
    throw new CommandError("gauss-newton needs residuals, which this system has not. Give --optimizer lbfgsb.");
  }
  return method;
}

function solutionOf(
  { question, spec }: Problem<ParameterValues>,
  method: (typeof methods)[number],
  { free, target }: Asked,
  run: types.RunOf<"progress" | "signal" | "resume">,
): Promise<Solution<ParameterValues>> {
  const options = { spec, free, run: { ...run, target } };
  return method === "gauss-newton" && question.kind === "residuals"
    ? leastSquaresAsync((params: ParameterValues) => question.residuals(params), spec.defaults, {
        ...options,
        method: gaussNewton(),
      })
    : minimizeAsync(objectiveOf(question), spec.defaults, { ...options, method: lbfgsb() });
}

/** Where the fit is saved: a file of its own that is not there yet, or the one it goes on from. */
function checkpointOf(options: VerbOptions): FileCheckpoint | undefined {
  const [checkpoint, resume] = [textOption(options, "checkpoint"), textOption(options, "resume")];
  if (checkpoint !== undefined && resume !== undefined && checkpoint !== resume) {
    throw new CommandError("Give --checkpoint or --resume: a fit is saved where it is resumed from.");
  }
  if (resume !== undefined) return { file: resume, existing: "require" };
  return checkpoint === undefined ? undefined : { file: checkpoint, existing: "refuse" };
}

/** What a reader of the numbers alone must not miss. */
function boundWarnings({ parameters }: FitReport): readonly string[] {
  return parameters.flatMap(({ name, bound, lower, upper }) =>
    bound === null ? [] : [`${name} lies on its ${bound} bound, ${bound === "lower" ? lower : upper}.`],
  );
}

function solutionData({ title, name }: Problem<ParameterValues>, solution: Solution<ParameterValues>): unknown {
  const { method, status, explain, value, startValue, steps, evaluations, parameters } = solution;
  return { title, model: name, method, status, explain, value, startValue, steps, evaluations, parameters };
}
