/** `sample`: draws from the posterior of a system, summarised, and written as a page. */
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { progressBar, sampleAsync } from "../../../inference/index.ts";
import { writePosteriorReport } from "../../../inference/report/index.ts";
import { askSystem, logDensityOf } from "../../system/index.ts";
import { CommandError } from "../command-error.ts";
import { folderOf } from "./fit.ts";
import { print, type Verb } from "./verb.ts";

/** Samples with NUTS: flat within the bounds of the spec, unless the log density says otherwise. */
export const sampleVerb: Verb = {
  name: "sample",
  doc: "Draw from the posterior with NUTS, print its summary, and write an HTML report.",
  applies: ({ question }) => question !== "objective",
  addOptions: (command) =>
    command
      .option("--draws <n>", "draws of each chain that are kept", parseCount, 1000)
      .option("--warmup <n>", "iterations of each chain to tune in", parseCount, 1000)
      .option("--chains <n>", "chains", parseCount, 4)
      .option("--out <folder>", "where the report goes", "fluxion-report")
      .option("--no-report", "write no report"),
  run: async (call) => {
    const { system, asked, options, output } = call;
    const problem = askSystem(system, asked.request);
    const logDensity = logDensityOf(problem.question);
    if (logDensity === null)
      throw new CommandError(`${system.name} has an objective, which is no density to draw from.`);
    for (const warning of problem.warnings ?? []) output.remark(`Warning: ${warning}`);
    const posterior = await sampleAsync(logDensity, problem.spec.defaults, {
      spec: problem.spec,
      free: asked.free,
      draws: Number(options.draws),
      warmup: Number(options.warmup),
      chains: Number(options.chains),
      run: {
        seed: asked.seed,
        target: asked.target,
        progress: output.terminal === undefined ? undefined : progressBar(output.terminal),
      },
    });
    const reportFile = options.report === false ? null : join(folderOf(options), `${problem.name}-posterior.html`);
    if (reportFile !== null) await writePosteriorReport(posterior, { file: reportFile, title: problem.title });
    const page = reportFile === null ? "" : `\n\nReport: ${reportFile}`;
    const { sampler, seed, status, explain, draws, diagnosis } = posterior;
    print(call, {
      text: `${problem.title}\n\n${posterior.summary()}${page}`,
      data: { title: problem.title, model: problem.name, sampler, seed, status, explain, diagnosis, draws, reportFile },
    });
    if (status !== "passed") call.fail();
  },
};

function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("Must be a whole number of at least 1.");
  return value;
}
