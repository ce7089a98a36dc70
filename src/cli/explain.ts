/** `fluxion explain`: a parameter of any system: its unit, bounds, meaning, and where its value comes from. */
import { Command } from "commander";
import { defaultVariant, parameterPaths, type System } from "../system/index.ts";
import { addValueOptions, readAsked, type SystemOptions } from "./asked.ts";
import { CommandError, unknownName } from "./command-error.ts";
import type { Output } from "./output.ts";

type Options = Pick<SystemOptions, "set" | "config" | "profile" | "variant"> & { readonly json?: boolean };

/** The command. */
export function explainCommand(systems: readonly System[], output: Output): Command {
  return addValueOptions(
    new Command("explain")
      .description("Explain a parameter: its unit, bounds, meaning, and where its value comes from.")
      .argument("<path>", "the parameter, with its system where several have one of that name: cosmology.H0")
      .option("--variant <name>", "the variant of the system"),
  )
    .option("--json", "print data in the place of text")
    .action((text: string, options: Options) => {
      const { system, path } = parameterOf(systems, text, options.variant);
      const { request, origins } = readAsked(system, { ...options, target: "wasm" });
      const {
        unit,
        doc,
        parameter,
        default: usual,
      } = system.specs[request.variant]!.leaves.find((leaf) => leaf.path === path)!;
      const { value, origin } = origins[path]!;
      const facts = {
        system: system.name,
        variant: request.variant,
        path,
        value,
        origin,
        unit,
        range: parameter.range,
        default: usual,
        doc,
      };
      output.result(
        options.json === true
          ? JSON.stringify(facts, null, 2)
          : [
              `${system.name}.${path}: ${doc}`,
              `  value    ${value}${unit === "" ? "" : ` ${unit}`}, from ${origin}`,
              `  default  ${typeof usual === "number" ? usual : "none"}`,
              `  range    ${parameter.range}`,
              `  unit     ${unit === "" ? "none" : unit}`,
              `  variant  ${request.variant}`,
            ].join("\n"),
      );
    });
}

/** The system and the path in it that `text` names, with the system's name before it or without. */
function parameterOf(
  systems: readonly System[],
  text: string,
  variant: string | undefined,
): { readonly system: System; readonly path: string } {
  const pathsOf = (system: System): readonly string[] => parameterPaths(system, variant ?? defaultVariant(system));
  const named = systems.find(({ name }) => text.startsWith(`${name}.`));
  const path = named === undefined ? text : text.slice(named.name.length + 1);
  const candidates = named === undefined ? systems : [named];
  const [found, ...others] = candidates.filter((system) => pathsOf(system).includes(path));
  if (found === undefined) throw unknownName("parameter", path, candidates.flatMap(pathsOf));
  if (others.length === 0) return { system: found, path };
  const choices = [found, ...others].map(({ name }) => `${name}.${path}`).join(" or ");
  throw new CommandError(`Several systems have a parameter ${path}: write ${choices}.`);
}
