/** The command line as a whole: its commands, and what becomes of an error. */
import { Command, CommanderError } from "commander";
import { fitCommand } from "./fit.ts";
import { gradcheckCommand } from "./gradcheck.ts";
import type { Output } from "./output.ts";
import { packageVersion } from "./package-version.ts";

/**
 * Runs one command line.
 *
 * @param argv  the arguments after the name of the program
 * @returns  the exit code: 0 for success, 1 for any error or failed check
 */
export async function runCommandLine(argv: readonly string[], output: Output): Promise<number> {
  let exitCode = 0;
  const fail = (): void => {
    exitCode = 1;
  };
  const program = new Command("fluxion")
    .description("Differentiable modelling: fit a model to its data, or check the gradient of any function.")
    .version(packageVersion())
    .option("--debug", "print the stack trace of an error")
    .addCommand(fitCommand(output, fail))
    .addCommand(gradcheckCommand(output, fail))
    .showHelpAfterError(false);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => output.result(text.trimEnd()),
      // Errors are reported below, all in one manner.
      writeErr: () => undefined,
    });
  }
  const debug = argv.includes("--debug");
  try {
    await program.parseAsync(
      argv.filter((argument) => argument !== "--debug"),
      { from: "user" },
    );
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    output.remark(`Error: ${oneLine(error)}`);
    if (debug && error instanceof Error && error.stack !== undefined) output.remark(error.stack);
    return 1;
  }
}

function oneLine(error: unknown): string {
  if (error instanceof CommanderError && error.code === "commander.help") return "name a command: fit or gradcheck.";
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/^error: /, "")
    .split(/\s*\n\s*/)
    .filter((line) => line !== "")
    .join(" ");
}
