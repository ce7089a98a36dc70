/** The leapfrog problem in TensorFlow.js: eager operations on float32 tensors, the loop unrolled on its tape for the gradient. */
import type { Scalar, Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { Contender, Values } from "../benchmark.ts";
import { COORDINATES, type PhaseSpace } from "../initial-conditions.ts";
import { GRAVITATIONAL_CONSTANT, type LeapfrogProblem } from "../leapfrog-problem.ts";
import { inProcess } from "../measure.ts";
import { tfjsOnWasm } from "./tfjs.ts";

/** Float32 (6e-8) after ln(1 + s) - s/(1 + s), which loses two digits near the centre, and after up to a hundred steps. */
const TOLERANCE = 1e-3;

type Library = Awaited<ReturnType<typeof tfjsOnWasm>>;
type State = PhaseSpace<Tensor1D>;

/** x + time v. */
const move = (tf: Library, x: Tensor1D, v: Tensor1D, time: number): Tensor1D => tf.add(x, tf.mul(v, time));

const drift = (tf: Library, s: State, time: number): State => ({
  ...s,
  x: move(tf, s.x, s.vx, time),
  y: move(tf, s.y, s.vy, time),
  z: move(tf, s.z, s.vz, time),
});

function kick(tf: Library, s: State, amplitude: Scalar, scaleRadius: Scalar, time: number): State {
  const squared = tf.addN([tf.square(s.x), tf.square(s.y), tf.square(s.z)]);
  const r = tf.sqrt(squared);
  const scaled = tf.div(r, scaleRadius);
  const mass = tf.mul(tf.sub(tf.log1p(scaled), tf.div(scaled, tf.add(scaled, 1))), amplitude);
  const strength = tf.div<Tensor1D>(mass, tf.mul(squared, r));
  return {
    ...s,
    vx: move(tf, s.vx, tf.mul(strength, s.x), -time),
    vy: move(tf, s.vy, tf.mul(strength, s.y), -time),
    vz: move(tf, s.vz, tf.mul(strength, s.z), -time),
  };
}

function evolve(tf: Library, problem: LeapfrogProblem, lnDensity: Scalar, scaleRadius: Scalar, start: State): State {
  const { timeStep, steps } = problem;
  // The constants are of order one only together: float32 would lose nothing, but neither gains, so they are multiplied in float64.
  const amplitude = tf.mul<Scalar>(
    tf.exp(tf.add(lnDensity, Math.log(4 * Math.PI * GRAVITATIONAL_CONSTANT))),
    tf.pow(scaleRadius, 3),
  );
  let state = kick(tf, start, amplitude, scaleRadius, timeStep / 2);
  for (let step = 0; step < steps; step++) {
    state = kick(tf, drift(tf, state, timeStep), amplitude, scaleRadius, timeStep);
  }
  return kick(tf, state, amplitude, scaleRadius, -timeStep / 2);
}

const read = (state: readonly Tensor[]): Values =>
  Object.fromEntries(COORDINATES.map((name, index) => [name, state[index]?.dataSync() ?? []]));

/** The problem's numbers as tensors that outlive every call. */
const inputs = (tf: Library, { halo, start }: LeapfrogProblem) => ({
  lnDensity: tf.scalar(halo.lnDensity),
  scaleRadius: tf.scalar(halo.scaleRadius),
  start: {
    x: tf.tensor1d([...start.x]),
    y: tf.tensor1d([...start.y]),
    z: tf.tensor1d([...start.z]),
    vx: tf.tensor1d([...start.vx]),
    vy: tf.tensor1d([...start.vy]),
    vz: tf.tensor1d([...start.vz]),
  },
});

/** Runs `work` and frees every tensor that it made. */
const tidily = (tf: Library, work: () => Values): Values => {
  tf.engine().startScope();
  try {
    return work();
  } finally {
    tf.engine().endScope();
  }
};

/** The final state in TensorFlow.js. */
export async function tfjsForward(problem: LeapfrogProblem): Promise<Contender> {
  const tf = await tfjsOnWasm();
  const { lnDensity, scaleRadius, start } = inputs(tf, problem);
  return inProcess("tfjs wasm, eager, float32", TOLERANCE, () =>
    tidily(tf, () => {
      const end = evolve(tf, problem, lnDensity, scaleRadius, start);
      return read(COORDINATES.map((name) => end[name]));
    }),
  );
}

/** The scalar and its gradient in TensorFlow.js. */
export async function tfjsGradient(problem: LeapfrogProblem): Promise<Contender> {
  const tf = await tfjsOnWasm();
  const { lnDensity, scaleRadius, start } = inputs(tf, problem);
  const differentiated = tf.valueAndGrads((density, radius, x, y, z, vx, vy, vz) => {
    const from = { x, y, z, vx, vy, vz } as State;
    const end = evolve(tf, problem, density as Scalar, radius as Scalar, from);
    return tf.mean<Scalar>(tf.addN([tf.square(end.x), tf.square(end.y), tf.square(end.z)]));
  });
  const leaves = [lnDensity, scaleRadius, ...COORDINATES.map((name) => start[name])];
  return inProcess("tfjs wasm, eager, float32", TOLERANCE, () =>
    tidily(tf, () => {
      const { value, grads } = differentiated(leaves);
      const [density, radius, ...state] = grads;
      return {
        value: value.dataSync(),
        lnDensity: density?.dataSync() ?? [],
        scaleRadius: radius?.dataSync() ?? [],
        ...read(state),
      };
    }),
  );
}
