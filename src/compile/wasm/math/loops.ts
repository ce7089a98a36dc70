/** Loops on two lanes: a fixed number of turns, or until both lanes are done. */
import type { Local } from "../encoder/index.ts";
import type { MathBuilder } from "./math-builder.ts";

/** Runs a body `count` times, with k = first, first + step, ... in both lanes. */
export function times(m: MathBuilder, count: number, first: number, step: 1 | -1, body: (k: Local) => void): void {
  whileAny(m, first, step, (k) => {
    body(k);
    return step === 1 ? m.less(k, first + count - 1) : m.greater(k, first - count + 1);
  });
}

/**
 * Runs a body with k = first, first + step, ... while the mask that it returns has a lane set. The lane that is done first must
 * not change any more, whatever the other one does.
 */
export function whileAny(m: MathBuilder, first: number, step: 1 | -1, body: (k: Local) => Local): void {
  const k = m.value(first);
  m.f.loop((start) => {
    m.scope(() => {
      const goesOn = body(k);
      m.assign(k, m.add(k, step));
      m.push(goesOn);
      m.f.op("v128.any_true");
      m.f.brIf(start);
      return k;
    });
  });
}
