/** askSystem: the problem that a system poses, with defaults for all that is not said. */
import { ParameterError } from "../errors/index.ts";
import type { Problem } from "./problem.ts";
import type { ParameterValues, ProblemRequest, System } from "./system.ts";

/** Name of the variant that is meant unless another is named. */
export function defaultVariant(system: System): string {
  return Object.keys(system.specs)[0] ?? "";
}

/** Paths of the parameters of a variant, as its spec was written. */
export function parameterPaths(system: System, variant = defaultVariant(system)): readonly string[] {
  const spec = system.specs[variant];
  return spec === undefined ? [] : spec.leaves.map(({ path }) => path);
}

/** Paths that a fit of a variant frees unless told otherwise. */
export function freeByDefault(system: System, variant = defaultVariant(system)): readonly string[] {
  return system.free?.[variant] ?? parameterPaths(system, variant);
}

/**
 * A whole request from a part of one.
 *
 * @throws ParameterError for a variant, data set, parameter, choice or its value that the system has not
 */
export function completeRequest(system: System, asked: Partial<ProblemRequest> = {}): ProblemRequest {
  const { variant = defaultVariant(system), values = {}, choices = {} } = asked;
  const known = Object.keys(system.datasets);
  const datasets = asked.datasets ?? system.datasetsByDefault ?? known;
  requireKnown(system, "variant", [variant], Object.keys(system.specs));
  requireKnown(system, "dataset", datasets, known);
  requireKnown(system, "parameter", Object.keys(values), parameterPaths(system, variant));
  const offered = system.choices ?? [];
  requireKnown(
    system,
    "choice",
    Object.keys(choices),
    offered.map(({ option }) => option),
  );
  for (const { option, values: possible } of offered) {
    const chosen = choices[option];
    if (chosen !== undefined) requireKnown(system, option, [chosen], possible);
  }
  return {
    variant,
    datasets,
    values,
    choices: Object.fromEntries(offered.map((each) => [each.option, choices[each.option] ?? each.default])),
  };
}

/**
 * The problem that a system poses.
 *
 * @param asked  variant, data sets, values by path, choices by option; the defaults of the system for what is left out
 * @throws ParameterError for a name that the system has not; DataError as the system's own `problem`
 * @example
 * ```ts
 * import { askSystem } from "fluxion/system";
 * import { cosmologySystem } from "fluxion/models/cosmology/system";
 * const problem = askSystem(cosmologySystem, { datasets: ["cmb"], values: { H0: 70 } });
 * console.log(problem.title); // → LCDM fitted to Planck 2018 distance prior
 * ```
 */
export function askSystem(system: System, asked: Partial<ProblemRequest> = {}): Problem<ParameterValues> {
  return system.problem(completeRequest(system, asked));
}

function requireKnown(system: System, kind: string, names: readonly string[], known: readonly string[]): void {
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new ParameterError({
      where: "askSystem",
      problem: `${system.name} has no ${kind} ${name}`,
      hint: known.length === 0 ? `It has none.` : `Supported: ${known.join(", ")}.`,
    });
  }
}
