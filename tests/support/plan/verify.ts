/**
 * verifyPlan: follows every value of a plan from where it is made to where it is read, and compares with the program as lowered.
 *
 * The invariant that placing and writing in place must keep stands in src/compile/schedule/README.md. Here nothing of the analysis that
 * decides it is used: both orders are run on fingerprints in place of numbers, and the results must have the same.
 */

import type { Region } from "../../../src/compile/schedule/region.ts";
import type { Planned } from "../../../src/compile/wasm/compile-wasm.ts";
import { Literal } from "../../../src/program/program.ts";
import { Course, TooLarge } from "./course.ts";
import { LoweredOrder } from "./lowered-order.ts";
import { PlannedOrder } from "./planned-order.ts";
import { UNKNOWN } from "./tokens.ts";

/** Elements looked at before a program counts as too large: some 0.2 s. */
const WORK = 1_000_000;
/** Bytes of memory, of which each has a token. */
const BYTES = 1 << 22;

/** What came of the programs seen so far. */
export const verified = { checked: 0, tooLarge: 0 };

/** @throws Error when a result is not computed from what the program says */
export function verifyPlan(planned: Planned): void {
  if (planned.layout.totalBytes > BYTES) {
    verified.tooLarge++;
    return;
  }
  try {
    for (let choice = 0; choice < Math.min(3, mostBranches(planned.region)); choice++) follow(planned, choice);
    verified.checked++;
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    verified.tooLarge++;
  }
}

function follow(planned: Planned, choice: number): void {
  const lowered = new LoweredOrder(new Course(choice, WORK));
  const ordered = new PlannedOrder(planned, new Course(choice, WORK));
  lowered.run(planned.region);
  ordered.run(planned.region);
  planned.outputs.forEach((output, i) => {
    if (output instanceof Literal || output.buffer.role === "input") return;
    const [meant, made] = [lowered.read(output), ordered.read(output)];
    const wrong = meant.findIndex((token, element) => token !== UNKNOWN && token !== made[element]);
    if (wrong >= 0) {
      throw new Error(
        `internal: element ${wrong} of result ${i} of a compiled program is not what the program computes: ` +
          "a value was overwritten before it was read, or is not read where it was written",
      );
    }
  });
  const changed = ordered.changedConstant();
  if (changed !== undefined) throw new Error(`internal: a compiled program writes to ${changed}`);
}

function mostBranches(region: Region): number {
  const inside = region.operations.map((operation): number => {
    switch (operation.kind) {
      case "loop":
        return mostBranches(operation.body);
      case "while":
        return Math.max(mostBranches(operation.condition), mostBranches(operation.body));
      case "branch":
        return Math.max(operation.regions.length, ...operation.regions.map(mostBranches));
      default:
        return 1;
    }
  });
  return inside.reduce((most, each) => Math.max(most, each), 1);
}
