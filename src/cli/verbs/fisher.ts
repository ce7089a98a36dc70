/** `fisher`: the errors that the data of a system allow at given parameters, before anything is fitted. */
import { fisher } from "../../../inference/index.ts";
import { significant, columns } from "../../internal.ts";
import { askSystem, type ParameterValues } from "../../system/index.ts";
import { CommandError } from "../command-error.ts";
import { print, type Verb } from "./verb.ts";

/** Errors and correlations from the Jacobian of the residuals. */
export const fisherVerb: Verb = {
  name: "fisher",
  doc: "Errors and correlations that the data allow at the given parameters, from the Fisher matrix.",
  applies: ({ question }) => question === "residuals",
  run: (call) => {
    const { system, asked } = call;
    const { question, spec, title, name } = askSystem(system, asked.request);
    if (question.kind !== "residuals") throw new CommandError(`${system.name} has no residuals.`);
    const information = fisher((params: ParameterValues) => question.residuals(params), spec.defaults, {
      spec,
      free: asked.free,
      run: { target: asked.target },
    });
    const { paths, errors, correlation } = information;
    const correlations = correlation.toNested() as readonly (readonly number[])[];
    const parameters = paths.map((path, i) => {
      const { unit } = spec.leaves.find((leaf) => leaf.path === path)!;
      return { path, unit, value: asked.origins[path]!.value, error: errors[i]! };
    });
    const written = spec.leaves.map(({ path }) => paths.indexOf(path)).filter((i) => i >= 0);
    const rows = written.map((i) => {
      const { path, unit, value, error } = parameters[i]!;
      return [
        path,
        String(value),
        Number.isFinite(error) ? significant(error, 7) : "–",
        unit,
        ...written.map((j) => correlations[i]![j]!.toFixed(3)),
      ];
    });
    const heading = ["", "value", "error", "unit", ...written.map((i) => paths[i]!)];
    const sides = heading.map((_, i) => (i === 0 || i === 3 ? ("left" as const) : ("right" as const)));
    print(call, {
      text: [`${title}: errors and correlations`, "", ...columns(heading, rows, sides).map((line) => `  ${line}`)].join(
        "\n",
      ),
      data: { model: name, parameters, correlations },
    });
    return Promise.resolve();
  },
};
