/** searchSorted: places in ascending rows by halving, the same number of steps for every value and no branches. */

import type { SearchAttributes } from "../../../primitives/indexing/sorting.ts";
import { bytesPerElement } from "../../../array/dtype.ts";
import { sizeOf } from "../../../array/shape.ts";
import type { Lowering } from "../../schedule/region-builder.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { addressLocal, advance, forRange } from "./code.ts";
import { element } from "./elements.ts";

export const searchSorted: Lowering<SearchAttributes> = (
  builder,
  [sorted, values],
  { operands, attributes, results },
) => {
  const { side } = attributes;
  const [sortedType, valueType] = operands.map((operand) => operand.type);
  const { dtype } = valueType!;
  const rows = builder.contiguous(sorted!, sortedType!);
  const wanted = builder.contiguous(values!, valueType!);
  const target = builder.allocate(results[0]!.type);
  const length = sortedType!.shape.at(-1)!;
  const count = valueType!.shape.at(-1)!;
  const bytes = bytesPerElement[dtype];
  builder.add({
    kind: "routine",
    name: "searchSorted",
    reads: [rows, wanted],
    writes: [target],
    emit(f, { address }) {
      const [row, value, place] = [rows, wanted, target].map((view) => addressLocal(f, address(view))) as [
        Local,
        Local,
        Local,
      ];
      forRange(f, 0, sizeOf(valueType!.shape.slice(0, -1)), () => {
        forRange(f, 0, count, () => {
          const [x, first] = [f.local(element[dtype].type), f.local("i32")];
          f.get(value);
          f.load(element[dtype].load);
          f.set(x);
          f.get(row);
          f.set(first);
          halve(f, length, bytes, first, (offset) => {
            pushComesBefore(f, first, offset, x, dtype, side);
          });
          f.get(place);
          f.get(first);
          f.get(row);
          f.op("i32.sub");
          f.i32Const(Math.log2(bytes));
          f.op("i32.shr_u");
          f.store("i32.store");
          f.release(x, first);
          advance(f, value, bytes);
          advance(f, place, 4);
        });
        advance(f, row, length * bytes);
      });
      f.release(row, value, place);
    },
  });
  return [target];
};

/** Moves `first` to the first element that does not come before; `pushComesBefore` asks about the one some bytes behind it. */
function halve(
  f: FunctionBuilder,
  length: number,
  bytes: number,
  first: Local,
  pushComesBefore: (offset: number) => void,
): void {
  const step = (count: number): void => {
    // A product, since engines make a branch of a select, which is mispredicted half of the time.
    f.get(first);
    pushComesBefore((count - 1) * bytes);
    f.i32Const(count * bytes);
    f.op("i32.mul");
    f.op("i32.add");
    f.set(first);
  };
  let left = length;
  for (; left > 1; left -= left >> 1) step(left >> 1);
  if (left === 1) step(1);
}

/** Pushes whether the element comes before x (left) or not behind it (right); NaN stands behind all numbers. */
function pushComesBefore(
  f: FunctionBuilder,
  first: Local,
  offset: number,
  x: Local,
  dtype: keyof typeof element,
  side: "left" | "right",
): void {
  const { type, load, less, lessEqual } = element[dtype];
  const isFloat = dtype === "f64" || dtype === "f32";
  const found = f.local(type);
  f.get(first);
  f.load(load, { offset });
  f.tee(found);
  f.get(x);
  f.op(side === "left" ? less : lessEqual);
  if (isFloat) {
    // x is NaN, and on the left the element is none.
    f.get(x);
    f.get(x);
    f.op(`${dtype}.ne`);
    if (side === "left") {
      f.get(found);
      f.get(found);
      f.op(`${dtype}.eq`);
      f.op("i32.and");
    }
    f.op("i32.or");
  }
  f.release(found);
}
