/** `first-gradient.ts fluxion|jax-js ORBITS STEPS`: prints the seconds that compiling the leapfrog gradient takes in this new process. */
import { leapfrogProblem } from "./leapfrog-problem.ts";

const [contender, orbits, steps] = process.argv.slice(2);
const problem = leapfrogProblem(Number(orbits), Number(steps));

if (contender === "fluxion") {
  const { fluxionGradientCompileTime } = await import("./leapfrog-fluxion.ts");
  console.log(fluxionGradientCompileTime(problem).sample());
} else {
  const { jaxGradientCompileTime } = await import("./peers/leapfrog-jax-js.ts");
  console.log((await jaxGradientCompileTime(problem)).sample());
}
