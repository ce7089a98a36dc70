/** Classic problems from many starts, with what SciPy made of each: fixtures/minimisers. */
import { readFileSync } from "node:fs";
import { type Arr, array, exp, log, sin, stack, sub } from "fluxion";
import { publishedProblems } from "../least-squares/mgh/problems.ts";

/** One start, and SciPy's end. */
export interface ClassicRun {
  readonly start: readonly number[];
  readonly startValue: number | null;
  /** What SciPy came to; null where residuals were not finite. */
  readonly value: number | null;
  readonly evaluations: number;
}

/** A problem with its runs; a null bound is none. */
export interface ClassicProblem {
  readonly name: string;
  readonly bounds?: readonly (readonly [lower: number | null, upper: number | null])[];
  readonly runs: readonly ClassicRun[];
}

const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/minimisers/scipy.json", import.meta.url), "utf8"),
) as unknown as {
  // Written by generate.py beside it, which has these fields.
  readonly bounded: readonly ClassicProblem[];
  readonly leastSquares: readonly ClassicProblem[];
};

export const { bounded: boundedProblems, leastSquares: residualProblems } = fixture;

const published = (number: number, size?: string): ((x: Arr) => Arr) => {
  const found = publishedProblems.find(({ name }) => name.startsWith(`${number} `) && name.endsWith(size ?? ""));
  if (found === undefined) throw new Error(`no problem ${number}`);
  return found.residuals;
};
const part = (x: Arr, k: number): Arr => x.slice(k);
const numbers = (count: number, from = 1): Arr => array(Array.from({ length: count }, (_, i) => i + from));

const chebyquad = (x: Arr): Arr => {
  const twice = x.mul(4).sub(2);
  let [before, now]: [Arr | number, Arr] = [1, x.mul(2).sub(1)];
  const rows: Arr[] = [];
  for (let i = 1; i <= x.size; i++) {
    rows.push(now.mean().add(i % 2 === 0 ? 1 / (i * i - 1) : 0));
    [before, now] = [now, twice.mul(now).sub(before)];
  }
  return stack(rows);
};

const weeds = [5.308, 7.24, 9.638, 12.866, 17.069, 23.192, 31.443, 38.558, 50.156, 62.948, 75.995, 91.972];

/** Residuals by the names of the fixture. */
export const residualsOf: Readonly<Record<string, (x: Arr) => Arr>> = {
  hs1: published(1),
  beale: published(5),
  wood: published(14),
  powell: published(13),
  biggs: published(18),
  osborne1: published(17),
  osborne2: published(19),
  meyer: published(10),
  bard: published(8),
  kowalik: published(15),
  box: published(12),
  chebyquad,
  penalty1: published(23, "10 dimensions"),
  penalty2: published(24, "4 dimensions"),
  brownDennis: published(16),
  jennrichSampson: published(6),
  himmelblau: (x) => stack([part(x, 0).square().add(part(x, 1)).sub(11), part(x, 0).add(part(x, 1).square()).sub(7)]),
  hs25: (x) => {
    const i = numbers(99).div(100);
    const u = log(i)
      .mul(-50)
      .pow(2 / 3)
      .add(25);
    return exp(u.sub(part(x, 1)).pow(part(x, 2)).div(part(x, 0)).neg()).sub(i);
  },
  decay: (x) => {
    const t = numbers(11, 0);
    return exp(t.mul(part(x, 1)))
      .mul(part(x, 0))
      .sub(exp(t.mul(-0.5)).mul(3))
      .div(0.01);
  },
  weeds: (x) => {
    const t = numbers(12);
    return part(x, 0)
      .div(
        exp(t.mul(part(x, 2)).neg())
          .mul(part(x, 1))
          .add(1),
      )
      .sub(array(weeds));
  },
};

const objectives: Readonly<Record<string, (x: Arr) => Arr>> = {
  hs5: (x) => {
    const [a, b] = [part(x, 0), part(x, 1)];
    return sin(a.add(b)).add(a.sub(b).square()).sub(a.mul(1.5)).add(b.mul(2.5)).add(1);
  },
  hs110: (x) =>
    log(x.sub(2))
      .square()
      .add(log(sub(10, x)).square())
      .sum()
      .sub(x.prod().pow(0.2)),
  logValley: (x) => {
    const [a, b] = [part(x, 0), part(x, 1)];
    return log(b.sub(a.square()).square().mul(1e4).add(a.sub(1).square()).add(1));
  },
};

/** The objective of a bounded problem. */
export function objectiveOf(name: string): (x: Arr) => Arr {
  const known = objectives[name];
  if (known !== undefined) return known;
  const residuals = residualsOf[name]!;
  return (x) => residuals(x).square().sum();
}

/** The least value of each problem: published, or the lowest that anyone has come to. */
export const globalMinimum: Readonly<Record<string, number>> = {
  meyer: 87.945855170395,
  osborne1: 5.46489469748e-5,
  osborne2: 0.0401377362935,
  bard: 8.2148773065789e-3,
  kowalik: 3.0750560384923e-4,
  chebyquad: 3.5168737256778e-3,
  penalty1: 7.0876514670904e-5,
  penalty2: 9.3762930073e-6,
  brownDennis: 85822.2016263561,
  jennrichSampson: 124.362182355615,
  weeds: 2.58727739528415,
  hs5: -Math.sqrt(3) / 2 - Math.PI / 3,
  hs110: -45.778469707446,
};

/** Whether a value is that of the least minimum, to a millionth. */
export function isGlobal(name: string, value: number): boolean {
  const least = globalMinimum[name] ?? 0;
  return value <= least + 1e-6 * Math.abs(least) + 1e-9;
}
