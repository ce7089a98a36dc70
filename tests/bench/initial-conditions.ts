/** Deterministic starts of bound orbits, spread evenly over radius, direction and speed: the same for every contender. */

/** Positions [kpc] and velocities [km/s], one array a coordinate. */
export interface PhaseSpace<Coordinate> {
  readonly x: Coordinate;
  readonly y: Coordinate;
  readonly z: Coordinate;
  readonly vx: Coordinate;
  readonly vy: Coordinate;
  readonly vz: Coordinate;
}

/** The coordinates in the order in which flat copies of a state hold them. */
export const COORDINATES = ["x", "y", "z", "vx", "vy", "vz"] as const;

/** sqrt(4 pi G rho_s r_s^2) of the fiducial halo [km/s]: its escape speed is this times sqrt(2 ln(1 + r) / r), r in units of r_s. */
const VELOCITY_SCALE = Math.sqrt(4 * Math.PI * 4.300917270036279e-6 * 4.0e7);

/** Real root of g^6 = g + 1: powers of 1/g are the additive recurrence of lowest known discrepancy in five dimensions (Roberts 2018). */
const GENERALISED_GOLDEN_RATIO = 1.1347241384015194;

/** Point `index` of the sequence, five coordinates in [0, 1). */
function quasiRandomPoint(index: number): [number, number, number, number, number] {
  const coordinate = (dimension: number): number => (0.5 + (index + 1) * GENERALISED_GOLDEN_RATIO ** -dimension) % 1;
  return [coordinate(1), coordinate(2), coordinate(3), coordinate(4), coordinate(5)];
}

/**
 * Starts of `count` orbits: radii log-uniform in 0.1 to 2 kpc, isotropic directions, speeds 0.3 to 0.8 of the escape speed, directed 45 to
 * 135 degrees from the radius so that no orbit plunges through the cusp, where a fixed step could not follow it.
 */
export function initialConditions(count: number): PhaseSpace<Float64Array> {
  const state = {
    x: new Float64Array(count),
    y: new Float64Array(count),
    z: new Float64Array(count),
    vx: new Float64Array(count),
    vy: new Float64Array(count),
    vz: new Float64Array(count),
  };
  for (let orbit = 0; orbit < count; orbit++) {
    const [a, b, c, d, e] = quasiRandomPoint(orbit);
    const radius = 0.1 * 20 ** a;
    const cosTheta = 2 * b - 1;
    const sinTheta = Math.sqrt(1 - cosTheta * cosTheta);
    const phi = 2 * Math.PI * c;
    const escapeSpeed = VELOCITY_SCALE * Math.sqrt((2 * Math.log1p(radius)) / radius);
    const speed = escapeSpeed * (0.3 + 0.5 * d);
    const sinPhi = Math.sin(phi);
    const cosPhi = Math.cos(phi);
    // Unit vectors along r, theta and phi; the tangential direction turns with the golden angle from orbit to orbit.
    const angle = Math.PI * (0.25 + 0.5 * e);
    const turn = 2.399963229728653 * orbit;
    const radial = speed * Math.cos(angle);
    const polar = speed * Math.sin(angle) * Math.cos(turn);
    const azimuthal = speed * Math.sin(angle) * Math.sin(turn);
    state.x[orbit] = radius * sinTheta * cosPhi;
    state.y[orbit] = radius * sinTheta * sinPhi;
    state.z[orbit] = radius * cosTheta;
    state.vx[orbit] = radial * sinTheta * cosPhi + polar * cosTheta * cosPhi - azimuthal * sinPhi;
    state.vy[orbit] = radial * sinTheta * sinPhi + polar * cosTheta * sinPhi + azimuthal * cosPhi;
    state.vz[orbit] = radial * cosTheta - polar * sinTheta;
  }
  return state;
}
