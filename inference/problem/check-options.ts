/** Checks of options that types cannot make where a script runs unchecked: methods, choices by name, and stop rules. */
import { describeValue, ParameterError } from "../../src/errors/index.ts";
import { defaultStop, type StopRules } from "./judge.ts";

/**
 * A method is what its function returns.
 *
 * @throws ParameterError saying how one is made
 */
export function checkMethod(method: unknown, where: string, example: string): void {
  if (typeof method === "object" && method !== null && "bind" in method) return;
  throw new ParameterError({
    where,
    path: "method",
    expected: `a method, such as ${example}`,
    received: describeValue(method),
    ...(typeof method === "function" && { hint: `Call it: ${method.name}().` }),
  });
}

/** @throws ParameterError naming the choices */
export function checkChoice(value: unknown, choices: readonly string[], path: string, where: string): void {
  if (value === undefined || choices.includes(value as string)) return;
  const expected = choices.map((choice) => JSON.stringify(choice)).join(" or ");
  throw new ParameterError({ where, path, expected, received: describeValue(value) });
}

/** @throws ParameterError naming a rule that does not exist, or is no number from zero */
export function checkStopRules(rules: StopRules | undefined, where: string): void {
  for (const [name, value] of Object.entries<unknown>({ ...rules })) {
    if (!(name in defaultStop)) {
      throw new ParameterError({
        where,
        path: "stop",
        problem: `there is no rule ${name}`,
        hint: `The rules are ${Object.keys(defaultStop).join(", ")}.`,
      });
    }
    if (value === undefined || (typeof value === "number" && value >= 0)) continue;
    throw new ParameterError({
      where,
      path: `stop.${name}`,
      expected: "a number from 0",
      received: describeValue(value),
    });
  }
}
