/** Which arguments a derivative is taken by: one, or several as a tuple in the order asked for. */

import { DerivativeError, describeValue, OptionError } from "../errors/index.ts";
import { checkOptions, type OptionChecks } from "../errors/index.ts";
import type { Widened } from "../ops/widened.ts";
import { type Loose, TreeStructure } from "../tree/index.ts";

/** The position of an argument, or those of several. */
export type Positions = number | readonly number[];

/** What to differentiate by. */
export interface GradOptions<Chosen extends Positions> {
  /** The argument to differentiate by, the first by default; or several, `[0, 2]`: derivatives are a tuple in that order. */
  readonly argument?: Chosen;
}

/** A tree like the chosen argument; a tuple of them where several are chosen. */
export type ChosenOf<Args extends readonly unknown[], Chosen extends Positions> = Chosen extends number
  ? Widened<Args[Chosen]>
  : Chosen extends readonly [...infer Several extends readonly number[]]
    ? { readonly [K in keyof Several]: Widened<Args[Several[K]]> }
    : never;

/** `ChosenOf` as users write it, with numbers for arrays. */
export type LooseChosen<Args extends readonly unknown[], Chosen extends Positions> = Chosen extends number
  ? Loose<Args[Chosen]>
  : Chosen extends readonly [...infer Several extends readonly number[]]
    ? { readonly [K in keyof Several]: Loose<Args[Several[K]]> }
    : never;

const checks: OptionChecks<GradOptions<Positions>> = { argument: requirePositions };

/** @throws OptionError for another option, or positions that are none */
export function checkGradOptions(options: unknown, where: string): void {
  checkOptions(options, checks, where);
}

function requirePositions(value: unknown, where: string, path: string): void {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const whole = list.every((each) => Number.isInteger(each) && (each as number) >= 0);
  if (whole && list.length > 0 && new Set(list).size === list.length) return;
  throw new OptionError({
    where,
    path,
    expected: "the position of an argument, such as 0, or several, such as [0, 2]",
    received: Array.isArray(value) ? `[${value.join(", ")}]` : describeValue(value),
  });
}

/** The leaves of the chosen arguments among those of all. */
export interface ChosenLeaves {
  /** Whether each leaf is among them. */
  readonly isChosen: readonly boolean[];
  /** Their positions among all leaves, in the order in which their arguments were chosen. */
  readonly leaves: readonly number[];
  /** The form in which derivatives by them are given back. */
  readonly structure: TreeStructure;
}

/** @throws DerivativeError when there is no such argument */
export function chosenLeaves(all: TreeStructure, chosen: Positions, where: string): ChosenLeaves {
  const positions = typeof chosen === "number" ? [chosen] : chosen;
  const leaves = positions.flatMap((position) => {
    const { start, end } = leafRange(all, position, where);
    return Array.from({ length: end - start }, (_, i) => start + i);
  });
  const isChosen = new Array<boolean>(all.leafCount).fill(false);
  for (const leaf of leaves) isChosen[leaf] = true;
  const trees = positions.map((position) => all.children[position]!);
  return { isChosen, leaves, structure: typeof chosen === "number" ? trees[0]! : new TreeStructure("list", trees) };
}

/** One for each chosen leaf in their order, from one for each in the order of all leaves. */
export function inChosenOrder<T>({ isChosen, leaves }: ChosenLeaves, inWalkingOrder: readonly T[]): T[] {
  let next = 0;
  const byLeaf = isChosen.map((chosen) => (chosen ? inWalkingOrder[next++] : undefined));
  // Every chosen leaf has one.
  return leaves.map((leaf) => byLeaf[leaf]!);
}

function leafRange(
  { children }: TreeStructure,
  position: number,
  where: string,
): { readonly start: number; readonly end: number } {
  const chosen = children[position];
  if (chosen === undefined) {
    throw new DerivativeError({
      where,
      expected: children.length === 0 ? "a call with arguments" : `an argument from 0 to ${children.length - 1}`,
      received: children.length === 0 ? "none" : String(position),
    });
  }
  const start = children.slice(0, position).reduce((count, { leafCount }) => count + leafCount, 0);
  return { start, end: start + chosen.leafCount };
}
