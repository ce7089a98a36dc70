/** What a command asks a system: options, config, profile and defaults in their order, every name checked. */
import { type Command, InvalidArgumentError } from "commander";
import type { TargetName } from "../index.ts";
import { targetNames } from "../internal.ts";
import {
  completeRequest,
  defaultVariant,
  freeByDefault,
  loadOrder,
  type OriginatedValue,
  parameterPaths,
  type ProblemRequest,
  type System,
  type ValueSource,
} from "../system/index.ts";
import { CommandError, oneOf, unknownName } from "./command-error.ts";
import { readConfig } from "./config.ts";

/** A request with what surrounds it. */
export interface Asked {
  readonly request: ProblemRequest;
  /** Paths of the parameters that are free. */
  readonly free: readonly string[];
  /** Value and origin of every parameter, by path. */
  readonly origins: Readonly<Record<string, OriginatedValue>>;
  readonly seed: number | string;
  readonly target: TargetName;
}

/** Options that every verb of a system takes, as commander reads them. */
export interface SystemOptions {
  readonly variant?: string;
  readonly datasets?: string;
  readonly optimize?: string;
  readonly set: Readonly<Record<string, number>>;
  readonly config?: string;
  readonly profile?: string;
  readonly seed?: string;
  readonly target: string;
}

/** Adds the options that say what a system is asked. */
export function addSystemOptions(command: Command, system: System): Command {
  command
    .option("--variant <name>", `the variant: ${Object.keys(system.specs).join(", ")}`)
    .option("--datasets <names>", `data sets, separated by commas: ${Object.keys(system.datasets).join(", ")}`)
    .option("--optimize <names>", "parameters to free, separated by commas; the others are held");
  addValueOptions(command)
    .option("--seed <seed>", "what random numbers follow from (default: 0)")
    .option("--target <name>", `where it is computed: ${targetNames.join(", ")}`, "wasm");
  for (const { option, doc, values, default: usual } of system.choices ?? []) {
    command.option(`--${option} <name>`, `${doc}: ${values.join(", ")} (default: "${usual}")`);
  }
  return command;
}

/** Adds the options that give values to parameters. */
export function addValueOptions(command: Command): Command {
  return command
    .option("--set <path=value>", "start a parameter there, or hold it there; may be repeated", parseAssignment, {})
    .option("--config <file>", "a JSON file with values, datasets, choices, seed; options override it")
    .option("--profile <name>", "values of the system under that name");
}

/** What the options ask of the system. @throws CommandError for a name, a value or a file that is wrong */
export function readAsked(system: System, options: SystemOptions & Readonly<Record<string, unknown>>): Asked {
  const config = options.config === undefined ? {} : readConfig(options.config);
  const variant = oneOf(
    "variant",
    options.variant ?? config.variant ?? defaultVariant(system),
    Object.keys(system.specs),
  );
  const known = parameterPaths(system, variant);
  const datasets = options.datasets === undefined ? config.datasets : listed(options.datasets);
  const names = Object.keys(system.datasets);
  for (const name of datasets ?? []) if (!names.includes(name)) throw unknownName("dataset", name, names);
  if (datasets?.length === 0) throw new CommandError(`No dataset is named. Supported: ${names.join(", ")}.`);

  const free = options.optimize === undefined ? config.free : listed(options.optimize);
  for (const name of free ?? []) if (!known.includes(name)) throw unknownName("parameter", name, known);
  if (free?.length === 0)
    throw new CommandError(`No parameter is named in --optimize. Supported: ${known.join(", ")}.`);

  const profileName = options.profile ?? config.profile;
  const profiles = system.profiles ?? {};
  const profile =
    profileName === undefined ? undefined : profiles[oneOf("profile", profileName, Object.keys(profiles))];
  const sources: readonly ValueSource[] = [
    ...(profile === undefined ? [] : [{ name: `profile ${profileName}`, values: profile.values }]),
    ...(config.values === undefined ? [] : [{ name: `config ${options.config}`, values: config.values }]),
    { name: "--set", values: options.set },
  ];
  for (const { values } of sources) checkValues(system, variant, values);
  const choices = Object.fromEntries(
    (system.choices ?? []).map(({ option, values, default: usual }) => {
      const given = options[option];
      const chosen = typeof given === "string" ? given : (config.choices?.[option] ?? usual);
      return [option, oneOf(option, chosen, values)];
    }),
  );
  for (const option of Object.keys(config.choices ?? {})) oneOf("choice", option, Object.keys(choices));
  const values = Object.fromEntries(sources.flatMap((source) => Object.entries(source.values)));
  return {
    request: completeRequest(system, { variant, values, choices, ...(datasets === undefined ? {} : { datasets }) }),
    free: free ?? freeByDefault(system, variant),
    origins: loadOrder(system.specs[variant]!, sources),
    seed: options.seed ?? config.seed ?? 0,
    target: oneOf("target", options.target, targetNames),
  };
}

function checkValues(system: System, variant: string, values: Readonly<Record<string, number>>): void {
  const { leaves } = system.specs[variant]!;
  const known = parameterPaths(system, variant);
  for (const [path, value] of Object.entries(values)) {
    const leaf = leaves.find((each) => each.path === path);
    if (leaf === undefined) throw unknownName("parameter", path, known);
    if (leaf.parameter.allows(value)) continue;
    throw new CommandError(
      `Parameter ${path}=${value} outside physical bounds ${leaf.parameter.range} for ${variant} model.`,
    );
  }
}

/** A comma-separated list: blanks trimmed, empty items dropped, each name once. */
function listed(text: string): readonly string[] {
  return [...new Set(text.split(",").map((item) => item.trim()))].filter((item) => item !== "");
}

function parseAssignment(text: string, before: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const [path = "", number = ""] = text.split(/=(.*)/s);
  const value = Number(number);
  if (path.trim() === "" || number.trim() === "" || !Number.isFinite(value)) {
    throw new InvalidArgumentError("Write it as path=number.");
  }
  return { ...before, [path.trim()]: value };
}
