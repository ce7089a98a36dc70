/** Basic indexing: against nested lists indexed by brute force, and the results that NumPy's manual shows. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arange, array, type BasicIndex, type IndexRange, newAxis, slice } from "fluxion";
import { type IndexPlan, planBasicIndex } from "../../src/array/index.ts";
import { messageOf } from "../support/message-of.ts";

const seed = 20240607;

type Lists = number | Lists[];

function numbersOf(lists: Lists): number[] {
  return typeof lists === "number" ? [lists] : lists.flatMap(numbersOf);
}

/** A range of a list by the list's own slice, which has Python's rules for going up; down is up in the reversed list. */
function rangeOf<T>(list: readonly T[], [start, stop, step]: IndexRange): T[] {
  const by = step ?? 1;
  const every = (_: T, position: number): boolean => position % Math.abs(by) === 0;
  if (by > 0) return list.slice(start ?? undefined, stop ?? undefined).filter(every);
  const mirrored = (position: number): number =>
    position < 0 ? -1 - position : Math.max(list.length - 1 - position, 0);
  const from = start === undefined || start === null ? undefined : mirrored(start);
  const to = stop === undefined || stop === null ? undefined : mirrored(stop);
  return [...list].reverse().slice(from, to).filter(every);
}

/** Indexes nested lists one axis at a time. */
function bruteForce(node: Lists, rank: number, indices: readonly BasicIndex[]): Lists {
  const named = indices.filter((index) => index !== newAxis && index !== "...").length;
  const ellipsis = indices.indexOf("...");
  const whole = new Array<BasicIndex>(rank - named).fill(null);
  const expanded =
    ellipsis < 0 ? [...indices, ...whole] : [...indices.slice(0, ellipsis), ...whole, ...indices.slice(ellipsis + 1)];
  const visit = (inner: Lists, rest: readonly BasicIndex[]): Lists => {
    const [index, ...others] = rest;
    if (index === undefined) return inner;
    if (index === newAxis) return [visit(inner, others)];
    const list = inner as Lists[];
    if (typeof index === "number") return visit(list.at(index)!, others);
    return rangeOf(list, index === null || index === "..." ? [] : index).map((entry) => visit(entry, others));
  };
  return visit(node, expanded);
}

/** Carries out a plan the way the engine does: slice, reverse, reshape. */
function carriedOut(node: Lists, plan: IndexPlan): number[] {
  const visit = (inner: Lists, axis: number): Lists => {
    if (axis === plan.starts.length) return inner;
    const list = inner as Lists[];
    const taken: Lists[] = [];
    for (let at = plan.starts[axis]!; at < plan.limits[axis]!; at += plan.strides[axis]!) taken.push(list[at]!);
    const entries = taken.map((entry) => visit(entry, axis + 1));
    return plan.flips.includes(axis) ? entries.reverse() : entries;
  };
  return numbersOf(visit(node, 0));
}

/** The result of a plan as nested lists. */
function indexed(shape: readonly number[], ...indices: BasicIndex[]): Lists {
  const size = shape.reduce((product, length) => product * length, 1);
  const source = array(arange(size), { shape }).toNested();
  const plan = planBasicIndex(shape, indices);
  return array(carriedOut(source, plan), { shape: plan.shape }).toNested();
}

const bound = fc.option(fc.integer({ min: -7, max: 7 }));
const step = fc.option(fc.integer({ min: -4, max: 4 }).filter((by) => by !== 0));
const range = fc.oneof(fc.tuple(bound, bound, step), fc.tuple(bound, bound), fc.tuple(bound), fc.constant([]));

const problem = fc
  .array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 })
  .chain((shape) => {
    const perAxis = shape.map((length) =>
      fc.oneof(fc.integer({ min: -length, max: length - 1 }), range, fc.constant(null)),
    );
    return fc.record({
      shape: fc.constant(shape),
      indices: fc.tuple(...perAxis),
      used: fc.nat(shape.length),
      ellipsis: fc.option(fc.nat(shape.length)),
      inserted: fc.array(fc.nat(5), { maxLength: 2 }),
    });
  })
  .map(({ shape, indices, used, ellipsis, inserted }) => {
    const list: BasicIndex[] = indices.slice(0, used);
    // After an ellipsis indices belong to the last axes; take theirs from the end so that positions stay in range.
    if (ellipsis !== null && ellipsis <= used) {
      list.splice(ellipsis, used - ellipsis, "...", ...indices.slice(shape.length - (used - ellipsis)));
    }
    for (const position of inserted) list.splice(Math.min(position, list.length), 0, newAxis);
    return { shape, indices: list };
  });

describe("planBasicIndex", () => {
  it("agrees with nested lists indexed by brute force", () => {
    fc.assert(
      fc.property(problem, ({ shape, indices }) => {
        const size = shape.reduce((product, length) => product * length, 1);
        const source = array(arange(size), { shape }).toNested();
        const plan = planBasicIndex(shape, indices);
        const expected = bruteForce(source, shape.length, indices);
        const elements = carriedOut(source, plan);
        expect(array(elements, { shape: plan.shape }).toNested()).toEqual(
          elements.length === 0 ? array([], { shape: plan.shape }).toNested() : expected,
        );
        expect(elements).toEqual(numbersOf(expected));
      }),
      { seed, numRuns: 3000 },
    );
  });

  it("is what slice does to an array and to a view of one", () => {
    fc.assert(
      fc.property(problem, ({ shape, indices }) => {
        const size = shape.reduce((product, length) => product * length, 1);
        const source = array(arange(size), { shape });
        const expected = numbersOf(bruteForce(source.toNested(), shape.length, indices));
        const result = slice(source, ...indices);
        expect(result.shape).toEqual(planBasicIndex(shape, indices).shape);
        expect(Array.from(result.toArray())).toEqual(expected);
        expect(
          source
            .transpose()
            .transpose()
            .slice(...indices),
        ).toEqual(result);
      }),
      { seed, numRuns: 300 },
    );
  });

  it("gives slices within the array, with lengths, dropped and inserted axes that add up", () => {
    fc.assert(
      fc.property(problem, ({ shape, indices }) => {
        const plan = planBasicIndex(shape, indices);
        plan.starts.forEach((start, axis) => {
          const [limit, stride] = [plan.limits[axis]!, plan.strides[axis]!];
          expect(start >= 0 && start <= limit && limit <= shape[axis]! && stride >= 1).toBe(true);
          expect(plan.sliced[axis]).toBe(Math.ceil((limit - start) / stride));
        });
        const kept = plan.sliced.filter((_, axis) => !plan.squeezes.includes(axis));
        for (const axis of plan.newAxes) kept.splice(axis, 0, 1);
        expect(plan.shape).toEqual(kept);
      }),
      { seed, numRuns: 1000 },
    );
  });

  it("gives what NumPy's manual shows", () => {
    // x = numpy.arange(10): x[2], x[-2], x[1:7:2], x[-2:10], x[-3:3:-1], x[5:], x[::-1]
    expect(indexed([10], 2)).toBe(2);
    expect(indexed([10], -2)).toBe(8);
    expect(indexed([10], [1, 7, 2])).toEqual([1, 3, 5]);
    expect(indexed([10], [-2, 10])).toEqual([8, 9]);
    expect(indexed([10], [-3, 3, -1])).toEqual([7, 6, 5, 4]);
    expect(indexed([10], [5])).toEqual([5, 6, 7, 8, 9]);
    expect(indexed([10], [null, null, -1])).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    // x.shape == (2, 3, 1): x[1:2].shape, x[..., 0].shape, x[:, numpy.newaxis, :, :].shape
    expect(planBasicIndex([2, 3, 1], [[1, 2]]).shape).toEqual([1, 3, 1]);
    expect(planBasicIndex([2, 3, 1], ["...", 0]).shape).toEqual([2, 3]);
    expect(planBasicIndex([2, 3, 1], [null, newAxis, null, null]).shape).toEqual([2, 1, 3, 1]);
    // x = numpy.arange(10).reshape(2, 5): x[1, 3], x[1, -1], x[0]; y = arange(35).reshape(5, 7): y[1:5:2, ::3]
    expect(indexed([2, 5], 1, 3)).toBe(8);
    expect(indexed([2, 5], 1, -1)).toBe(9);
    expect(indexed([2, 5], 0)).toEqual([0, 1, 2, 3, 4]);
    expect(indexed([5, 7], [1, 5, 2], [null, null, 3])).toEqual([
      [7, 10, 13],
      [21, 24, 27],
    ]);
  });

  it("indexes scalars and empty axes", () => {
    expect(planBasicIndex([], []).shape).toEqual([]);
    expect(planBasicIndex([], ["...", newAxis]).shape).toEqual([1]);
    expect(planBasicIndex([0], [[null, null, -1]]).shape).toEqual([0]);
    expect(planBasicIndex([3], [[2, 1]]).shape).toEqual([0]);
  });

  it("names what is wrong", () => {
    const refused = (shape: number[], ...indices: unknown[]): string =>
      messageOf(() => planBasicIndex(shape, indices as BasicIndex[]));
    expect(
      [
        refused([3, 4], 3),
        refused([3, 4], null, -5),
        refused([0], 0),
        refused([3, 4], 1, 2, 3),
        refused([], 0),
        refused([3], "...", "..."),
        refused([3], [0, 3, 0]),
        refused([3], 1.5),
        refused([3], undefined),
        refused([3], "1:2"),
        refused([3], array([0, 1])),
        refused([3], [0, 1, 1, 0]),
        refused([3], [0, "2"]),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "IndexError in slice(): position 3 is out of range for axis 0 of shape [3, 4]. Valid positions are -3 to 2.
      IndexError in slice(): position -5 is out of range for axis 1 of shape [3, 4]. Valid positions are -4 to 3.
      IndexError in slice(): position 0 is out of range for axis 0 of shape [0]. That axis is empty.
      IndexError in slice(): expected at most 2 indices for shape [3, 4], received 3.
      IndexError in slice(): expected at most 0 indices for shape [], received 1.
      IndexError in slice(): expected at most one "...", received 2.
      IndexError in slice(): the step of the range for axis 0 is zero. Use 1, or -1 to reverse the axis.
      IndexError at indices[0] in slice(): expected an integer, [start, stop, step], null, "..." or newAxis, received the number 1.5.
      IndexError at indices[0] in slice(): expected an integer, [start, stop, step], null, "..." or newAxis, received nothing.
      IndexError at indices[0] in slice(): expected an integer, [start, stop, step], null, "..." or newAxis, received the string "1:2".
      IndexError at indices[0] in slice(): expected an integer, [start, stop, step], null, "..." or newAxis, received f64[2]. To index with an array, use take(x, positions, axis) or gather.
      IndexError at indices[0] in slice(): expected [start, stop, step] of integers or null, received [0, 1, 1, 0]. To pick positions from a list, use take(x, positions, axis).
      IndexError at indices[0] in slice(): expected [start, stop, step] of integers or null, received [0, the string "2"]. To pick positions from a list, use take(x, positions, axis)."
    `);
  });
});
