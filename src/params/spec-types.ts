/** Types that follow from the tree a spec is written as: those of its values, of its structure, and of two trees in one. */
import type { Arr } from "../array/index.ts";
import type { Tree } from "../tree/index.ts";
import type { Parameter } from "./parameter.ts";
import type { StructuralParameter } from "./structural.ts";

/** A structural parameter, whatever its values. */
export type AnyStructural = StructuralParameter<string | number | boolean>;

/** Any nest of plain objects and lists with parameters at its ends. */
export type ParameterTree =
  Parameter | AnyStructural | readonly ParameterTree[] | { readonly [key: string]: ParameterTree };

/**
 * The parameter values that a tree of parameters describes: the same tree with an Arr in place of each, without those that are
 * structural.
 */
export type ParamsOf<T> = [ParameterTree] extends [T]
  ? Tree<Arr>
  : T extends Parameter
    ? Arr
    : T extends readonly unknown[]
      ? { readonly [K in keyof T]: ParamsOf<T[K]> }
      : { readonly [K in keyof T as T[K] extends AnyStructural ? never : K]: ParamsOf<T[K]> };

/** The values of the structural parameters of a tree, without the branches that have none. */
export type StructureOf<T> = [ParameterTree] extends [T]
  ? StructuralValues
  : { readonly [K in keyof T as HasStructural<T[K]> extends true ? K : never]: StructureAt<T[K]> };

/** Any nest of structural values. */
export interface StructuralValues {
  readonly [key: string]: string | number | boolean | StructuralValues;
}

type StructureAt<T> = T extends StructuralParameter<infer V> ? V : StructureOf<T>;

type HasStructural<T> = T extends AnyStructural
  ? true
  : T extends Parameter | readonly unknown[]
    ? false
    : true extends { [K in keyof T]: HasStructural<T[K]> }[keyof T]
      ? true
      : false;

/** Two trees of parameters in one. */
export type MergedTree<A, B> = AsTree<Merged<A, B>>;

type Merged<A, B> = {
  readonly [K in keyof A | keyof B]: K extends keyof A
    ? K extends keyof B
      ? Merged<A[K], B[K]>
      : A[K]
    : K extends keyof B
      ? B[K]
      : never;
};

/** Some branches of a tree of parameters. */
export type SubTree<T, K extends keyof T> = AsTree<{ readonly [Key in K]: T[Key] }>;

/** Branches of trees make trees, which TypeScript sees once the type is known. */
type AsTree<T> = T extends ParameterTree ? T : never;
