/** Draws a posterior in a process where nothing is compiled, and prints the seconds for each effective draw. */
import process from "node:process";
import { draw, leastEffectiveSize, type SamplingProblem, samplingProblems } from "./sampling-problem.ts";

const [name, seed] = process.argv.slice(2);
const began = performance.now();
// The benchmark names one of the problems.
const { draws } = draw(samplingProblems[name as SamplingProblem["name"]], Number(seed));
const seconds = (performance.now() - began) / 1000;
console.log(seconds / leastEffectiveSize(draws.map(({ chains }) => chains)));
