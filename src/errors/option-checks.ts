/** Checks of options: each a function of a value that throws, for scripts that run where no types are checked. */
import { describeValue } from "./describe.ts";
import { OptionError } from "./fluxion-error.ts";
import { nearestName } from "./nearest-name.ts";

/** Throws an OptionError unless the value of option `path` of the call `where` is what it has to be. */
export type OptionCheck = (value: unknown, where: string, path: string) => void;

/** One check for each option; an option without its check does not compile. */
export type OptionChecks<Options> = { readonly [Name in keyof Options]-?: OptionCheck };

/**
 * Checks the options of a call: names and values. What is left out or undefined is not looked at.
 *
 * @param where  the call, for the error: "lbfgsb"
 * @param path   where the options are in what was given: "stop"; "" where they are the options themselves
 * @param required  names of those that have no default
 * @throws OptionError naming an option that does not exist and the nearest that does, or a value that cannot be
 */
export function checkOptions(
  options: unknown,
  checks: Readonly<Record<string, OptionCheck>>,
  where: string,
  path = "",
  required: readonly string[] = [],
): void {
  if (options === undefined) {
    if (required.length > 0) throw missingOption(required[0]!, where, path);
    return;
  }
  if (!isPlain(options)) {
    const expected = `an object of ${path === "" ? "options" : "settings"}`;
    throw new OptionError({ where, path: path === "" ? "options" : path, expected, received: describeValue(options) });
  }
  for (const [name, value] of Object.entries<unknown>(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    const place = path === "" ? name : `${path}.${name}`;
    if (check === undefined) throw unknownOption(name, Object.keys(checks), where, place);
    if (value !== undefined) check(value, where, place);
  }
  const missing = required.find((name) => options[name] === undefined);
  if (missing !== undefined) throw missingOption(missing, where, path);
}

/** The options, and the default of each that is left out or undefined. */
export function withDefaults<Defaults extends object, Options extends object>(
  defaults: Defaults,
  options: Options,
): Omit<Options, keyof Defaults> & {
  [Name in keyof Defaults]: Defaults[Name] | Exclude<Options[Name & keyof Options], undefined>;
} {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  // What is undefined has been taken out, and the defaults stand in its place.
  return { ...defaults, ...given } as ReturnType<typeof withDefaults<Defaults, Options>>;
}

function missingOption(name: string, where: string, path: string): OptionError {
  const place = path === "" ? name : `${path}.${name}`;
  return new OptionError({ where, path: place, problem: `the option ${name} is missing`, hint: "It has no default." });
}

/** What is said of a run, by the names under which one may look for it. */
const runNames: ReadonlyMap<string, string> = new Map([
  ...["seed", "threads", "progress", "signal", "resume", "target"].map((name) => [name, name] as const),
  ...["onProgress", "callback", "verbose"].map((name) => [name, "progress"] as const),
  ["checkpoint", "resume"],
  ["key", "seed"],
  ["workers", "threads"],
]);

function unknownOption(name: string, names: readonly string[], where: string, path: string): OptionError {
  // How a call runs is said in one place, whatever the call.
  if (path === name && names.includes("run") && runNames.has(name)) {
    const nested = `run: { ${runNames.get(name)!}: … }`;
    return new OptionError({ where, path, problem: `there is no option ${name}`, hint: `Say it in ${nested}.` });
  }
  const nearest = nearestName(name, names);
  const all = names.length === 0 ? "There are none." : `The options are ${names.join(", ")}.`;
  return new OptionError({
    where,
    path,
    problem: `there is no option ${name}`,
    hint: nearest === undefined ? all : `Did you mean ${nearest}? ${all}`,
  });
}

/**
 * Whether a value is an object as `{ … }` or JSON make it, in whatever window or frame: a Map, an array or an instance of a class has
 * its content elsewhere, where reading options by name finds nothing.
 */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A check of a predicate, told in words. */
function checkThat(accepts: (value: unknown) => boolean, expected: string, hint?: string): OptionCheck {
  return (value, where, path) => {
    if (!accepts(value)) throw new OptionError({ where, path, expected, received: describeValue(value), hint });
  };
}

/** A finite number above zero. */
export function positive(hint?: string): OptionCheck {
  return checkThat((value) => isNumber(value) && value > 0 && value < Infinity, "a positive number", hint);
}

/** A finite number from zero, below `most` where that is given. */
export function notNegative(most = Infinity): OptionCheck {
  const expected = most === Infinity ? "a finite number of at least 0" : `a number of at least 0 and below ${most}`;
  return checkThat((value) => isNumber(value) && value >= 0 && value < most, expected);
}

/** A number with least < value < most. */
export function between(least: number, most: number): OptionCheck {
  const expected = most === Infinity ? `a finite number above ${least}` : `a number between ${least} and ${most}`;
  return checkThat((value) => isNumber(value) && value > least && value < most, expected);
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most = Infinity): OptionCheck {
  const expected =
    most === Infinity ? `a whole number of at least ${least}` : `a whole number from ${least} to ${most}`;
  return checkThat(
    (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    expected,
  );
}

/** A number from zero; infinity means without end. */
export const fromZero: OptionCheck = checkThat((value) => isNumber(value) && value >= 0, "a number from 0");

/** A finite number. */
export const finite: OptionCheck = checkThat((value) => isNumber(value) && Number.isFinite(value), "a finite number");

/** A number from 0 to 1, both included. */
export const fraction: OptionCheck = checkThat(
  (value) => isNumber(value) && value >= 0 && value <= 1,
  "a number from 0 to 1",
);

/** Two numbers, the lower first. */
export const interval: OptionCheck = checkThat(
  (value) => Array.isArray(value) && value.length === 2 && value.every(isNumber) && value[0]! <= value[1]!,
  "[lower, upper], two numbers with lower <= upper",
);

/** Any number, infinities included, but not NaN. */
export const number: OptionCheck = checkThat((value) => isNumber(value) && !Number.isNaN(value), "a number");

/** A whole number, of either sign. */
export const integer: OptionCheck = checkThat((value) => Number.isSafeInteger(value), "a whole number");

/** One value that all the checks given let pass one of: the error is that of the last. */
export function either(...checks: readonly OptionCheck[]): OptionCheck {
  return (value, where, path) => {
    for (const [k, check] of checks.entries()) {
      try {
        check(value, where, path);
        return;
      } catch (error) {
        if (k === checks.length - 1) throw error;
      }
    }
  };
}

/** What may become an array: a number, a flag, a list of them, a typed array, an array of the framework, traced or not. */
export const arrayLike: OptionCheck = checkThat(
  (value) =>
    isNumber(value) ||
    typeof value === "boolean" ||
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    (typeof value === "object" && value !== null && "dtype" in value),
  "a number or an array",
);

/** One of some words. */
export function choice(...words: readonly string[]): OptionCheck {
  const quoted = words.map((word) => JSON.stringify(word)).join(" or ");
  return (value, where, path) => {
    if (typeof value === "string" && words.includes(value)) return;
    const nearest = typeof value === "string" ? nearestName(value, words) : undefined;
    const hint = nearest === undefined ? undefined : `Did you mean ${JSON.stringify(nearest)}?`;
    throw new OptionError({ where, path, expected: quoted, received: describeValue(value), hint });
  };
}

/** True or false. */
export const boolean: OptionCheck = checkThat((value) => typeof value === "boolean", "true or false");

/** A function. */
export const callback: OptionCheck = checkThat((value) => typeof value === "function", "a function");

/** A string. */
export const text: OptionCheck = checkThat((value) => typeof value === "string", "a string");

/** A seed: a whole number or text. */
export const seed: OptionCheck = checkThat(
  (value) => typeof value === "string" || Number.isSafeInteger(value),
  "a whole number or text",
);

/** An object of any kind but a collection: a spec, a state, something made by another call. */
export const object: OptionCheck = checkThat(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !["Map", "Set", "Date", "Promise", "WeakMap", "WeakSet"].includes(
      Object.prototype.toString.call(value).slice(8, -1),
    ),
  "an object",
);

/** A plain object with a value a name, each checked. */
export function record(check: OptionCheck, expected = "an object with a value a name"): OptionCheck {
  return (value, where, path) => {
    if (!isPlain(value)) throw new OptionError({ where, path, expected, received: describeValue(value) });
    for (const [name, item] of Object.entries(value)) check(item, where, `${path}[${JSON.stringify(name)}]`);
  };
}

/** A list. */
export const list: OptionCheck = checkThat((value) => Array.isArray(value), "a list");

/** Something with the functions named, such as a listener. */
export function having(parts: readonly string[], expected: string): OptionCheck {
  return checkThat(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      parts.every((part) => typeof (value as Readonly<Record<string, unknown>>)[part] === "function"),
    expected,
  );
}

/** What a function of a library returns, known by one of its functions: a method, a sampler, a loss. */
export function madeBy(example: string, part: string): OptionCheck {
  return (value, where, path) => {
    if (typeof value === "object" && value !== null && !(value instanceof Map) && part in value) return;
    const hint = typeof value === "function" && value.name !== "" ? `Call it: ${value.name}().` : undefined;
    throw new OptionError({
      where,
      path,
      expected: `a ${path.split(".").at(-1)!}, such as ${example}`,
      received: describeValue(value),
      hint,
    });
  };
}

/** A listener of progress, or a function. */
export const listener: OptionCheck = checkThat(
  (value) =>
    typeof value === "function" ||
    (typeof value === "object" &&
      value !== null &&
      ["update", "end"].every((part) => typeof (value as Readonly<Record<string, unknown>>)[part] === "function")),
  "a listener, such as progressBar(process.stderr), or a function",
);

/** An AbortSignal. */
export const abortSignal: OptionCheck = checkThat(
  (value) => typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value,
  "an AbortSignal",
);

/** Options within options. */
export function nested(checks: Readonly<Record<string, OptionCheck>>): OptionCheck {
  return (value, where, path) => checkOptions(value, checks, where, path);
}

/** A list, each of its items checked. */
export function each(check: OptionCheck): OptionCheck {
  return (value, where, path) => {
    list(value, where, path);
    // The line before has thrown unless it is a list.
    (value as readonly unknown[]).forEach((item, k) => check(item, where, `${path}[${k}]`));
  };
}

/** A value, or null where that says something of its own. */
export function orNull(check: OptionCheck): OptionCheck {
  return (value, where, path) => {
    if (value !== null) check(value, where, path);
  };
}

/** Anything at all: data that are only kept. */
export const anything: OptionCheck = () => undefined;

/** A list of at least one item, each checked. */
export function some(check: OptionCheck): OptionCheck {
  return (value, where, path) => {
    each(check)(value, where, path);
    if ((value as readonly unknown[]).length > 0) return;
    throw new OptionError({ where, path, expected: "a list of at least one", received: describeValue(value) });
  };
}

/** A typed array. */
export const typedArray: OptionCheck = checkThat(
  (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  "a list of numbers",
);

/** An array of the framework. */
export const arrayObject: OptionCheck = checkThat(
  (value) => typeof value === "object" && value !== null && "dtype" in value && "shape" in value,
  "a list of numbers",
);

/** Numbers in a row: a list, a typed array, an array of the framework. */
export const vector: OptionCheck = checkThat(
  (value) =>
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    (typeof value === "object" && value !== null && "dtype" in value),
  "an array",
);

/** One of some numbers. */
export function oneOf(...numbers: readonly number[]): OptionCheck {
  return checkThat((value) => isNumber(value) && numbers.includes(value), numbers.join(" or "));
}

/** An option that is checked where it is read, because only there is it known what it has to be. */
export const whereRead: OptionCheck = () => undefined;

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}
