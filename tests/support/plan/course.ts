/** Course: which way through loops and branches both runs of a plan take, and how much work they may be. */

import { Literal } from "../../../src/program/program.ts";
import type { Branch, Loop } from "../../../src/compile/schedule/operation.ts";
import type { Region } from "../../../src/compile/schedule/region.ts";
import type { LoopCounter, LoopTerm } from "../../../src/compile/schedule/view.ts";

/** Thrown when a program takes more work to follow than the course allows. */
export class TooLarge extends Error {}

/** Loops of up to this many steps are followed through all of them, longer ones for the first few and the last. */
const ALL_STEPS = 12;
const FIRST_STEPS = 3;
/** Rounds of a loop that data end. */
const ROUNDS = 2;

export class Course {
  readonly #choice: number;
  readonly #counts = new Map<LoopCounter, number>();
  #left: number;

  /** Takes region number `choice` of each branch, the last one where there are fewer. */
  constructor(choice: number, work: number) {
    this.#choice = choice;
    this.#left = work;
  }

  /** Counts elements looked at. */
  spend(elements: number): void {
    this.#left -= elements;
    if (this.#left < 0) throw new TooLarge();
  }

  steps({ counter }: Loop, body: () => void): void {
    const { length, reverse } = counter;
    if (length === 0) return;
    const kept = new Set([...Array(length <= ALL_STEPS ? length : FIRST_STEPS).keys(), length - 1]);
    for (const step of kept) {
      this.#counts.set(counter, reverse ? length - 1 - step : step);
      body();
    }
  }

  rounds(condition: () => void, body: () => void): void {
    for (let round = 0; round < ROUNDS; round++) {
      condition();
      body();
    }
    condition();
  }

  chosen({ selector, regions }: Branch): Region {
    const choice = selector instanceof Literal ? selector.value : Math.min(this.#choice, regions.length - 1);
    return regions[choice]!;
  }

  /** How far the loops under way move a view, in elements. */
  displacement(terms: readonly LoopTerm[]): number {
    return terms.reduce((sum, { counter, stride }) => sum + (this.#counts.get(counter) ?? 0) * stride, 0);
  }
}
