/**
 * Compiled programs compute what interpreted ones do, whatever is fused, placed, kept in registers or overwritten: programs drawn at
 * random from a seed. `npm run test:fuzz` draws ten times as many from another one.
 */

import { type Arr, type DType, trace } from "fluxion";
import fc from "fast-check";
import { describe, it } from "vitest";
import { expectClose, runBoth } from "../compile/support.ts";
import { drawnPrograms, functionOf } from "./programs.ts";

const programs = Number(process.env["FLUXION_FUZZ_PROGRAMS"] ?? 1000);
const seed = Number(process.env["FLUXION_FUZZ_SEED"] ?? 20261130);

function compareDrawn(count: number, dtype: DType, tolerance: number): void {
  fc.assert(
    fc.property(drawnPrograms, (drawn) => {
      const { f, args } = functionOf(drawn, dtype);
      const { program } = trace(f as (...xs: Arr[]) => Arr[])(...args);
      const { interpreted, compiled } = runBoth(program, args);
      compiled.forEach((arr, i) => {
        // Relative to the largest element: sums run in another order.
        const scale = Math.max(1, ...Array.from(interpreted[i]!.toArray(), Math.abs).filter(Number.isFinite));
        expectClose(arr, interpreted[i]!, tolerance * scale, `result ${i}`);
      });
    }),
    { seed, numRuns: count },
  );
}

describe("programs drawn at random", () => {
  // Thirty operations of slope one or two, and their second derivatives: a few thousand roundings of 1e-16 at worst.
  it("compute compiled what they compute interpreted", () => compareDrawn(programs * 0.8, "f64", 1e-9), 3_600_000);
  // A sum may round to the neighbouring float32, 6e-8 away.
  it("do so in float32", () => compareDrawn(programs * 0.2, "f32", 2e-3), 3_600_000);
});
