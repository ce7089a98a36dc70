/** From the view behind an Arr back to plain JavaScript. Everything handed out is a copy. */
import ndarray, { type NdArray } from "ndarray";
import { describeType, ShapeError } from "../errors/index.ts";
import { allocate, type DType, type TypedArray } from "./dtype.ts";
import { copyStrided, type HostArray } from "./host-array.ts";
import { type ArrayType, rowMajorStrides, sizeOf } from "./shape.ts";
import { unknownValueError } from "./unknown-value.ts";

/** A number, or lists of lists of numbers. */
export type Nested = number | Nested[];

/** The elements in row-major order, in a typed array of their own. */
export function toArray(host: HostArray, dtype: DType, where = "toArray"): TypedArray {
  const elements = allocate(dtype, host.shape, where);
  copyStrided(host, elements, 0);
  return elements;
}

/** The elements as lists of lists; a number for a scalar, 0 and 1 for bool. */
export function toNested(host: HostArray, dtype: DType, where = "toNested"): Nested {
  const elements = toArray(host, dtype, where);
  let next = 0;
  const build = (axis: number): Nested => {
    if (axis === host.shape.length) return elements[next++]!;
    return Array.from({ length: host.shape[axis]! }, () => build(axis + 1));
  };
  return build(0);
}

/** The elements as an ndarray of their own. */
export function toNdarray(host: HostArray, dtype: DType): NdArray<TypedArray> {
  return ndarray(toArray(host, dtype, "toNdarray"), host.shape.slice(), rowMajorStrides(host.shape), 0);
}

/** The one element as a number. @throws ShapeError unless there is exactly one */
export function item(host: HostArray, dtype: DType): number {
  if (sizeOf(host.shape) !== 1) {
    throw new ShapeError({
      where: "item",
      expected: "an array of one element",
      received: describeType({ shape: host.shape, dtype }),
      hint: "Index it first, as in x.slice(0), or take all elements with toArray().",
    });
  }
  return host.data[host.offset]!;
}

/** What `x < 1`, `x + 1` and `Number(x)` see: the number of a scalar, and otherwise an error that names the function to use. */
export function toNumberImplicitly(type: ArrayType, host: HostArray | undefined, ended: boolean): number {
  const mathFunction = host === undefined || type.shape.length !== 0 ? callingMathFunction() : undefined;
  const what = mathFunction === undefined ? "a JavaScript operator such as +, < or ==" : `Math.${mathFunction}`;
  const hint = mathFunction === undefined ? undefined : wayOutOfMath(mathFunction);
  if (host === undefined) {
    const problem = `${what} was applied to a traced ${describeType(type)}, whose value is not known`;
    throw unknownValueError({ problem, hint, ended });
  }
  if (type.shape.length !== 0) {
    throw new ShapeError({
      problem: `${what} was applied to an array ${describeType(type)}`,
      hint: hint ?? "Use add, less, equal and their kin, which work elementwise; String(x) gives text.",
    });
  }
  return item(host, type.dtype);
}

/** The function of `Math` that asks for a number, where the engine shows it among the calls. */
function callingMathFunction(): string | undefined {
  return /^\s*at Math\.(\w+) /m.exec(new Error().stack ?? "")?.[1];
}

/** Functions of `Math` that have another name here, or none. */
const otherNames: Readonly<Record<string, string>> = {
  max: "maximum(x, y)",
  min: "minimum(x, y)",
  pow: "pow(x, y)",
  atan2: "atan2(y, x)",
  hypot: "hypot(x, y)",
  fround: 'cast(x, "f32")',
};

function wayOutOfMath(name: string): string {
  return `Use ${otherNames[name] ?? `${name}(x)`} from "fluxion", which works on arrays and has derivatives.`;
}
