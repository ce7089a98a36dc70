/** TooLargeError: an array that the JavaScript engine has no memory for. */

import { callSite, describeBytes, describeType, ShapeError } from "../errors/index.ts";

/** What was asked for. */
interface Wanted {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly bytes: number;
}

/** To users a ShapeError; to the engine one that is still told which operation asked. */
export class TooLargeError extends ShapeError {
  readonly #wanted: Wanted;

  constructor(wanted: Wanted, where?: string) {
    super({
      where,
      site: callSite(),
      problem: `${describeType(wanted)} takes ${describeBytes(wanted.bytes)}, for which there is no memory.`,
      hint:
        `Work on parts of it, one after another, with scan or mapLoop${wanted.dtype === "f64" ? ", or in f32, which takes half" : ""}; ` +
        "where it is only added up, jit does not store it.",
    });
    this.#wanted = wanted;
  }

  /** The error of the operation whose result or working memory it is; the innermost one that knows. */
  in(where: string): TooLargeError {
    return this.details.where === undefined ? new TooLargeError(this.#wanted, where) : this;
  }
}
