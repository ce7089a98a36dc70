/**
 * `first-gradient.ts fluxion|fluxion-call|jax-js ORBITS STEPS`: prints the seconds that compiling the leapfrog gradient takes in this
 * new process, or its first call with all of that.
 */
import { leapfrogProblem } from "./leapfrog-problem.ts";

const [contender, orbits, steps] = process.argv.slice(2);
const problem = leapfrogProblem(Number(orbits), Number(steps));

if (contender === "fluxion") {
  const { fluxionGradientCompileTime } = await import("./leapfrog-fluxion.ts");
  console.log(fluxionGradientCompileTime(problem).sample());
} else if (contender === "fluxion-call") {
  const { fluxionFirstGradient } = await import("./leapfrog-fluxion.ts");
  console.log(fluxionFirstGradient(problem).sample());
} else {
  const { jaxGradientCompileTime } = await import("./peers/leapfrog-jax-js.ts");
  console.log((await jaxGradientCompileTime(problem)).sample());
}
