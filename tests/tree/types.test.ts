/** The types of trees: what is admitted, and what map, at, produce and freeze make of a type. */
import { expectTypeOf, it } from "vitest";
import type { Arr } from "../../src/array/index.ts";
import { array } from "../../src/array/index.ts";
import {
  at,
  flatten,
  freeze,
  type Frozen,
  type LeafOf,
  type Loose,
  map,
  type Mapped,
  produce,
  type Tree,
} from "../../src/tree/index.ts";

interface Lens {
  readonly mass: Arr;
  readonly redshift: number;
}
interface Params {
  readonly star: { readonly temperature: Arr };
  readonly pair: readonly [Lens, Lens];
  readonly more?: readonly Lens[];
  readonly byName: Readonly<Record<string, Lens>>;
}
const lens: Lens = { mass: array(1), redshift: 0.3 };
const params: Params = { star: { temperature: array(5800) }, pair: [lens, lens], byName: {} };

it("interfaces, tuples and records are trees; names, functions and instances are not", () => {
  flatten(params);
  flatten([1, true, array(2), { deep: [{ x: 1 }] }]);
  const refused = [
    // @ts-expect-error a string is no leaf
    () => flatten({ name: "Sun" }),
    // @ts-expect-error nothing is no leaf
    () => flatten({ name: undefined }),
    // @ts-expect-error a function is no leaf
    () => flatten({ f: Math.exp }),
    // @ts-expect-error a Map is no plain object
    () => flatten({ f: new Map<string, number>() }),
    // @ts-expect-error a promise has to be awaited
    () => flatten({ f: Promise.resolve(1) }),
  ];
  expectTypeOf(refused).toBeArray();
});

it("map keeps keys, tuples and marks and changes leaves", () => {
  const texts = map((leaf) => String(leaf), params);
  expectTypeOf(texts.pair[1]).toEqualTypeOf<{ readonly mass: string; readonly redshift: string }>();
  expectTypeOf(texts.pair.length).toEqualTypeOf<2>();
  expectTypeOf(texts.byName["any"]?.mass).toEqualTypeOf<string | undefined>();
  expectTypeOf(texts.star).toEqualTypeOf<{ readonly temperature: string }>();
  expectTypeOf<Mapped<{ a?: Arr; b: boolean }, number>>().toEqualTypeOf<{ a?: number; b: number }>();
  expectTypeOf<Mapped<Tree, string>>().toEqualTypeOf<Tree<string>>();
  expectTypeOf<Mapped<number, Arr>>().toEqualTypeOf<Arr>();
  map((leaf) => {
    expectTypeOf(leaf).toEqualTypeOf<Arr | number>();
  }, params);
  map((leaf) => {
    expectTypeOf(leaf).toEqualTypeOf<Arr>();
  }, params.star);
  expectTypeOf<LeafOf<{ a: true; b: [1, { c: Arr }] }>>().toEqualTypeOf<true | 1 | Arr>();
});

it("at is typed by the place it selects, and takes numbers for arrays", () => {
  const place = at(params, (p) => p.pair[0]);
  expectTypeOf(place.get()).toEqualTypeOf<Lens>();
  expectTypeOf<Parameters<(typeof place)["set"]>[0]>().toEqualTypeOf<Loose<Lens>>();
  expectTypeOf<Loose<Lens>>().toEqualTypeOf<{ readonly mass: Arr | number; readonly redshift: number }>();
  expectTypeOf(place.set({ mass: 1, redshift: 2 })).toEqualTypeOf<Params>();
  // @ts-expect-error a place takes values of its own type
  expectTypeOf(() => place.set({ mass: "heavy", redshift: 2 })).toBeFunction();
});

it("produce takes the readonly marks away and freeze puts them on", () => {
  produce(params, (draft) => {
    expectTypeOf(draft.star).toEqualTypeOf<{ temperature: Arr }>();
    draft.pair[0].redshift = 1;
  });
  expectTypeOf(freeze({ a: [1, 2] })).toEqualTypeOf<{ readonly a: readonly number[] }>();
  expectTypeOf<Frozen<{ x: Arr; y: [number, { z: boolean }] }>>().toEqualTypeOf<{
    readonly x: Arr;
    readonly y: readonly [number, { readonly z: boolean }];
  }>();
});
