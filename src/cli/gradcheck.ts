/** `fluxion gradcheck`: any exported function, or a system by name, against extrapolated differences. */
import { Command, InvalidArgumentError } from "commander";
import { argumentsOf } from "./gradcheck/arguments.ts";
import { type GradientTarget, checkGradient } from "./gradcheck/check.ts";
import { loadModule, type ModuleExports } from "./gradcheck/load-module.ts";
import { gradientTable } from "./gradcheck/table.ts";
import { askSystem, objectiveOf, type ParameterValues, type System } from "../system/index.ts";
import { CommandError } from "./command-error.ts";
import type { Output } from "./output.ts";

interface Options {
  readonly at?: string;
  readonly order: 1 | 2;
  readonly json?: boolean;
}

/** The command; `fail` is told of a gradient that is wrong. */
export function gradcheckCommand(systems: readonly System[], output: Output, fail: () => void): Command {
  return new Command("gradcheck")
    .description(
      "Compare the automatic derivative of a function with Richardson-extrapolated differences, leaf by leaf.",
    )
    .argument(
      "<module>",
      `a TypeScript or JavaScript module (module#export names the function), or a system by name: ${systems.map(({ name }) => name).join(", ")}`,
    )
    .argument("[export]", "name of the function; needed when the module exports several")
    .option("--at <json>", "where to check: a JSON list of arguments (lists of numbers are arrays), or one argument")
    .option("--order <n>", "1 checks the gradient, 2 its derivative along a fixed direction too", parseOrder, 1)
    .option("--json", "print data in the place of text")
    .addHelpText("after", help)
    .action(async (text: string, second: string | undefined, options: Options) => {
      const system = systems.find((each) => each.name === text);
      const [, module = text, name = second] = /^(.+)#([^#]+)$/.exec(text) ?? [];
      const target =
        system === undefined
          ? exportTarget(await loadModule(module), module, name, options)
          : systemTarget(system, options);
      const check = checkGradient(target, options.order);
      output.result(
        options.json === true
          ? JSON.stringify({ function: target.name, ...check }, null, 2)
          : gradientTable(target.name, check),
      );
      if (!check.passed) fail();
    });
}

const help = `
The function may take and return any trees of arrays and numbers; a result that is not one number is summed with
fixed weights. Its arguments are, in this order:
  1. those of --at;
  2. the list exported as <export>Arguments;
  3. for a function of parameters, the defaults of a spec exported as <export>Spec or spec.
An argument that holds anything but numbers and arrays (names, options) is passed as it is.

Exit code 1 if any leaf fails.

Examples:
  $ fluxion gradcheck cosmology
  $ fluxion gradcheck model.ts#chi2
  $ fluxion gradcheck model.ts#chi2 --at '[{"rate": 0.5, "times": [0, 1, 2]}]' --order 2`;

function systemTarget(system: System, { at }: Options): GradientTarget {
  const { question, spec } = askSystem(system);
  const { name } = system;
  const f = objectiveOf(question);
  const args = at === undefined ? [spec.defaults] : argumentsOf({ exports: {}, name, at });
  const asked =
    question.kind === "residuals" ? "chi-squared" : question.kind === "objective" ? "objective" : "minus log density";
  // The arguments are the defaults of the spec, or what the caller put in their place.
  return { name: `${asked} of ${name}`, f: (params) => f(params as ParameterValues), args };
}

function exportTarget(
  exports: ModuleExports,
  module: string,
  asked: string | undefined,
  { at }: Options,
): GradientTarget {
  const functions = Object.keys(exports).filter((key) => isDifferentiable(exports[key]));
  const name = asked ?? (functions.length === 1 ? functions[0] : undefined);
  if (name === undefined) {
    throw new CommandError(
      functions.length === 0
        ? `${module} exports no function.`
        : `${module} exports several functions, name one: ${functions.join(", ")}.`,
    );
  }
  const f = exports[name];
  if (!isDifferentiable(f)) {
    throw new CommandError(`${module} exports no function ${name}. It exports: ${functions.join(", ")}.`);
  }
  return { name, f, args: argumentsOf({ exports, name, at }) };
}

/** A plain function; classes are functions too but cannot be called. */
function isDifferentiable(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === "function" && !/^class\b/.test(Function.prototype.toString.call(value));
}

function parseOrder(text: string): 1 | 2 {
  if (text === "1") return 1;
  if (text === "2") return 2;
  throw new InvalidArgumentError("Must be 1 or 2.");
}
