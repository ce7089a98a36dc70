/** Binomial and Poisson variates, halved until they are few: exact for any size, in a time that grows with its logarithm. */
import { log } from "../../numerics/elementary.ts";
import { betaVariate, gammaVariate } from "./gamma-variates.ts";
import type { Numbers } from "./source.ts";

/** So many trials, or arrivals, are counted one by one. */
const FEW = 20;

/**
 * Successes in a number of trials. A trial succeeds where a uniform number lies below p. The middle one of n such numbers in order is a beta
 * variate; on the side of it that p is not, nothing is left to ask.
 *
 * @see Devroye (1986), Non-Uniform Random Variate Generation, X.4.3
 */
export function binomialVariate(numbers: Numbers, trials: number, probability: number): number {
  let [successes, left, p] = [0, trials, probability];
  while (left > FEW) {
    const middle = 1 + Math.floor(left / 2);
    const place = betaVariate(numbers, middle, left + 1 - middle);
    if (place <= p) {
      successes += middle;
      left -= middle;
      p = (p - place) / (1 - place);
    } else {
      left = middle - 1;
      p /= place;
    }
  }
  for (; left > 0; left--) if (numbers.uniform() < p) successes += 1;
  return successes;
}

/**
 * Arrivals within a time, at one in the unit of it on average. Arrival m comes after a gamma variate of shape m: if that is within the time, m
 * have come, and the rest of the time is another such question; if not, each of the m − 1 before it has come in time with the same probability.
 *
 * @see Ahrens & Dieter (1974), Computer methods for sampling from gamma, beta, Poisson and binomial distributions, Computing 12, 223
 */
export function poissonVariate(numbers: Numbers, rate: number): number {
  let [arrivals, left] = [0, rate];
  while (left > FEW) {
    // Somewhat fewer than are expected, so that they come in time as a rule.
    const steps = Math.floor(0.875 * left);
    const time = gammaVariate(numbers, steps);
    if (time > left) return arrivals + binomialVariate(numbers, steps - 1, left / time);
    arrivals += steps;
    left -= time;
  }
  for (let time = -log(numbers.uniform()); time <= left; time -= log(numbers.uniform())) arrivals += 1;
  return arrivals;
}
