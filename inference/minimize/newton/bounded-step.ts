/** Bounded step: a step that lowers a quadratic model within a ball and a box. */
import { dot, norm, subtract } from "../../linear-algebra/vectors.ts";
import { type Box, project, projectedGradient } from "../../problem/box.ts";
import { type TruncatedOutcome, truncatedStep } from "./truncated-cg.ts";

/** The model at a point, and how far it is trusted. */
export interface BoundedModel {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  readonly box: Box;
  /** The matrix of second derivatives times a vector. */
  readonly product: (vector: Float64Array) => Float64Array;
  /** Longest step; may be infinite. */
  readonly radius: number;
  /** Fraction of the projected gradient that may be left over. */
  readonly forcing: number;
  readonly maxProducts: number;
}

/** A step of the model. */
export interface BoundedStep {
  /** Where it leads, within the box. */
  readonly target: Float64Array;
  /** By how much the model falls. */
  readonly decrease: number;
  /** Length of the step. */
  readonly length: number;
  readonly outcome: TruncatedOutcome;
  readonly products: number;
}

/** A step must bring this fraction of what its slope promises. */
const sufficientDecrease = 1e-2;
/** A step that is too long for the model is cut to this fraction. */
const shortening = 0.25;
const mostShortenings = 30;
/** Faces of the box that one step may run onto, one after the other. */
const mostFaces = 25;

/**
 * The free minimum of the model if it lies in the box; else the projected steepest descent to begin with, then truncated
 * conjugate gradients over what is left free, projected, face by face.
 *
 * @see Lin & Moré (1999), Newton's method for large bound-constrained optimization problems, SIAM J. Optim. 9, 1100
 */
export function boundedStep(model: BoundedModel): BoundedStep {
  const { point, gradient, box, radius } = model;
  const n = point.length;
  const descent = projectedGradient(point, gradient, box);
  const tolerance = model.forcing * norm(descent);
  const zero = new Float64Array(n);
  let products = 0;
  const product = (vector: Float64Array): Float64Array => {
    products++;
    return model.product(vector);
  };
  const settings = { product: model.product, radius, tolerance };

  const free = Uint8Array.from(descent, (slope, i) => (slope === 0 || box.lower[i] === box.upper[i] ? 0 : 1));
  // Coordinates without slope take part too, unless a bound holds them.
  const inside = Uint8Array.from(point, (x, i) => (free[i] === 1 || (x > box.lower[i]! && x < box.upper[i]!) ? 1 : 0));
  const plain = truncatedStep({ ...settings, offset: zero, gradient, free: inside, maxProducts: model.maxProducts });
  products += plain.products;
  const reached = point.map((x, i) => x + plain.step[i]!);
  if (reached.every((x, i) => x >= box.lower[i]! && x <= box.upper[i]!)) {
    const decrease = -dot(gradient, plain.step) - 0.5 * dot(plain.step, plain.image);
    return { target: reached, decrease, length: norm(plain.step), outcome: plain.outcome, products };
  }

  // The model along the path P(x - t g), down to where it falls enough.
  const first = descentStep(model, descent, product);
  let step = first.step;
  let image = first.image;
  let outcome: TruncatedOutcome = norm(step) >= 0.99 * radius ? "boundary" : "solved";
  for (let face = 0; face < mostFaces && outcome === "solved" && products < model.maxProducts; face++) {
    const at = project(sum(point, step), box);
    const slope = sum(gradient, image);
    const moving = Uint8Array.from(at, (x, i) => (x > box.lower[i]! && x < box.upper[i]! ? 1 : 0));
    const left = slope.map((value, i) => (moving[i] === 1 ? value : 0));
    if (norm(left) <= tolerance) break;
    const maxProducts = model.maxProducts - products;
    const next = truncatedStep({ ...settings, offset: step, gradient: slope, free: moving, maxProducts });
    products += next.products;
    const searched = projectedSearch(model, step, image, next.step, slope, product);
    if (searched === null) break;
    ({ step, image } = searched);
    // A step that ran onto a bound has a new face to be minimised on.
    if (next.outcome !== "solved" && !searched.projected) outcome = next.outcome;
    if (norm(step) >= 0.99 * radius) outcome = "boundary";
  }
  const target = project(sum(point, step), box);
  const decrease = -dot(gradient, step) - 0.5 * dot(step, image);
  return { target, decrease, length: norm(step), outcome, products };
}

/** The first part of the path of projected steepest descent: up to the model's minimum along it, the ball, or enough. */
function descentStep(
  { point, gradient, box, radius }: BoundedModel,
  descent: Float64Array,
  product: (vector: Float64Array) => Float64Array,
): { readonly step: Float64Array; readonly image: Float64Array } {
  const size = norm(descent);
  const curvature = dot(descent, product(descent));
  const toSphere = Number.isFinite(radius) ? radius / size : 1 / size;
  let length = curvature > 0 ? Math.min((size * size) / curvature, toSphere) : toSphere;
  for (let k = 0; ; k++) {
    const to = project(
      point.map((x, i) => x - length * descent[i]!),
      box,
    );
    const step = subtract(to, point);
    const image = product(step);
    const slope = dot(gradient, step);
    if (slope + 0.5 * dot(step, image) <= sufficientDecrease * slope || k === mostShortenings) return { step, image };
    length *= shortening;
  }
}

/** The projection of a step from an offset, shortened until the model falls enough; null when it does not. */
function projectedSearch(
  { point, box }: BoundedModel,
  offset: Float64Array,
  image: Float64Array,
  step: Float64Array,
  slope: Float64Array,
  product: (vector: Float64Array) => Float64Array,
): { readonly step: Float64Array; readonly image: Float64Array; readonly projected: boolean } | null {
  const from = project(sum(point, offset), box);
  let length = 1;
  for (let k = 0; k < mostShortenings; k++) {
    const wanted = from.map((x, i) => x + length * step[i]!);
    const to = project(wanted, box);
    const move = subtract(to, from);
    const moveImage = product(move);
    const promised = dot(slope, move);
    if (promised < 0 && promised + 0.5 * dot(move, moveImage) <= sufficientDecrease * promised) {
      const projected = to.some((x, i) => x !== wanted[i]);
      return { step: sum(offset, move), image: sum(image, moveImage), projected };
    }
    length *= shortening;
  }
  return null;
}

function sum(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((value, i) => value + y[i]!);
}
