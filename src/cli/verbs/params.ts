/** `params`: what a system has: its parameters with origins, data sets, choices, profiles. */
import { columns } from "../../internal.ts";
import { print, type Verb } from "./verb.ts";

/** Describes a system without reading its data. */
export const paramsVerb: Verb = {
  name: "params",
  doc: "List the parameters with units, bounds and where their values come from, the data sets, choices and profiles.",
  applies: () => true,
  run: (call) => {
    const { system, asked } = call;
    const { leaves } = system.specs[asked.request.variant]!;
    const parameters = leaves.map(({ path, unit, doc, parameter }) => {
      return { path, ...asked.origins[path]!, unit, range: parameter.range, doc, free: asked.free.includes(path) };
    });
    const table = columns(
      ["", "value", "origin", "unit", "range", "meaning"],
      parameters.map(({ path, value, origin, unit, range, doc }) => [path, String(value), origin, unit, range, doc]),
      ["left", "right", "left", "left", "left", "left"],
    );
    const lists = [
      ...Object.entries(system.datasets).map(([name, { doc }]) => ["dataset", name, doc]),
      ...(system.choices ?? []).map(({ option, doc, values }) => [
        "choice",
        `--${option}`,
        `${doc}: ${values.join(", ")}`,
      ]),
      ...Object.entries(system.profiles ?? {}).map(([name, { doc }]) => ["profile", name, doc]),
    ];
    print(call, {
      text: [
        `${system.name} (${asked.request.variant}): ${system.doc}`,
        "",
        ...table.map((line) => `  ${line}`),
        "",
        ...columns(["", "", ""], lists, ["left", "left", "left"])
          .slice(1)
          .map((line) => `  ${line}`),
      ].join("\n"),
      data: {
        system: system.name,
        doc: system.doc,
        request: asked.request,
        parameters,
        datasets: Object.fromEntries(Object.entries(system.datasets).map(([name, { doc }]) => [name, doc])),
        choices: system.choices ?? [],
        profiles: system.profiles ?? {},
      },
    });
    return Promise.resolve();
  },
};
