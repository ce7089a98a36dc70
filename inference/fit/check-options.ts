/** Checks of options that types cannot make where a script runs unchecked: methods, choices by name, and stop rules. */
import { describeValue, ParameterError } from "../../src/errors/index.ts";
import { defaultStop, type StopRules } from "./judge.ts";

/**
 * A method is what its function returns.
 *
 * @param part  a function that every method of the kind has
 * @throws ParameterError saying how one is made
 */
export function checkMethod(method: unknown, where: string, example: string, option = "method", part = "bind"): void {
  if (typeof method === "object" && method !== null && part in method) return;
  throw new ParameterError({
    where,
    path: option,
    expected: `a ${option}, such as ${example}`,
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

/**
 * A state to go on from belongs to a fit of as many numbers.
 *
 * @throws ParameterError saying how states are kept
 */
export function checkResume(state: unknown, size: number, where: string): void {
  if (state === undefined) return;
  const point = typeof state === "object" && state !== null && "point" in state ? state.point : undefined;
  if (point instanceof Float64Array && point.length === size) return;
  throw new ParameterError({
    where,
    path: "resume",
    expected: `the state of a solution of this fit, with ${size} free number${size === 1 ? "" : "s"}`,
    received: point instanceof Float64Array ? `one with ${point.length}` : describeValue(state),
    ...(!(point instanceof Float64Array) && {
      hint: "JSON does not keep typed arrays: structuredClone does, and the option checkpoint of minimizeAsync saves to a file.",
    }),
  });
}
