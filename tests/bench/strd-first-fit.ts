/** `strd-first-fit.ts fluxion|ml-levenberg-marquardt NAME START [DAMPING ITERATIONS]`: prints the seconds of a first fit in this new process. */
import { strdProblem } from "./strd-problems.ts";

const [contender, name = "", start, damping, iterations] = process.argv.slice(2);
const problem = strdProblem(name, start === "2" ? 2 : 1);

async function fitter(): Promise<() => number[]> {
  if (contender === "fluxion") {
    const { fluxionFit } = await import("./strd-fluxion.ts");
    return () => fluxionFit(problem);
  }
  const { javascriptFit } = await import("./peers/strd-javascript.ts");
  return () => javascriptFit(problem, { damping: Number(damping), iterations: Number(iterations) });
}

const fit = await fitter();
const began = performance.now();
fit();
console.log((performance.now() - began) / 1e3);
