/** The leapfrog problem in jax-js: float64 arrays, the loop unrolled under `jit`, because its `scan` is not differentiable. */
import type { numpy } from "@jax-js/jax";
import type { Contender, Values } from "../benchmark.ts";
import { compileTime } from "../compile-time.ts";
import { COORDINATES, type PhaseSpace } from "../initial-conditions.ts";
import { GRAVITATIONAL_CONSTANT, type LeapfrogProblem } from "../leapfrog-problem.ts";
import { inProcess } from "../measure.ts";
import { jaxOnWasm } from "./jax-js.ts";

/** It stores float64, but its logarithm is good to 4e-7, of which ln(1 + s) - s/(1 + s) loses two digits near the centre. */
const TOLERANCE = 1e-3;

type Library = Awaited<ReturnType<typeof jaxOnWasm>>;
type Numbers = numpy.Array;
type State = PhaseSpace<Numbers>;
/** A type alias rather than an interface, as its pytrees ask. */
type Parameters = {
  lnDensity: Numbers;
  scaleRadius: Numbers;
  x: Numbers;
  y: Numbers;
  z: Numbers;
  vx: Numbers;
  vy: Numbers;
  vz: Numbers;
};

/** x + time v. In jax-js a call consumes its operands: `.ref` marks one that is used again. */
const move = (x: Numbers, v: Numbers, time: number): Numbers => x.add(v.mul(time));

const drift = (s: State, time: number): State => ({
  x: move(s.x, s.vx.ref, time),
  y: move(s.y, s.vy.ref, time),
  z: move(s.z, s.vz.ref, time),
  vx: s.vx,
  vy: s.vy,
  vz: s.vz,
});

function kick({ numpy: np }: Library, s: State, amplitude: Numbers, scaleRadius: Numbers, time: number): State {
  const squared = np.square(s.x.ref).add(np.square(s.y.ref)).add(np.square(s.z.ref));
  const r = np.sqrt(squared.ref);
  const scaled = r.ref.div(scaleRadius.ref);
  const mass = np
    .log1p(scaled.ref)
    .sub(scaled.ref.div(scaled.add(1)))
    .mul(amplitude.ref);
  const strength = mass.div(squared.mul(r));
  return {
    x: s.x,
    y: s.y,
    z: s.z,
    vx: move(s.vx, strength.ref.mul(s.x.ref), -time),
    vy: move(s.vy, strength.ref.mul(s.y.ref), -time),
    vz: move(s.vz, strength.mul(s.z.ref), -time),
  };
}

function evolve(jax: Library, problem: LeapfrogProblem, { lnDensity, scaleRadius, ...start }: Parameters): State {
  const { timeStep, steps } = problem;
  const { numpy: np } = jax;
  const amplitude = np
    .exp(lnDensity.add(Math.log(4 * Math.PI * GRAVITATIONAL_CONSTANT)))
    .mul(np.square(scaleRadius.ref).mul(scaleRadius.ref));
  let state = kick(jax, start, amplitude, scaleRadius, timeStep / 2);
  for (let step = 0; step < steps; step++) {
    state = kick(jax, drift(state, timeStep), amplitude, scaleRadius, timeStep);
  }
  const end = kick(jax, state, amplitude, scaleRadius, -timeStep / 2);
  amplitude.dispose();
  scaleRadius.dispose();
  return end;
}

/** The problem's numbers as arrays; every call takes a new reference to each. */
function inputs({ numpy: np }: Library, { halo, start }: LeapfrogProblem): () => Parameters {
  const scalar = (value: number): Numbers => np.array(Float64Array.of(value)).reshape([]);
  const held = {
    lnDensity: scalar(halo.lnDensity),
    scaleRadius: scalar(halo.scaleRadius),
    x: np.array(start.x),
    y: np.array(start.y),
    z: np.array(start.z),
    vx: np.array(start.vx),
    vy: np.array(start.vy),
    vz: np.array(start.vz),
  };
  return () => ({
    lnDensity: held.lnDensity.ref,
    scaleRadius: held.scaleRadius.ref,
    x: held.x.ref,
    y: held.y.ref,
    z: held.z.ref,
    vx: held.vx.ref,
    vy: held.vy.ref,
    vz: held.vz.ref,
  });
}

const flat = (state: State): Values =>
  Object.fromEntries(COORDINATES.map((name) => [name, state[name].dataSync() as Float64Array]));

/** The final state in jax-js. */
export async function jaxForward(problem: LeapfrogProblem): Promise<Contender> {
  const jax = await jaxOnWasm();
  const compiled = jax.jit((parameters: Parameters) => ({ ...evolve(jax, problem, parameters) }));
  const arguments_ = inputs(jax, problem);
  return inProcess("jax-js wasm, jit", TOLERANCE, () => flat(compiled(arguments_())));
}

/**
 * The value and its pullback under one `jit`. The cotangent of one is an argument, because `jit(valueAndGrad(f))` makes it a float32 constant
 * whose bits it then reads as float64 wherever two paths share it (0.1.25: the gradient of mean(x^2 + y^2) comes out as 2e-7).
 */
function compileGradient(jax: Library, problem: LeapfrogProblem) {
  const { numpy: np } = jax;
  const objective = (parameters: Parameters): Numbers => {
    const { x, y, z, vx, vy, vz } = evolve(jax, problem, parameters);
    for (const unused of [vx, vy, vz]) unused.dispose();
    return np.mean(np.square(x).add(np.square(y)).add(np.square(z)));
  };
  return jax.jit((parameters: Parameters, cotangent: Numbers): { value: Numbers; gradient: Parameters } => {
    const [value, pullback] = jax.vjp(objective, [parameters]);
    const [gradient] = pullback(cotangent);
    pullback.dispose();
    return { value, gradient };
  });
}

/** The scalar and its gradient in jax-js. */
export async function jaxGradient(problem: LeapfrogProblem): Promise<Contender> {
  const jax = await jaxOnWasm();
  const compiled = compileGradient(jax, problem);
  const arguments_ = inputs(jax, problem);
  const one = jax.numpy.array(Float64Array.of(1)).reshape([]);
  return inProcess("jax-js wasm, jit", TOLERANCE, () => {
    const { value, gradient } = compiled(arguments_(), one.ref);
    const { lnDensity, scaleRadius, ...state } = gradient;
    return {
      value: value.dataSync() as Float64Array,
      lnDensity: lnDensity.dataSync() as Float64Array,
      scaleRadius: scaleRadius.dataSync() as Float64Array,
      ...flat(state),
    };
  });
}

/** Compiling the gradient from its function; kernels that an earlier compilation made are found again, so only the first is whole. */
export async function jaxGradientCompileTime(problem: LeapfrogProblem): Promise<Contender> {
  const jax = await jaxOnWasm();
  const arguments_ = inputs(jax, problem);
  const one = jax.numpy.array(Float64Array.of(1)).reshape([]);
  return compileTime("jax-js wasm, jit", () => {
    const compiled = compileGradient(jax, problem);
    return () => {
      const { value, gradient } = compiled(arguments_(), one.ref);
      value.dataSync();
      jax.tree.dispose(gradient);
    };
  });
}
