/** Proposal: where to evaluate next, by the expected improvement of a Gaussian process over what is known. */
import { drive } from "../drive/drive.ts";
import { lbfgsb } from "../minimize/lbfgsb/lbfgsb.ts";
import { defaultStop, judge } from "../fit/judge.ts";
import { fold, normals, type Key } from "../../src/internal.ts";
import { gaussianProcess, type Hyperparameters, hopeAt, hopesAt } from "./process/gaussian-process.ts";
import type { KernelName } from "./process/kernel.ts";
import { latinHypercube } from "./designs/latin-hypercube.ts";
import { mostDimensions, sobol } from "./designs/sobol.ts";

/** An evaluated place of the unit cube. */
export interface KnownPlace {
  readonly place: Float64Array;
  /** NaN where the objective failed. */
  readonly value: number;
}

/** A place to evaluate, and what it was chosen by. */
export interface Proposal {
  readonly place: Float64Array;
  readonly hyperparameters: Hyperparameters;
  /** The value believed there, in the unit of the values. */
  readonly believed: number;
}

/** Points that the expected improvement is looked up at, spread over the cube and around the best. */
const spread = 256;
const aroundBest = 64;
/** Deviation of the latter from the best, in units of the cube. */
const nearness = 0.05;
/** How many of them it is climbed from. */
const climbs = 4;
/** Nearer than this to a known point nothing new would be learnt. */
const tooNear = 1e-7;
/** More points than this would make every proposal slow: the least values are kept. */
const mostKnown = 256;
const climbStop = { ...defaultStop, maxSteps: 25, valueTolerance: 1e-6, valueScale: 1, stepTolerance: 1e-6 };

/** The place of the greatest expected improvement that multi-start L-BFGS-B finds. At least one value must be finite. */
export function proposal(
  known: readonly KnownPlace[],
  kernel: KernelName,
  key: Key,
  near: Hyperparameters | undefined,
): Proposal {
  const kept = known.length <= mostKnown ? known : leastOf(known);
  const { values, unsquashed } = squashed(kept.map(({ value }) => value));
  const places = kept.map(({ place }) => place);
  const process = gaussianProcess(places, values, { kernel, near });
  const least = values.indexOf(Math.min(...values));
  const best = values[least]!;
  const d = places[0]!.length;
  const candidates = candidatesFor(places[least]!, key);
  const hopes = hopesAt(process, candidates, best);
  const order = Array.from(hopes.keys()).sort((i, j) => hopes[j]! - hopes[i]! || i - j);
  const rows = order.map((i) => candidates.slice(i * d, (i + 1) * d));
  const method = lbfgsb().bind({
    size: d,
    lower: new Float64Array(d),
    upper: new Float64Array(d).fill(1),
    evaluate: (point) => {
      const { value, gradient } = hopeAt(process, point, best);
      return { value: -value, gradient: gradient.map((slope) => -slope) };
    },
  });
  const climbed = rows.slice(0, climbs).map((start) => {
    const rules = {
      maxSteps: climbStop.maxSteps,
      judge: (state: Parameters<typeof judge>[0]) => judge(state, climbStop),
    };
    const { state } = drive(method, method.init(start), rules);
    return { place: state.point, hope: Number.isFinite(state.value) ? -state.value : Number.NEGATIVE_INFINITY };
  });
  climbed.sort((a, b) => b.hope - a.hope);
  const choices = [...climbed.map(({ place }) => place), ...rows];
  const place = choices.find((choice) => isNew(choice, known)) ?? choices[0]!;
  const believed = unsquashed(process.predict(place).mean);
  return { place, hyperparameters: process.hyperparameters, believed };
}

function leastOf(known: readonly KnownPlace[]): readonly KnownPlace[] {
  const order = known.map(({ value }, i) => ({ i, value: Number.isNaN(value) ? Infinity : value }));
  order.sort((a, b) => (a.value === b.value ? a.i - b.i : a.value - b.value));
  return order.slice(0, mostKnown).map(({ i }) => known[i]!);
}

/** Points of the cube to look at: an even spread, and a cloud around the best. */
function candidatesFor(best: Float64Array, key: Key): Float64Array {
  const d = best.length;
  const even = evenPoints(d, spread, fold(key, 0));
  const cloud = normals(fold(key, 1), aroundBest * d).map((z, k) => {
    const moved = best[k % d]! + nearness * z;
    return Math.min(Math.max(moved, 0), 1);
  });
  const all = new Float64Array(even.length + cloud.length);
  all.set(even);
  all.set(cloud, even.length);
  return all;
}

/** Points spread evenly over the cube, in any number of dimensions. */
export function evenPoints(dimensions: number, count: number, key: Key): Float64Array {
  return dimensions <= mostDimensions
    ? sobol(dimensions, count, { scramble: key })
    : latinHypercube(key, dimensions, count);
}

function isNew(place: Float64Array, known: readonly KnownPlace[]): boolean {
  return known.every((other) => other.place.some((u, i) => Math.abs(u - place[i]!) > tooNear));
}

/**
 * Values as the process sees them, of mean zero: in units of the distance from the least to the median, and growing
 * logarithmically beyond the median. How bad the bad points are says nothing of where the best lies, and would drown it. The
 * order stays the same, and failed points count as the worst.
 */
export function squashed(values: readonly number[]): Squashed {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const least = sorted[0] ?? 0;
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const unit = median - least > 0 ? median - least : (sorted.at(-1) ?? 0) - least || 1;
  const scaled = values.map((value) => {
    const above = (value - least) / unit;
    return above <= 1 ? above : 1 + Math.log(above);
  });
  const worst = Math.max(...scaled.filter(Number.isFinite), 0);
  const whole = Float64Array.from(scaled, (value) => (Number.isFinite(value) ? value : worst));
  const mean = whole.reduce((sum, value) => sum + value, 0) / whole.length;
  return {
    values: whole.map((value) => value - mean),
    unsquashed: (value) => least + unit * (value + mean <= 1 ? value + mean : Math.exp(value + mean - 1)),
  };
}

/** Squashed values, and the way back. */
export interface Squashed {
  readonly values: Float64Array;
  readonly unsquashed: (value: number) => number;
}
