/** Parameters: one number each, with unit, bounds, default and meaning. */
import { describeValue, ParameterError } from "../errors/index.ts";
import { type Bijector, exponential, identity, scaledLogistic } from "./bijector.ts";

/** What is said about any parameter. */
export interface ParameterOptions {
  /** The value to start from; inside of the bounds. */
  readonly default: number;
  /** Unit, as text to print; none unless given. */
  readonly unit?: string;
  /** What the parameter means, in a few words. */
  readonly doc?: string;
}

/** What is said about a parameter that must be positive. */
export interface PositiveOptions extends ParameterOptions {
  /** How samplers map it to all real numbers: `bijectors.exponential` unless given, `bijectors.softplus` for equal steps at large values. */
  readonly bijector?: Bijector;
}

/** One number of a model: its range, where it starts, and what it means. Made by `real`, `positive` and `bounded`. */
export class Parameter {
  readonly unit: string;
  readonly doc: string;
  readonly default: number;
  readonly lower: number;
  readonly upper: number;
  /** Whether the bounds themselves are allowed values. */
  readonly closed: boolean;
  readonly bijector: Bijector;

  constructor(options: ParameterOptions, lower: number, upper: number, closed: boolean, bijector: Bijector) {
    this.unit = options.unit ?? "";
    this.doc = options.doc ?? "";
    this.default = options.default;
    this.lower = lower;
    this.upper = upper;
    this.closed = closed;
    this.bijector = bijector;
    Object.freeze(this);
  }

  /** True for an allowed value; NaN and infinities never are. */
  allows(value: number): boolean {
    if (!Number.isFinite(value)) return false;
    return this.closed ? value >= this.lower && value <= this.upper : value > this.lower && value < this.upper;
  }

  /** The range as text: `[20, 150]`, `(0, Infinity)`. */
  get range(): string {
    const [open, close] = this.closed ? ["[", "]"] : ["(", ")"];
    return `${open}${this.lower}, ${this.upper}${close}`;
  }
}

/**
 * A parameter that may be any number.
 *
 * @throws ParameterError when an option is unknown or of the wrong type, or the default is not finite
 */
export function real(options: ParameterOptions): Parameter {
  const read = readOptions("real", commonOptions, options);
  return withDefaultInside("real", new Parameter(read, -Infinity, Infinity, false, identity));
}

/**
 * A parameter greater than zero.
 *
 * @throws ParameterError when an option is unknown or of the wrong type, or the default is not positive
 */
export function positive(options: PositiveOptions): Parameter {
  const read = readOptions("positive", positiveOptions, options);
  return withDefaultInside("positive", new Parameter(read, 0, Infinity, false, options.bijector ?? exponential));
}

/**
 * A parameter from `lower` to `upper`, both included.
 *
 * @param lower  in the unit of the parameter, finite
 * @param upper  in the unit of the parameter, finite, above `lower`
 * @throws ParameterError when the bounds are in disorder, an option is unknown or of the wrong type, or the default is outside
 * @example
 * ```ts
 * import { bounded } from "fluxion";
 * console.log(bounded(20, 150, { unit: "km/s/Mpc", default: 67.4, doc: "Hubble constant" }).range); // → [20, 150]
 * ```
 */
export function bounded(lower: number, upper: number, options: ParameterOptions): Parameter {
  const ordered = Number.isFinite(lower) && Number.isFinite(upper) && lower < upper;
  if (!ordered) {
    throw new ParameterError({
      where: "bounded",
      expected: "two finite bounds, the lower first",
      received: `${describeValue(lower)} and ${describeValue(upper)}`,
      hint: "Use real for a parameter without bounds, positive for one above zero.",
    });
  }
  const read = readOptions("bounded", commonOptions, options);
  return withDefaultInside("bounded", new Parameter(read, lower, upper, true, scaledLogistic(lower, upper)));
}

/** What an option must be: in words, and as a test of a value. */
interface OptionCheck {
  readonly expected: string;
  readonly allows: (value: unknown) => boolean;
}

const orAbsent = ({ expected, allows }: OptionCheck): OptionCheck => ({
  expected,
  allows: (value) => value === undefined || allows(value),
});
const text: OptionCheck = { expected: "text", allows: (value) => typeof value === "string" };

const commonOptions: Readonly<Record<string, OptionCheck>> = {
  default: { expected: "a finite number", allows: Number.isFinite },
  unit: orAbsent(text),
  doc: orAbsent(text),
};

const positiveOptions: Readonly<Record<string, OptionCheck>> = {
  ...commonOptions,
  bijector: orAbsent({ expected: "a bijector such as bijectors.softplus", allows: isBijector }),
};

function isBijector(value: unknown): boolean {
  return typeof value === "object" && value !== null && "forward" in value && "logDetJacobian" in value;
}

/** The options if each is as it must be; an error in our words about the first that is not. */
function readOptions<O extends ParameterOptions>(
  where: string,
  checks: Readonly<Record<string, OptionCheck>>,
  options: O,
): O {
  const given: unknown = options;
  const known = Object.keys(checks).join(", ");
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    const received = describeValue(given);
    throw new ParameterError({ where, path: "", expected: `an object with the options ${known}`, received });
  }
  for (const [path, { expected, allows }] of Object.entries(checks)) {
    const value: unknown = Reflect.get(given, path);
    if (!allows(value)) throw new ParameterError({ where, path, expected, received: describeValue(value) });
  }
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(checks, key));
  if (unknown !== undefined) {
    throw new ParameterError({ where, problem: `unknown option ${unknown}`, hint: `The options are ${known}.` });
  }
  return options;
}

function withDefaultInside(where: string, parameter: Parameter): Parameter {
  if (parameter.allows(parameter.default)) return parameter;
  throw new ParameterError({
    where,
    path: "default",
    expected: `a finite number in ${parameter.range}`,
    received: describeValue(parameter.default),
  });
}
