/**
 * How does the place where stars end up depend on the halo they move in?
 *
 * Follows stars through a Navarro-Frenk-White halo by leapfrog, one compiled loop for all of them, and differentiates
 * their mean final radius through every step. Prints the radius, its derivatives with respect to the halo, the same
 * derivatives by differences, and how well energy was kept.
 */
import { type Arr, array, grad, jit, log1p, scan, sqrt, vmap } from "fluxion";

/** Gravitational constant [kpc (km/s)^2 / Msun]. */
const gravitationalConstant = 4.30091727e-6;

/** density [1e7 Msun / kpc^3] and scale radius [kpc] of rho = density / (s (1 + s)^2), s = r / scaleRadius. */
export interface Halo {
  readonly density: Arr;
  readonly scaleRadius: Arr;
}

/** Position [kpc] and velocity [km/s], each of shape [3], or [stars, 3] for many. */
export interface Star {
  readonly position: Arr;
  readonly velocity: Arr;
}

/** 4 pi G density scaleRadius^3: what (ln(1 + s) - s / (1 + s)) / r is multiplied by to give G M(<r) / r. */
const strength = ({ density, scaleRadius }: Halo): Arr =>
  density.mul(scaleRadius.pow(3)).mul(4e7 * Math.PI * gravitationalConstant);

/** -G M(<r) / r^3 times the position [(km/s)^2 / kpc]. */
function acceleration(halo: Halo, position: Arr): Arr {
  const r = sqrt(position.square().sum(-1, { keepDims: true }));
  const s = r.div(halo.scaleRadius);
  const enclosed = log1p(s).sub(s.div(s.add(1)));
  return position.mul(strength(halo).mul(enclosed).div(r.pow(3)).neg());
}

/** v^2 / 2 plus the potential -4 pi G density scaleRadius^3 ln(1 + s) / r [(km/s)^2]. */
export function energy(halo: Halo, { position, velocity }: Star): Arr {
  const r = sqrt(position.square().sum(-1));
  return velocity
    .square()
    .sum(-1)
    .div(2)
    .sub(
      strength(halo)
        .mul(log1p(r.div(halo.scaleRadius)))
        .div(r),
    );
}

/** Kick, drift, kick over `dt` [kpc / (km/s)]. */
function leapfrog(halo: Halo, { position, velocity }: Star, dt: number): Star {
  const half = velocity.add(acceleration(halo, position).mul(dt / 2));
  const moved = position.add(half.mul(dt));
  return { position: moved, velocity: half.add(acceleration(halo, moved).mul(dt / 2)) };
}

/** Where one star is after `steps` steps. */
export const orbit =
  (steps: number, dt: number) =>
  (halo: Halo, start: Star): Star =>
    scan((star: Star) => leapfrog(halo, star, dt), start, { length: steps }).carry;

/** Stars on a spiral from 2 to 12 kpc, moving across it at 90 km/s, slightly out of the plane. */
export function spiral(stars: number): Star {
  const angles = Array.from({ length: stars }, (_, i) => 2.4 * i);
  const radii = angles.map((_, i) => 2 + (10 * i) / stars);
  return {
    position: array(angles.map((angle, i) => [radii[i]! * Math.cos(angle), radii[i]! * Math.sin(angle), 0.1])),
    velocity: array(angles.map((angle) => [-90 * Math.sin(angle), 90 * Math.cos(angle), 5])),
  };
}

/** Mean radius of the stars at the end [kpc], as a function of the halo. */
export const meanFinalRadius =
  (starts: Star, steps: number, dt: number) =>
  (halo: Halo): Arr =>
    sqrt(
      vmap(orbit(steps, dt), { in: [null, 0] })(halo, starts)
        .position.square()
        .sum(-1),
    ).mean();

const halo: Halo = { density: array(1.2), scaleRadius: array(8) };
const starts = spiral(256);
const [steps, dt] = [1000, 1e-3];

const radius = meanFinalRadius(starts, steps, dt);
const compiled = jit(radius);
const slopes = jit(grad(radius))(halo);
console.log(`mean radius after ${steps} steps: ${compiled(halo).item().toFixed(6)} kpc`);

const h = 1e-4;
for (const name of ["density", "scaleRadius"] as const) {
  const at = (shift: number): number => compiled({ ...halo, [name]: halo[name].add(shift) }).item();
  const difference = (at(h) - at(-h)) / (2 * h);
  console.log(`d radius / d ${name}: ${slopes[name].item().toFixed(6)}, by differences ${difference.toFixed(6)}`);
}

const ends = jit(vmap(orbit(steps, dt), { in: [null, 0] }))(halo, starts);
const drift = energy(halo, ends).div(energy(halo, starts)).sub(1).abs().max();
console.log(`largest relative change of energy: ${drift.item().toExponential(1)}`);
