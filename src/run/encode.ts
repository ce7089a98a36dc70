/** Encoding: plain data as JSON and back bit for bit, typed arrays and special numbers included. */
import { Arr, array, type DType } from "../array/index.ts";
import { DataError, describeValue } from "../errors/index.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The key that marks an object as the code of something that JSON has no word for. */
const tag = "$";

const typedArrays = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  BigInt64Array,
  BigUint64Array,
} as const;
type TypedArrayName = keyof typeof typedArrays;

/** Bytes of a typed array that stand in the JSON itself; longer ones are given to the caller as parts. */
const inlineAtMost = 2 ** 20;
/** Bytes of one part: a multiple of three, so that the base64 of parts is that of the whole. */
const partBytes = 3 * 2 ** 20;
/** Levels of nesting that a state may have: more is a cycle, or would end the process when its stack is full. */
const levelsAtMost = 1000;

/**
 * JSON for any nest of plain objects, lists, numbers, strings, booleans, null, undefined, bigints, typed arrays and
 * arrays of the framework. Typed arrays are written as their bytes, in the order of this machine's numbers.
 *
 * @param path  what the value is called in an error
 * @param parts  takes the base64 of long typed arrays in parts, because a string has a greatest length; without it all is in the JSON
 * @throws DataError naming the place of what is none of these, a function for example
 */
export function encode(value: unknown, path: string, parts?: string[], levels = 0): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { [tag]: "number", text: numberText(value) };
    case "undefined":
      return { [tag]: "undefined" };
    case "bigint":
      return { [tag]: "bigint", text: String(value) };
    case "object":
      return value === null ? null : encodeObject(value, path, parts, levels + 1);
    default:
      throw notPlain(value, path);
  }
}

function encodeObject(value: object, path: string, parts: string[] | undefined, levels: number): Json {
  if (levels > levelsAtMost) {
    throw new DataError({
      where: "checkpoint",
      path: shortened(path),
      expected: `data nested at most ${levelsAtMost} levels deep`,
      received: "deeper ones, or an object that holds itself",
    });
  }
  if (Array.isArray(value)) return value.map((item, i) => encode(item, `${path}[${i}]`, parts, levels));
  if (value instanceof Arr) {
    const { dtype, shape } = value;
    return { [tag]: "Arr", dtype, shape: [...shape], data: encode(value.toArray(), path, parts, levels) };
  }
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name;
    if (!Object.hasOwn(typedArrays, name)) throw notPlain(value, path);
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    if (parts === undefined || bytes.length <= inlineAtMost) return { [tag]: name, base64: encodeBase64(bytes) };
    const first = parts.length;
    for (let at = 0; at < bytes.length; at += partBytes) parts.push(encodeBase64(bytes.subarray(at, at + partBytes)));
    return { [tag]: name, bytes: bytes.length, first };
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw notPlain(value, path);
  const entries = Object.entries(value).map(
    ([key, item]) => [key, encode(item, `${path}.${key}`, parts, levels)] as const,
  );
  // An object that has the mark as a key of its own is written as a list, so that nothing is mistaken.
  return Object.hasOwn(value, tag)
    ? { [tag]: "object", entries: entries.map((entry) => [...entry]) }
    : Object.fromEntries(entries);
}

/** The beginning of a path that is too long to be read. */
function shortened(path: string): string {
  return path.length <= 80 ? path : `${path.slice(0, 80)}…`;
}

function notPlain(value: unknown, path: string): DataError {
  return new DataError({
    where: "checkpoint",
    path,
    expected: "plain data: numbers, strings, lists, plain objects or typed arrays",
    received: typeof value === "function" ? "a function" : describeValue(value),
    hint: "Keep what cannot be written down, compiled functions for example, outside of the state.",
  });
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/**
 * What `encode` was given.
 *
 * @param path  what the value is called in an error
 * @param parts  what `encode` gave as parts
 * @throws DataError naming the place of what `encode` does not write
 */
export function decode(json: Json, path: string, parts: readonly string[] = []): unknown {
  if (typeof json !== "object" || json === null) return json;
  if (isList(json)) return json.map((item, i) => decode(item, `${path}[${i}]`, parts));
  const kind = json[tag];
  if (kind === undefined) {
    return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, decode(item, `${path}.${key}`, parts)]));
  }
  const decoded = typeof kind === "string" ? decodeTagged(kind, json, path, parts) : undecodable;
  if (decoded === undecodable) {
    throw new DataError({
      where: "checkpoint",
      path,
      problem: `the file holds a value that cannot be read: ${JSON.stringify(json).slice(0, 60)}`,
    });
  }
  return decoded;
}

const undecodable = Symbol("undecodable");

function decodeTagged(
  kind: string,
  json: { readonly [key: string]: Json },
  path: string,
  parts: readonly string[],
): unknown {
  const { text, base64, bytes: length, first, entries, dtype, shape, data } = json;
  if (kind === "undefined") return undefined;
  if (kind === "number" && typeof text === "string") return Number(text);
  if (kind === "bigint" && typeof text === "string") return BigInt(text);
  if (kind === "object" && isList(entries)) {
    const pairs = entries as readonly (readonly [string, Json])[];
    return Object.fromEntries(pairs.map(([key, item]) => [key, decode(item, `${path}.${key}`, parts)]));
  }
  if (kind === "Arr" && typeof dtype === "string" && isList(shape) && data !== undefined) {
    // `encode` wrote them: an element type, a list of lengths, and the elements in the typed array of that type.
    const elements = decode(data, path, parts) as Float64Array;
    return array(elements, { dtype: dtype as DType, shape: shape.map(Number) });
  }
  if (isTypedArrayName(kind) && typeof base64 === "string") {
    const bytes = decodeBase64(base64);
    const type = typedArrays[kind];
    if (bytes === null || bytes.length % type.BYTES_PER_ELEMENT !== 0) return undecodable;
    return new type(bytes.buffer);
  }
  if (isTypedArrayName(kind) && typeof length === "number" && typeof first === "number") {
    const bytes = joined(parts, first, length);
    const type = typedArrays[kind];
    return bytes === null || length % type.BYTES_PER_ELEMENT !== 0 ? undecodable : new type(bytes.buffer);
  }
  return undecodable;
}

/** The bytes of the parts from `first` on; null where they are not as many as they should be. */
function joined(parts: readonly string[], first: number, length: number): Uint8Array<ArrayBuffer> | null {
  const count = Math.ceil(length / partBytes);
  if (!Number.isInteger(length) || length < 0 || first < 0 || first + count > parts.length) return null;
  const bytes = new Uint8Array(length);
  for (let k = 0; k < count; k++) {
    const part = decodeBase64(parts[first + k]!);
    if (part?.length !== Math.min(partBytes, length - k * partBytes)) return null;
    bytes.set(part, k * partBytes);
  }
  return bytes;
}

function isTypedArrayName(name: string): name is TypedArrayName {
  return Object.hasOwn(typedArrays, name);
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}
