/** Comparing arrays in tests: exactly, or to a relative tolerance. */

import type { Arr } from "fluxion";
import { expect } from "vitest";

/** Same shape, element type and bits (signed zeros count, NaN equals NaN). */
export function expectSame(received: readonly Arr[], expected: readonly Arr[]): void {
  expect(received.length).toBe(expected.length);
  received.forEach((arr, i) => {
    expect([arr.dtype, ...arr.shape]).toEqual([expected[i]!.dtype, ...expected[i]!.shape]);
    expect(Array.from(arr.toArray())).toEqual(Array.from(expected[i]!.toArray()));
  });
}

/** Same shape and element type; every element within `tolerance`, relative to the larger of it and the largest of its array. */
export function expectClose(received: readonly Arr[], expected: readonly Arr[], tolerance: number): void {
  expect(received.length).toBe(expected.length);
  received.forEach((arr, i) => {
    const other = expected[i]!;
    expect([arr.dtype, ...arr.shape]).toEqual([other.dtype, ...other.shape]);
    const [a, b] = [arr.toArray(), other.toArray()];
    const finite = Array.from(b).filter((value) => Number.isFinite(value));
    const scale = finite.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    for (let k = 0; k < b.length; k++) {
      const [x, y] = [a[k]!, b[k]!];
      const close = Object.is(x, y) || x === y || Math.abs(x - y) <= tolerance * scale;
      if (!close)
        expect.fail(`element ${k} of result ${i}: received ${x}, expected ${y} (relative ${Math.abs(x - y) / scale})`);
    }
  });
}
