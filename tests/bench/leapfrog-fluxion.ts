/** The leapfrog problem as a user of Fluxion writes it. */
import { type Arr, array, exp, jit, log1p, scan, sqrt, square, trace, valueAndGrad } from "fluxion";
import { compile } from "../../src/compile/compile.ts";
import type { Contender, Values } from "./benchmark.ts";
import { COORDINATES, type PhaseSpace } from "./initial-conditions.ts";
import { GRAVITATIONAL_CONSTANT, type LeapfrogProblem } from "./leapfrog-problem.ts";
import { inProcess } from "./measure.ts";

/** Float64 throughout: rounding, amplified by ln(1 + s) - s/(1 + s) near the centre and by the orbits' shear. */
const TOLERANCE = 1e-11;

type State = PhaseSpace<Arr>;
type Halo = Readonly<{ lnDensity: Arr; scaleRadius: Arr }>;
type Parameters = Readonly<{ halo: Halo; start: State }>;

const drift = (s: State, time: number): State => ({
  ...s,
  x: s.x.add(s.vx.mul(time)),
  y: s.y.add(s.vy.mul(time)),
  z: s.z.add(s.vz.mul(time)),
});

function kick({ lnDensity, scaleRadius }: Halo, s: State, time: number): State {
  const squared = square(s.x).add(square(s.y)).add(square(s.z));
  const r = sqrt(squared);
  const scaled = r.div(scaleRadius);
  const amplitude = exp(lnDensity)
    .mul(scaleRadius.pow(3))
    .mul(4 * Math.PI * GRAVITATIONAL_CONSTANT);
  const mass = log1p(scaled)
    .sub(scaled.div(scaled.add(1)))
    .mul(amplitude);
  const impulse = mass.div(squared.mul(r)).mul(time);
  return {
    ...s,
    vx: s.vx.sub(impulse.mul(s.x)),
    vy: s.vy.sub(impulse.mul(s.y)),
    vz: s.vz.sub(impulse.mul(s.z)),
  };
}

const evolve =
  ({ timeStep, steps }: LeapfrogProblem) =>
  ({ halo, start }: Parameters): State => {
    const step = (s: State): State => kick(halo, drift(s, timeStep), timeStep);
    const { carry } = scan(step, kick(halo, start, timeStep / 2), { length: steps });
    return kick(halo, carry, -timeStep / 2);
  };

/** The scalar as a function of halo and start. */
export const meanSquaredDistance =
  (problem: LeapfrogProblem) =>
  (parameters: Parameters): Arr => {
    const { x, y, z } = evolve(problem)(parameters);
    return square(x).add(square(y)).add(square(z)).mean();
  };

/** Halo and start as arrays. */
export const parameters = ({ halo, start }: LeapfrogProblem): Parameters => ({
  halo: { lnDensity: array(halo.lnDensity), scaleRadius: array(halo.scaleRadius) },
  start: {
    x: array(start.x),
    y: array(start.y),
    z: array(start.z),
    vx: array(start.vx),
    vy: array(start.vy),
    vz: array(start.vz),
  },
});

const flat = (state: State): Values => Object.fromEntries(COORDINATES.map((name) => [name, state[name].toArray()]));

/** The final state. */
export function fluxionForward(problem: LeapfrogProblem): Contender {
  const compiled = jit(evolve(problem));
  const input = parameters(problem);
  const call = (): State => compiled(input);
  return inProcess("fluxion", TOLERANCE, () => flat(call()), call);
}

/** The scalar and its gradient. */
export function fluxionGradient(problem: LeapfrogProblem): Contender {
  const compiled = jit(valueAndGrad(meanSquaredDistance(problem)));
  const input = parameters(problem);
  const call = () => compiled(input);
  const values = (): Values => {
    const { value, grad } = call();
    return {
      value: value.toArray(),
      lnDensity: grad.halo.lnDensity.toArray(),
      scaleRadius: grad.halo.scaleRadius.toArray(),
      ...flat(grad.start),
    };
  };
  return inProcess("fluxion", TOLERANCE, values, call);
}

/** From the function to machine code that can be called: tracing, differentiating, compiling and instantiating, nothing run. */
export function fluxionGradientCompileTime(problem: LeapfrogProblem): Contender {
  const input = parameters(problem);
  let compiled = 0;
  return {
    name: "fluxion",
    tolerance: 0,
    values: () => ({}),
    sample: () => {
      // A number of its own in each sample, so that no module is found in the cache.
      const objective = meanSquaredDistance({ ...problem, timeStep: problem.timeStep * (1 + 1e-9 * compiled++) });
      const start = performance.now();
      compile(trace(valueAndGrad(objective))(input).program, "wasm");
      return (performance.now() - start) / 1e3;
    },
  };
}

/** The first call of the compiled gradient: all of the above, and a thousand steps in code that is not optimised yet. */
export function fluxionFirstGradient(problem: LeapfrogProblem): Contender {
  const input = parameters(problem);
  return {
    name: "fluxion",
    tolerance: 0,
    values: () => ({}),
    sample: () => {
      const start = performance.now();
      jit(valueAndGrad(meanSquaredDistance(problem)))(input);
      return (performance.now() - start) / 1e3;
    },
  };
}
