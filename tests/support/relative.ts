/** Comparing numbers in tests with printed references, relative to the reference. */

import { Arr } from "fluxion";
import { expect } from "vitest";

/** Each number within `tolerance` of its reference, relative to it; a reference of 0 must be met exactly. */
export function expectRelative(
  received: Arr | number | readonly number[],
  expected: number | readonly number[],
  tolerance: number,
): void {
  const values = received instanceof Arr ? Array.from(received.toArray()) : [received].flat();
  const references = [expected].flat();
  expect(values).toHaveLength(references.length);
  references.forEach((reference, i) => {
    const value = values[i]!;
    if (value === reference) return;
    const error = Math.abs(value - reference) / Math.abs(reference);
    if (!(error <= tolerance)) {
      const place = references.length === 1 ? "" : `element ${i}: `;
      expect.fail(
        `${place}received ${value}, expected ${reference}: relative error ${error.toExponential(2)} > ${tolerance}`,
      );
    }
  });
}
