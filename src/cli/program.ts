/** The command line as a whole: its commands, and what becomes of an error. */
import { Command, CommanderError } from "commander";
import { systems as knownSystems } from "../../models/registry.ts";
import { packageVersion } from "../node.ts";
import type { System } from "../system/index.ts";
import { CommandError } from "./command-error.ts";
import { doctorCommand } from "./doctor.ts";
import { explainCommand } from "./explain.ts";
import { gradcheckCommand } from "./gradcheck.ts";
import type { Output } from "./output.ts";
import { systemCommand } from "./system-command.ts";

/**
 * Runs one command line.
 *
 * @param argv     the arguments after the name of the program
 * @param systems  what it knows by name
 * @returns  the exit code: 0 for success, 1 for a run or a check that failed, 2 for a call that was wrong
 */
export async function runCommandLine(
  argv: readonly string[],
  output: Output,
  systems: readonly System[] = knownSystems,
): Promise<number> {
  let exitCode = 0;
  const fail = (): void => {
    exitCode = 1;
  };
  const program = new Command("fluxion")
    .description("Differentiable modelling: fit and sample systems, check the gradient of any function.")
    .version(packageVersion())
    .option("--debug", "print the stack trace of an error");
  for (const system of systems) program.addCommand(systemCommand(system, output, fail));
  program
    .addCommand(gradcheckCommand(systems, output, fail))
    .addCommand(explainCommand(systems, output))
    .addCommand(doctorCommand(output));
  prepare(program, output);
  const debug = argv.includes("--debug");
  try {
    await program.parseAsync(
      argv.filter((argument) => argument !== "--debug"),
      { from: "user" },
    );
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    output.remark(`Error: ${oneLine(error, argv, program)}`);
    if (debug && error instanceof Error && error.stack !== undefined) output.remark(error.stack);
    return error instanceof CommanderError || error instanceof CommandError ? 2 : 1;
  }
}

/** Every command throws instead of ending the process, and says nothing on its own: errors are reported in one manner. */
function prepare(command: Command, output: Output): void {
  command
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({ writeOut: (text) => output.result(text.trimEnd()), writeErr: () => undefined });
  for (const each of command.commands) prepare(each, output);
}

function oneLine(error: unknown, argv: readonly string[], program: Command): string {
  if (error instanceof CommanderError && error.code === "commander.help") {
    const command = program.commands.find((each) => argv.includes(each.name())) ?? program;
    const names = command.commands.map((each) => each.name());
    return command === program
      ? `Name a command: ${names.join(", ")}. fluxion --help explains them.`
      : `Name what ${command.name()} is to do: ${names.join(", ")}. fluxion ${command.name()} --help explains them.`;
  }
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/^error: /, "")
    .split(/\s*\n\s*/)
    .filter((line) => line !== "")
    .join(" ");
}
