/** Structural parameters: choices that select a program. They are no numbers of it, and no part of what is fitted. */
import { describeValue, ParameterError } from "../errors/index.ts";
import type { Meaning } from "./parameter.ts";

/** One of a few values: a word, a whole number or a flag. Made by `choice`, and by `whole` with the option structural. */
export class StructuralParameter<V extends string | number | boolean> {
  readonly default: V;
  readonly unit: string;
  readonly doc: string;
  readonly label: string;
  /** What may be chosen, as text. */
  readonly range: string;
  readonly #allows: (value: unknown) => boolean;

  /**
   * @param where  the short form that was called, for errors
   * @throws ParameterError when the default is none of the choices
   */
  constructor(
    { default: value, unit = "", doc = "", label = "" }: Meaning & { readonly default: V },
    range: string,
    allows: (value: unknown) => boolean,
    where = "StructuralParameter",
  ) {
    this.default = value;
    this.unit = unit;
    this.doc = doc;
    this.label = label;
    this.range = range;
    this.#allows = allows;
    Object.freeze(this);
    this.check(value, "default", where);
  }

  /** @throws ParameterError naming the choices */
  check(value: unknown, path: string, where: string): asserts value is V {
    if (this.#allows(value)) return;
    throw new ParameterError({ where, path, expected: this.range, received: describeValue(value) });
  }

  /** The same parameter with another default. @throws ParameterError naming the choices */
  withDefault(value: unknown, path: string, where: string): StructuralParameter<V> {
    this.check(value, path, where);
    const { unit, doc, label } = this;
    return new StructuralParameter<V>({ default: value, unit, doc, label }, this.range, this.#allows, where);
  }
}
