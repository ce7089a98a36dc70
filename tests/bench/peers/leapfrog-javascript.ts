/** The leapfrog problem in plain JavaScript over typed arrays, with its adjoint written by hand. */
import type { Contender, Values } from "../benchmark.ts";
import { COORDINATES, type PhaseSpace } from "../initial-conditions.ts";
import { GRAVITATIONAL_CONSTANT, type LeapfrogProblem } from "../leapfrog-problem.ts";
import { inProcess } from "../measure.ts";

/** Float64 throughout; what is left is rounding, amplified a hundredfold by ln(1 + s) - s/(1 + s) and by the orbits' own shear. */
const TOLERANCE = 1e-11;

type State = PhaseSpace<Float64Array>;

const copyOf = (state: State): State => ({
  x: state.x.slice(),
  y: state.y.slice(),
  z: state.z.slice(),
  vx: state.vx.slice(),
  vy: state.vy.slice(),
  vz: state.vz.slice(),
});

const drift = ({ x, y, z, vx, vy, vz }: State, time: number): void => {
  for (let i = 0; i < x.length; i++) {
    x[i]! += time * vx[i]!;
    y[i]! += time * vy[i]!;
    z[i]! += time * vz[i]!;
  }
};

/** v -= time K x, with K = GM(<r)/r^3 also left in `strength` for the adjoint to use again. */
const kick = (
  { x, y, z, vx, vy, vz }: State,
  strength: Float64Array,
  amplitude: number,
  scaleRadius: number,
  time: number,
): void => {
  for (let i = 0; i < x.length; i++) {
    const squared = x[i]! * x[i]! + y[i]! * y[i]! + z[i]! * z[i]!;
    const r = Math.sqrt(squared);
    const s = r / scaleRadius;
    const k = (amplitude * (Math.log1p(s) - s / (1 + s))) / (squared * r);
    strength[i] = k;
    vx[i]! -= time * k * x[i]!;
    vy[i]! -= time * k * y[i]!;
    vz[i]! -= time * k * z[i]!;
  }
};

/** 4 pi G rho_s r_s^3, so that G M(<r) is this times ln(1 + s) - s/(1 + s). */
const massAmplitude = ({ halo: { lnDensity, scaleRadius } }: LeapfrogProblem): number =>
  4 * Math.PI * GRAVITATIONAL_CONSTANT * Math.exp(lnDensity) * scaleRadius ** 3;

const flat = (state: State): Values => Object.fromEntries(COORDINATES.map((name) => [name, state[name]]));

function simulate(problem: LeapfrogProblem): Values {
  const { timeStep, steps, orbits } = problem;
  const { scaleRadius } = problem.halo;
  const amplitude = massAmplitude(problem);
  const state = copyOf(problem.start);
  const strength = new Float64Array(orbits);
  kick(state, strength, amplitude, scaleRadius, timeStep / 2);
  for (let step = 0; step < steps; step++) {
    drift(state, timeStep);
    kick(state, strength, amplitude, scaleRadius, timeStep);
  }
  kick(state, strength, amplitude, scaleRadius, -timeStep / 2);
  return flat(state);
}

/** Positions at which a kick was evaluated, and K there. */
type Kick = Readonly<{ x: Float64Array; y: Float64Array; z: Float64Array; strength: Float64Array }>;

/** Cotangents of the halo, gathered over all kicks. */
interface HaloCotangent {
  lnDensity: number;
  scaleRadius: number;
}

/**
 * Pulls cotangents back through v' = v - time K(|x|) x:
 * gx -= time (K gv + (x.gv) K'/r x), and the halo's through dK/dln rho_s = K, dK/dr_s = 3 K/r_s - GA m'(s) s/(r_s r^3), m'(s) = s/(1 + s)^2.
 */
const kickAdjoint = (
  { x, y, z, strength }: Kick,
  g: State,
  halo: HaloCotangent,
  amplitude: number,
  scaleRadius: number,
  time: number,
): void => {
  for (let i = 0; i < x.length; i++) {
    const squared = x[i]! * x[i]! + y[i]! * y[i]! + z[i]! * z[i]!;
    const r = Math.sqrt(squared);
    const s = r / scaleRadius;
    const k = strength[i]!;
    // s dm/ds times A/r^3: common to K' r = this - 3 K and to dK/dr_s r_s = 3 K - this.
    const slope = (amplitude * (s / (1 + s)) ** 2) / (squared * r);
    const along = time * (x[i]! * g.vx[i]! + y[i]! * g.vy[i]! + z[i]! * g.vz[i]!);
    const radial = (along * (slope - 3 * k)) / squared;
    g.x[i]! -= time * k * g.vx[i]! + radial * x[i]!;
    g.y[i]! -= time * k * g.vy[i]! + radial * y[i]!;
    g.z[i]! -= time * k * g.vz[i]! + radial * z[i]!;
    halo.lnDensity -= along * k;
    halo.scaleRadius -= (along * (3 * k - slope)) / scaleRadius;
  }
};

const driftAdjoint = (g: State, time: number): void => {
  for (let i = 0; i < g.x.length; i++) {
    g.vx[i]! += time * g.x[i]!;
    g.vy[i]! += time * g.y[i]!;
    g.vz[i]! += time * g.z[i]!;
  }
};

/** The scalar and its gradient by a forward sweep that keeps positions and K, and a backward sweep over them. */
function valueAndGradient(problem: LeapfrogProblem, kicks: readonly Kick[]): Values {
  const { timeStep, orbits, start } = problem;
  const { scaleRadius } = problem.halo;
  const amplitude = massAmplitude(problem);
  const state = copyOf(start);
  const keep = (kept: Kick): void => {
    kept.x.set(state.x);
    kept.y.set(state.y);
    kept.z.set(state.z);
  };
  kicks.forEach((kept, step) => {
    if (step > 0) drift(state, timeStep);
    keep(kept);
    kick(state, kept.strength, amplitude, scaleRadius, step === 0 ? timeStep / 2 : timeStep);
  });

  let value = 0;
  const zero = () => new Float64Array(orbits);
  const g = { x: zero(), y: zero(), z: zero(), vx: zero(), vy: zero(), vz: zero() };
  for (let i = 0; i < orbits; i++) {
    value += (state.x[i]! ** 2 + state.y[i]! ** 2 + state.z[i]! ** 2) / orbits;
    g.x[i] = (2 * state.x[i]!) / orbits;
    g.y[i] = (2 * state.y[i]!) / orbits;
    g.z[i] = (2 * state.z[i]!) / orbits;
  }
  // The last kick moves no position, so its cotangent is zero: begin with the drift before it.
  const halo = { lnDensity: 0, scaleRadius: 0 };
  for (let step = kicks.length - 1; step > 0; step--) {
    driftAdjoint(g, timeStep);
    const before = kicks[step - 1];
    if (before) kickAdjoint(before, g, halo, amplitude, scaleRadius, step === 1 ? timeStep / 2 : timeStep);
  }
  return { value: [value], lnDensity: [halo.lnDensity], scaleRadius: [halo.scaleRadius], ...flat(g) };
}

const emptyKicks = ({ steps, orbits }: LeapfrogProblem): Kick[] => {
  const zero = () => new Float64Array(orbits);
  return Array.from({ length: steps + 1 }, () => ({ x: zero(), y: zero(), z: zero(), strength: zero() }));
};

/** The final state in plain JavaScript. */
export const javascriptForward = (problem: LeapfrogProblem): Contender =>
  inProcess("plain JavaScript", TOLERANCE, () => simulate(problem));

/** The scalar and its gradient in plain JavaScript; what the forward sweep keeps is allocated once. */
export function javascriptGradient(problem: LeapfrogProblem): Contender {
  const kicks = emptyKicks(problem);
  return inProcess("plain JavaScript, adjoint by hand", TOLERANCE, () => valueAndGradient(problem, kicks));
}
