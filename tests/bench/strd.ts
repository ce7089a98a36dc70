/** Benchmark: Levenberg-Marquardt on regression problems of NIST, to a solution, with and without compilation. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Benchmark, type Case, type Contender, isPresent, type Peer, type Values } from "./benchmark.ts";
import {
  bestSettings,
  defaultIterations,
  javascriptContender,
  type JavascriptSettings,
} from "./peers/strd-javascript.ts";
import { scipyContender } from "./peers/strd-scipy.ts";
import { fluxionCall, fluxionCompiled, fluxionProgram } from "./strd-fluxion.ts";
import { certifiedDigits, strdProblem, type StrdProblem, strdProblems } from "./strd-problems.ts";
import { microseconds, milliseconds } from "./units.ts";

/** It ends only below a given absolute error, so a user who does not know it lets it run. */
const asUsed = `ml-levenberg-marquardt, its ${defaultIterations} iterations`;
const asTold = (iterations: number): string => `ml-levenberg-marquardt, told to stop after ${iterations}`;

/** The same contender, whose values are computed once. */
function remembered(contender: Contender): Contender {
  let known: Values | undefined;
  return { ...contender, values: () => (known ??= contender.values()), sample: () => contender.sample() };
}

/** The certified digits of the parameters of each contender, in a sentence. */
function digitsReached(problem: StrdProblem, contenders: readonly Peer[]): string {
  const each = contenders.filter(isPresent).map((contender) => {
    const parameters = Object.values(contender.values()).map((value) => value[0]!);
    return `${contender.name} ${certifiedDigits(problem, parameters).toFixed(1)}`;
  });
  return `Certified digits of the worst parameter: ${each.join("; ")}.`;
}

/** The library as it is used and as it would be used by someone who knows the solution. */
function javascriptPeers(problem: StrdProblem): readonly Contender[] {
  const best = bestSettings[problem.name]!;
  return [
    javascriptContender(problem, asUsed, { ...best, iterations: defaultIterations }),
    javascriptContender(problem, asTold(best.iterations), best),
  ];
}

/** A fit again and again, on machine code that is there. */
function compiledCase(problem: StrdProblem, way: string, contender: (problem: StrdProblem) => Contender): Case {
  return {
    name: `${problem.name}, ${way}`,
    prepare: (scale) => {
      // Each takes a new process: at smoke scale one shows that it runs.
      const isSkipped = scale === "smoke" && problem !== strdProblems[0];
      const scipy = isSkipped ? { name: "SciPy", absent: "smoke runs start it once" } : scipyContender(problem);
      const [ours, ...peers] = [contender(problem), ...javascriptPeers(problem)].map(remembered);
      const all = [ours!, ...peers, isPresent(scipy) ? remembered(scipy) : scipy];
      return { unit: microseconds, ours: ours!, peers: all.slice(1), notes: [digitsReached(problem, all)] };
    },
  };
}

function wholeCase(problem: StrdProblem): Case {
  return {
    name: `${problem.name}, compilation included`,
    prepare: () => ({ unit: microseconds, ours: fluxionCall(problem), peers: javascriptPeers(problem) }),
  };
}

/** A first fit in a new process for every sample: what a script's user waits for once all is imported. */
function firstFit(name: string, contender: string, words: readonly string[]): Contender {
  const script = fileURLToPath(new URL("strd-first-fit.ts", import.meta.url));
  return {
    name,
    tolerance: 0,
    values: () => ({}),
    sample: () => {
      const run = spawnSync(process.execPath, ["--import", "tsx", script, contender, ...words], { encoding: "utf8" });
      if (run.status !== 0) throw new Error(`strd-first-fit.ts failed:\n${run.stderr}`);
      return Number(run.stdout);
    },
  };
}

function firstFitCase(dataset: string, start: 1 | 2): Case {
  const { name } = strdProblem(dataset, start);
  return {
    name: `${name}, the first fit in a new process`,
    prepare: (scale) => {
      const best = bestSettings[name]!;
      const place = [dataset, String(start)];
      const peer = (title: string, { damping, iterations }: JavascriptSettings): Contender =>
        firstFit(title, "ml-levenberg-marquardt", [...place, String(damping), String(iterations)]);
      return {
        unit: milliseconds,
        ours: firstFit("fluxion", "fluxion", place),
        peers: [
          peer(asTold(best.iterations), best),
          ...(scale === "smoke" ? [] : [peer(asUsed, { ...best, iterations: defaultIterations })]),
        ],
      };
    },
  };
}

export const strd: Benchmark = {
  name: "strd",
  about:
    "Levenberg-Marquardt on nonlinear regression problems of NIST, from a published start to a solution; the peer is given the best " +
    "damping of three, and central differences",
  cases: [
    ...strdProblems.map((problem) => compiledCase(problem, "one compiled program", fluxionProgram)),
    ...strdProblems.map((problem) => compiledCase(problem, "compiled, step by step", fluxionCompiled)),
    ...strdProblems.map(wholeCase),
    firstFitCase("Gauss1", 1),
  ],
};
