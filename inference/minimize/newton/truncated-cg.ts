/** Truncated conjugate gradients: the minimum of a quadratic model in a ball, or where its curvature sends one out of it. */
import { allFinite, dot } from "../../linear-algebra/vectors.ts";

/** Where conjugate gradients start from, and what they may do. */
export interface TruncatedProblem {
  /** Step made before, at which the ball is not centred any more; shape [n]. */
  readonly offset: Float64Array;
  /** Gradient of the model there, shape [n]. */
  readonly gradient: Float64Array;
  /** The matrix of second derivatives times a vector. */
  readonly product: (vector: Float64Array) => Float64Array;
  /** 1 for coordinates that may move, 0 for the others. */
  readonly free: Uint8Array;
  /** The offset and the step together are no longer than this; may be infinite. */
  readonly radius: number;
  /** Gradient left over at which the model counts as minimised. */
  readonly tolerance: number;
  readonly maxProducts: number;
}

/**
 * How it ended. `solved`: at the model's minimum. `boundary`: on the sphere. `negative-curvature`: on the sphere, along a
 * direction in which the model has no minimum. `exhausted`: out of products, part of the way down.
 */
export type TruncatedOutcome = "solved" | "boundary" | "negative-curvature" | "exhausted";

/** A step that lowers the model. */
export interface TruncatedStep {
  readonly step: Float64Array;
  /** The matrix times the step, over all coordinates. */
  readonly image: Float64Array;
  readonly outcome: TruncatedOutcome;
  /** Products it took. */
  readonly products: number;
}

/**
 * Conjugate gradients from the offset, over the free coordinates, until the sphere or the tolerance is reached. Where the
 * model has negative curvature it is followed to the sphere.
 *
 * @see Steihaug (1983), The conjugate gradient method and trust regions in large scale optimization, SINUM 20, 626
 */
export function truncatedStep(problem: TruncatedProblem): TruncatedStep {
  const { offset, free, radius } = problem;
  const n = offset.length;
  // Updated in place: the vectors of this call alone.
  const step = new Float64Array(n);
  const image = new Float64Array(n);
  const residual = problem.gradient.map((slope, i) => (free[i] === 1 ? slope : 0));
  const direction = residual.map((slope) => -slope);
  let size = dot(residual, residual);
  let products = 0;
  const move = (length: number, alongImage: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      step[i] = step[i]! + length * direction[i]!;
      image[i] = image[i]! + length * alongImage[i]!;
    }
  };
  while (Math.sqrt(size) > problem.tolerance) {
    if (products >= problem.maxProducts) return { step, image, outcome: "exhausted", products };
    products++;
    const raw = problem.product(direction);
    // Second derivatives that do not exist say nothing: the model is then straight along this direction.
    const exists = allFinite(raw);
    const alongImage = exists ? raw : new Float64Array(n);
    const curvature = dot(direction, alongImage);
    if (!(curvature > 0)) {
      if (Number.isFinite(radius)) move(lengthToSphere(offset, step, direction, radius), alongImage);
      return { step, image, outcome: "negative-curvature", products };
    }
    const length = size / curvature;
    if (Number.isFinite(radius) && leavesBall(offset, step, direction, length, radius)) {
      move(lengthToSphere(offset, step, direction, radius), alongImage);
      return { step, image, outcome: "boundary", products };
    }
    move(length, alongImage);
    for (let i = 0; i < n; i++) if (free[i] === 1) residual[i] = residual[i]! + length * alongImage[i]!;
    const newSize = dot(residual, residual);
    const weight = newSize / size;
    for (let i = 0; i < n; i++) direction[i] = weight * direction[i]! - residual[i]!;
    size = newSize;
  }
  return { step, image, outcome: "solved", products };
}

function leavesBall(
  offset: Float64Array,
  step: Float64Array,
  direction: Float64Array,
  length: number,
  radius: number,
): boolean {
  let sum = 0;
  for (let i = 0; i < step.length; i++) sum += (offset[i]! + step[i]! + length * direction[i]!) ** 2;
  return sum >= radius * radius;
}

/** The positive t for which |offset + step + t direction| is the radius. */
function lengthToSphere(offset: Float64Array, step: Float64Array, direction: Float64Array, radius: number): number {
  let [a, b, c] = [0, 0, -radius * radius];
  for (let i = 0; i < step.length; i++) {
    const from = offset[i]! + step[i]!;
    a += direction[i]! ** 2;
    b += direction[i]! * from;
    c += from * from;
  }
  if (!(a > 0)) return 0;
  // The root of a t² + 2 b t + c without cancellation; c is negative inside of the ball.
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  return b > 0 ? Math.max(0, -c / (b + root)) : (root - b) / a;
}
