/** Says in a few words what a value is, for the "expected" and "received" of errors. */

const units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"] as const;

/** `312 bytes`, `80.0 GB`: powers of 1000, from 1000 on with one decimal. */
export function describeBytes(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const amount = bytes / 1000 ** power;
  return `${power === 0 ? amount : amount >= 1e6 ? amount.toExponential(1) : amount.toFixed(1)} ${units[power]!}`;
}

/** `[3, 2]`. */
export function describeShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** `f64[3, 2]`: element type and shape. */
export function describeType(type: { readonly dtype: string; readonly shape: readonly number[] }): string {
  return type.dtype + describeShape(type.shape);
}

/**
 * A value in a few words: `f64[3, 4]`, `traced f64[3]`, `the number 3`, `the string "ab"`, `nothing`,
 * `a list of 3`, `an object with keys a, b`, `a Map`.
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "number":
      return `the number ${Object.is(value, -0) ? "-0" : String(value)}`;
    case "boolean":
      return String(value);
    case "bigint":
      return `the BigInt ${value}n`;
    case "string":
      return `the string ${JSON.stringify(shortened(value, 40))}`;
    case "symbol":
      return String(value);
    case "function":
      return value.name === "" ? "a function" : `the function ${value.name}`;
    case "object":
      return value === null ? "null" : describeObject(value);
  }
}

function describeObject(value: object): string {
  if (hasArrayType(value)) return (value.isTracer === true ? "traced " : "") + describeType(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name;
    return "length" in value ? `${article(name)} ${name} of ${String(value.length)}` : `${article(name)} ${name}`;
  }
  if (value instanceof Promise) return "a Promise";
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return describeKeys(Object.keys(value));
  const maker: unknown = value.constructor;
  const name = typeof maker === "function" && maker.name !== "" ? maker.name : "class instance";
  return `${article(name)} ${name}`;
}

function describeKeys(keys: readonly string[]): string {
  if (keys.length === 0) return "an empty object";
  const shown = keys.slice(0, 6).join(", ");
  return `an object with ${keys.length === 1 ? "key" : "keys"} ${shown}${keys.length > 6 ? ", …" : ""}`;
}

interface ArrayTyped {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly isTracer?: unknown;
}

/** Arrays are recognised by what they say of themselves, so that errors stand below arrays and not beside them. */
function hasArrayType(value: object): value is ArrayTyped {
  return "dtype" in value && typeof value.dtype === "string" && "shape" in value && Array.isArray(value.shape);
}

function article(name: string): string {
  return /^[AEIOU]/i.test(name) && !/^U[a-z]*nt/i.test(name) ? "an" : "a";
}

function shortened(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
