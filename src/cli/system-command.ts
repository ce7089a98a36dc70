/** `fluxion <system>`: the verbs that follow from the question of a system, and those that it adds. */
import { Command } from "commander";
import type { System } from "../system/index.ts";
import { addSystemOptions, readAsked, type SystemOptions } from "./asked.ts";
import type { Output } from "./output.ts";
import { fisherVerb } from "./verbs/fisher.ts";
import { fitVerb, reportVerb } from "./verbs/fit.ts";
import { paramsVerb } from "./verbs/params.ts";
import { sampleVerb } from "./verbs/sample.ts";
import { print, type Verb } from "./verbs/verb.ts";

const genericVerbs: readonly Verb[] = [fitVerb, sampleVerb, fisherVerb, reportVerb, paramsVerb];

/** Every verb of a system. */
export function verbsOf(system: System): readonly Verb[] {
  const own = Object.entries(system.verbs ?? {}).map(([name, verb]): Verb => ({
    name,
    doc: verb.doc,
    applies: () => true,
    run: async (call) => {
      print(call, await verb.run(call.asked.request));
    },
  }));
  const generic = genericVerbs.filter((verb) => verb.applies(system) && !own.some(({ name }) => name === verb.name));
  return [...generic, ...own];
}

/** The command of a system; `fail` is told when what was asked for did not succeed. */
export function systemCommand(system: System, output: Output, fail: () => void): Command {
  const command = new Command(system.name).description(system.doc);
  for (const verb of verbsOf(system)) {
    const sub = addSystemOptions(new Command(verb.name).description(verb.doc), system).option(
      "--json",
      "print data in the place of text",
    );
    verb.addOptions?.(sub);
    sub.action(async (options: SystemOptions & Readonly<Record<string, unknown>>) => {
      const asked = readAsked(system, options);
      await verb.run({ system, asked, options, output, json: options.json === true, fail });
    });
    command.addCommand(sub);
  }
  return command.addHelpText("after", () => example(system));
}

function example({ name }: System): string {
  return `
Examples:
  $ fluxion ${name} fit
  $ fluxion ${name} params --json
  $ fluxion ${name} fit --help`;
}
