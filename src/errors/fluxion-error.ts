/** FluxionError and its kinds: data first (code and details), one sentence rendered from it last. */
import { renderError } from "./render.ts";
import type { ErrorDetails } from "./error-details.ts";

/**
 * What every error of the framework is. Catch this one to tell our errors from others, and read `code` and `details`
 * rather than the text; `message` is the rendered sentence.
 */
export abstract class FluxionError extends Error {
  /** The kind as data: "shape", "dtype", "axis", "tree", ... */
  declare readonly code: string;
  /** What the sentence was rendered from. */
  declare readonly details: ErrorDetails;

  protected constructor(name: string, code: string, details: ErrorDetails) {
    super(renderError(name, details), details.cause === undefined ? undefined : { cause: details.cause });
    // Not enumerable: a console that prints an error lists such properties below it, and the sentence has said it all.
    Object.defineProperties(this, {
      name: { value: name, configurable: true },
      code: { value: code },
      details: { value: Object.freeze({ ...details }) },
    });
    // The engine has written "Error: <message>" above the frames; the message already says which kind it is.
    const frames = this.stack?.split("\n").findIndex((line) => /^\s+at /.test(line)) ?? -1;
    if (this.stack !== undefined && frames >= 0) {
      this.stack = [this.message, ...this.stack.split("\n").slice(frames)].join("\n");
    }
  }

  override toString(): string {
    return this.message;
  }
}

/** The shape of an array does not fit. */
export class ShapeError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("ShapeError", "shape", details);
  }
}

/** The element type of an array does not fit. */
export class DTypeError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("DTypeError", "dtype", details);
  }
}

/** An axis is named that the array does not have, or named twice. */
export class AxisError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("AxisError", "axis", details);
  }
}

/** A tree holds what is no leaf, or two trees differ in structure. */
export class TreeError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("TreeError", "tree", details);
  }
}

/** The value of an array was asked for while it is unknown, that is while tracing. */
export class TracerError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("TracerError", "tracer", details);
  }
}

/** A derivative that does not exist was asked for, or one that was found wrong. */
export class DerivativeError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("DerivativeError", "derivative", details);
  }
}

/** An index lies outside of its axis, or there are more indices than axes. */
export class IndexError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("IndexError", "index", details);
  }
}

/** A parameter is declared wrongly, unknown, missing or outside of its bounds. */
export class ParameterError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("ParameterError", "parameter", details);
  }
}

/** An option or an argument of a call does not exist, is of the wrong kind or out of its range. */
export class OptionError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("OptionError", "option", details);
  }
}

/** Data handed in cannot be read: wrong type, ragged, a bad row or column of a file. */
export class DataError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("DataError", "data", details);
  }
}

/** A program cannot be compiled for the target asked for. */
export class CompileError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("CompileError", "compile", details);
  }
}

/** A fit or a solver was asked for what it cannot do, or its failure was unwrapped. */
export class FitError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("FitError", "fit", details);
  }
}

/** A computation gave NaN, or an infinity, where debugging asks for finite numbers. */
export class NumericError extends FluxionError {
  constructor(details: ErrorDetails) {
    super("NumericError", "numeric", details);
  }
}
