/** Parameter: numbers of one shape and unit in a model, their range, where they start, and what they mean. */
import { Arr, array, type ArrayData, type Shape } from "../array/index.ts";
import { describeShape, describeValue, FluxionError, ParameterError } from "../errors/index.ts";
import { type Bijector, isElementwise, type VectorBijector } from "./bijectors/index.ts";
import { NO_DEFAULT, type NoDefault } from "./default.ts";
import type { Prior } from "./prior.ts";

/** What is said about any parameter. */
export interface Meaning {
  /** Unit, as text to print; none unless given. */
  readonly unit?: string;
  /** What the parameter means, in a few words. */
  readonly doc?: string;
  /** How figures and tables call it, "Ωₘ" for example; its name unless given. */
  readonly label?: string;
}

/** What is said about a parameter that may have a shape. */
export interface ParameterOptions extends Meaning {
  /** The values to start from, inside of the bounds: one number for all, or a list or array of the shape; or `NO_DEFAULT`. */
  readonly default: ArrayData | NoDefault;
  /** Shape of the values. Default: that of the default; one number where there is none. */
  readonly shape?: Shape;
  /** Element type. Default "f64". */
  readonly dtype?: "f64" | "f32";
  /** What is known before there are data: a distribution, or anything with a `logDensity` of the values. */
  readonly prior?: Prior;
}

/** Everything about a parameter; the short forms fill it in. */
export interface ParameterDescription extends Omit<ParameterOptions, "dtype"> {
  readonly dtype?: "f64" | "f32" | "i32";
  /** Least values: one number for all, or a list or array of the shape. Default -Infinity. */
  readonly lower?: ArrayData;
  /** Greatest values, likewise. Default Infinity. */
  readonly upper?: ArrayData;
  /** Whether the bounds themselves are allowed values. Default: false. */
  readonly closed?: boolean;
  /** How samplers map the values to all real numbers; null for whole numbers, which have no such map. */
  readonly bijector: Bijector | VectorBijector | null;
}

/**
 * Numbers of a model. Made by `real`, `positive`, `bounded`, `ordered`, `simplex`, `correlation` and `whole`, which are short for
 * the description it takes.
 */
export class Parameter {
  readonly shape: Shape;
  readonly dtype: "f64" | "f32" | "i32";
  readonly unit: string;
  readonly doc: string;
  /** Empty where the name serves. */
  readonly label: string;
  /** What it starts from: a number where it is one, else an array of its shape. */
  readonly default: number | Arr | NoDefault;
  /** Least value, -Infinity without bound: one number for all elements, or an array of the shape. */
  readonly lower: number | Arr;
  /** Greatest value, Infinity without bound, likewise. */
  readonly upper: number | Arr;
  /** Whether the bounds themselves are allowed values. */
  readonly closed: boolean;
  /** The map from all real numbers; null for whole numbers. */
  readonly bijector: Bijector | VectorBijector | null;
  readonly prior: Prior | null;

  /**
   * @param where  the short form that was called, for errors
   * @throws ParameterError when a shape, bound or default does not fit
   */
  constructor(description: ParameterDescription, where = "Parameter") {
    const { dtype = "f64", closed = false, bijector, prior = null } = description;
    this.dtype = dtype;
    this.shape = shapeOf(description, where);
    this.unit = text("unit", description.unit, where);
    this.doc = text("doc", description.doc, where);
    this.label = text("label", description.label, where);
    this.closed = closed;
    this.bijector = bijector;
    this.prior = priorOf(prior, where);
    this.lower = this.#read("lower", description.lower ?? -Infinity, where);
    this.upper = this.#read("upper", description.upper ?? Infinity, where);
    this.default = description.default === NO_DEFAULT ? NO_DEFAULT : this.#read("default", description.default, where);
    if (this.default !== NO_DEFAULT) {
      const complaint = this.complaints(this.default)[0];
      if (complaint !== undefined) {
        const path =
          this.shape.length === 0 || complaint.position === null ? "default" : `default[${complaint.position}]`;
        throw new ParameterError({ where, path, expected: complaint.expected, received: complaint.received });
      }
    }
    Object.freeze(this);
  }

  /** The same parameter with another default. @throws ParameterError when it does not fit */
  withDefault(value: ArrayData, where: string): Parameter {
    // Its own prior may be null, which a description leaves out.
    const { prior, ...rest } = this;
    return new Parameter({ ...rest, ...(prior !== null && { prior }), default: value }, where);
  }

  /** Least value of the element at a position, in row-major order. */
  lowerAt(position: number): number {
    return typeof this.lower === "number" ? this.lower : this.lower.toArray()[position]!;
  }

  /** Greatest value of the element at a position, in row-major order. */
  upperAt(position: number): number {
    return typeof this.upper === "number" ? this.upper : this.upper.toArray()[position]!;
  }

  /** True for an allowed value of the element at a position; NaN and infinities never are. */
  allows(value: number, position = 0): boolean {
    if (!Number.isFinite(value)) return false;
    const [lower, upper] = [this.lowerAt(position), this.upperAt(position)];
    if (this.dtype === "i32" && !Number.isInteger(value)) return false;
    return this.closed ? value >= lower && value <= upper : value > lower && value < upper;
  }

  /** The range as text: `[20, 150]`, `(0, Infinity)`. */
  get range(): string {
    return this.rangeAt(0);
  }

  /** The range of the element at a position, as text. */
  rangeAt(position: number): string {
    const [open, close] = this.closed ? ["[", "]"] : ["(", ")"];
    return `${open}${this.lowerAt(position)}, ${this.upperAt(position)}${close}`;
  }

  /**
   * What is wrong with values of its shape: elements out of their range, or all together.
   *
   * @internal
   */
  complaints(value: number | Arr): readonly Complaint[] {
    const numbers = typeof value === "number" ? [value] : Array.from(value.toArray(), Number);
    const outside = numbers.flatMap((each, position): Complaint[] =>
      this.allows(each, position)
        ? []
        : [{ position, value: each, expected: this.#expected(position), received: describeValue(each) }],
    );
    const { bijector } = this;
    if (outside.length > 0 || bijector === null || isElementwise(bijector)) return outside;
    const size = this.shape.slice(-bijector.rank).reduce((product, length) => product * length, 1);
    for (let from = 0; from < numbers.length; from += size) {
      const row = numbers.slice(from, from + size);
      const expected = bijector.complaint(Float64Array.from(row));
      if (expected !== null) return [{ position: null, value: Number.NaN, expected, received: `[${row.join(", ")}]` }];
    }
    return [];
  }

  #expected(position: number): string {
    const [lower, upper] = [this.lowerAt(position), this.upperAt(position)];
    const kind = this.dtype === "i32" ? "whole" : "finite";
    return lower === -Infinity && upper === Infinity
      ? `a ${kind} number`
      : `a ${kind} number in ${this.rangeAt(position)}`;
  }

  /** One number where the parameter is one or all elements are alike as bounds, else an array of the shape. */
  #read(path: string, data: ArrayData, where: string): number | Arr {
    if (typeof data === "number" && (this.shape.length === 0 || path !== "default")) return data;
    if (typeof data === "boolean") throw notNumbers(path, data, where);
    const given = asArray(path, data, where);
    const { shape, dtype } = this;
    const size = shape.reduce((product, length) => product * length, 1);
    if (given.rank === 0) {
      const [value] = given.toArray();
      return shape.length === 0 ? value! : array(new Float64Array(size).fill(value!), { shape, dtype });
    }
    if (describeShape(given.shape) !== describeShape(shape)) {
      throw new ParameterError({
        where,
        path,
        expected: shape.length === 0 ? "one number" : `one number, or values of shape ${describeShape(shape)}`,
        received: `shape ${describeShape(given.shape)}`,
        hint: "The option shape says how many values there are: real({ shape: [8], default: 0 }).",
      });
    }
    return path === "default" && given.dtype !== dtype ? given.cast(dtype) : given;
  }
}

/** Something wrong with a value. */
export interface Complaint {
  /** Which element, in row-major order; null for all together. */
  readonly position: number | null;
  readonly value: number;
  readonly expected: string;
  readonly received: string;
}

function shapeOf({ shape, default: value, lower, upper }: ParameterDescription, where: string): Shape {
  if (shape !== undefined) {
    const given: unknown = shape;
    const isShape = Array.isArray(given) && given.every((length) => Number.isInteger(length) && Number(length) > 0);
    if (!isShape) {
      const expected = "a list of whole lengths above 0, such as [8]";
      throw new ParameterError({ where, path: "shape", expected, received: describeValue(shape) });
    }
    return Object.freeze([...shape]);
  }
  const found = [value, lower, upper].find((each) => typeof each === "object");
  return found === undefined ? Object.freeze([]) : asArray("default", found, where).shape;
}

function asArray(path: string, data: unknown, where: string): Arr {
  if (data instanceof Arr) return data;
  if (typeof data !== "number" && (typeof data !== "object" || data === null)) throw notNumbers(path, data, where);
  try {
    return array(data as ArrayData);
  } catch (error) {
    if (error instanceof FluxionError) throw notNumbers(path, data, where);
    throw error;
  }
}

function notNumbers(path: string, data: unknown, where: string): ParameterError {
  const expected = path === "default" ? "a finite number, a list of them, or NO_DEFAULT" : "a number or a list of them";
  return new ParameterError({ where, path, expected, received: describeValue(data) });
}

function text(path: string, value: unknown, where: string): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  throw new ParameterError({ where, path, expected: "text", received: describeValue(value) });
}

function priorOf(prior: unknown, where: string): Prior | null {
  if (prior === null) return null;
  const fits = typeof prior === "object" && "logDensity" in prior && typeof prior.logDensity === "function";
  // What has the one function of a prior is one.
  if (fits) return prior as Prior;
  const expected = "a distribution: an object with a function logDensity";
  throw new ParameterError({ where, path: "prior", expected, received: describeValue(prior) });
}
