/** Breathing: lets the event loop turn between steps, by the clock and not by the count of steps. */

/** Milliseconds between two turns of the event loop: short for a person and a signal, long for the steps. */
export const breathInterval = 50;

/** Resolves after timers, input, signals and finished writes have had their turn. */
export function breathe(): Promise<void> {
  return new Promise((settle) => {
    // Node has both; a page has the second.
    if (typeof setImmediate === "function") setImmediate(settle);
    else setTimeout(settle);
  });
}
