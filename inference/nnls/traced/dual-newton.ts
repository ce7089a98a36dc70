/** Dual Newton: a wide problem with a Tikhonov term, in as many unknowns as it has rows. */
import {
  abs,
  add,
  all,
  any,
  argsort,
  arange,
  concat,
  dot,
  dynamicSlice,
  equal,
  expandDims,
  eye,
  greater,
  greaterEqual,
  isFinite,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  matMul,
  max,
  maximum,
  mul,
  neg,
  notEqual,
  ones,
  sub,
  sum,
  take,
  transpose,
  where,
  whileLoop,
  zeros,
  div,
  type Arr,
} from "../../../src/index.ts";
import { cholesky, choleskySolve } from "../../../src/internal.ts";

/** || A x - b ||² + Σ (x_j - center_j)² / width_j, over x >= 0 but where x is free. */
export interface RidgeProblem {
  /** A, shape [m, n]. */
  readonly matrix: Arr;
  /** b, shape [m]. */
  readonly target: Arr;
  readonly center: Arr;
  /** Positive, shape [n]. */
  readonly width: Arr;
  /** Bool, shape [n]. */
  readonly isFree: Arr;
}

/** The unknowns of the problem as functions of r, the residual b - A x: those that the penalty alone would make of the pull of r. */
export function unknownsOf({ matrix, center, width }: Omit<RidgeProblem, "target" | "isFree">, residual: Arr): Arr {
  return add(center, mul(width, matMul(transpose(matrix), residual)));
}

/** More than this many multiplications are not done anew in every step. */
const largestProduct = 2 ** 20;
/** Columns that come or go are added together, this many at a time. */
const together = 64;
/** Newton steps; a dozen are usual. */
const maxSteps = 100;

/**
 * With z = center + width Aᵀ r, the solution has x = max(z, 0) and r = b - A x: the point where the convex function
 * || r ||² / 2 - b·r + Σ max(z_j, 0)² / (2 width_j) of r is least. Newton's method with the columns whose z is positive, and an exact
 * search along its direction, ends after finitely many steps; each takes a factor of I + A_P W A_Pᵀ, in which only the columns
 * change that came or went.
 *
 * @see Qi & Sun (1993), A nonsmooth version of Newton's method, Math. Program. 58, 353; Hager & Zhang (2016), Projection onto a
 *      polyhedron that exploits sparsity, SIAM J. Optim. 26, 1773, for the dual
 */
export function dualNewton(problem: RidgeProblem): Arr {
  const { matrix, target, center, width, isFree } = problem;
  const [m, n] = matrix.shape as [number, number];
  const rows = transpose(matrix);
  const usedAt = (z: Arr): Arr => where(logicalOr(isFree, greater(z, 0)), ones([n]), 0);
  const unknowns = (z: Arr): Arr => where(isFree, z, maximum(z, 0));
  const curvatureFrom = curvatureUpdate(matrix, width);

  interface Loop {
    readonly residual: Arr;
    readonly z: Arr;
    /** 1 for the columns in the curvature. */
    readonly used: Arr;
    readonly curvature: Arr;
    readonly done: Arr;
  }
  const step = ({ residual, z, used: before, curvature: old }: Loop): Loop => {
    const used = usedAt(z);
    const curvature = curvatureFrom(old, before, used);
    const slope = add(sub(residual, target), matMul(matrix, unknowns(z)));
    const direction = neg(choleskySolve(cholesky(curvature), slope));
    const change = matMul(rows, direction);
    const moving = mul(width, change);
    // The slope of the convex function along the direction: rising and piecewise linear.
    const [along, square, start] = [
      dot(direction, direction),
      dot(direction, sub(residual, target)),
      dot(direction, slope),
    ];
    const slopeAt = (fraction: Arr): Arr =>
      add(add(square, mul(fraction, along)), dot(change, unknowns(add(z, mul(fraction, moving)))));
    const curvatureAt = (fraction: Arr): Arr =>
      add(along, dot(mul(change, moving), usedAt(add(z, mul(fraction, moving)))));
    const fraction = searched(slopeAt, curvatureAt, start);
    const next = add(residual, mul(fraction, direction));
    const nextZ = unknownsOf(problem, next);
    const isSame = all(equal(usedAt(nextZ), used));
    const isStill = lessEqual(max(abs(direction)), mul(4 * Number.EPSILON, max(abs(next))));
    const isLost = logicalNot(all(isFinite(next)));
    const done = logicalOr(logicalOr(logicalAnd(isSame, equal(fraction, 1)), isStill), isLost);
    return {
      residual: where(isLost, residual, next),
      z: where(isLost, z, nextZ),
      used,
      curvature,
      done,
    };
  };
  const first: Loop = {
    residual: zeros([m]),
    z: add(center, zeros([n])),
    used: zeros([n]),
    curvature: eye(m),
    done: zeros([], { dtype: "bool" }),
  };
  const end = whileLoop(({ done }) => logicalNot(done), step, first, { maxSteps });
  const used = usedAt(end.z);
  const factor = cholesky(curvatureFrom(end.curvature, end.used, used));
  let x = unknowns(end.z);
  // Where penalties are weak, x asks for more digits of r than there are: two steps over the columns in use, from exact residuals.
  for (let round = 0; round < 2; round++) {
    const pull = sub(matMul(rows, sub(target, matMul(matrix, x))), div(sub(x, center), width));
    const plain = mul(mul(used, width), pull);
    const back = matMul(rows, choleskySolve(factor, matMul(matrix, plain)));
    const next = add(x, sub(plain, mul(mul(used, width), back)));
    x = where(all(logicalAnd(isFinite(next), logicalOr(isFree, greaterEqual(next, 0)))), next, x);
  }
  return x;
}

/** How far to go: all the way where the function does not rise much at the end, else to where it is least. */
function searched(slopeAt: (fraction: Arr) => Arr, curvatureAt: (fraction: Arr) => Arr, start: Arr): Arr {
  const enough = mul(0.1, abs(start));
  const one = ones([]);
  const found = whileLoop(
    ({ slope }) => greater(abs(slope), enough),
    ({ low, high, fraction, slope }) => {
      const [below, above] = [where(less(slope, 0), fraction, low), where(less(slope, 0), high, fraction)];
      const newton = sub(fraction, div(slope, curvatureAt(fraction)));
      const isWithin = logicalAnd(greater(newton, below), less(newton, above));
      const next = where(isWithin, newton, mul(0.5, add(below, above)));
      return { low: below, high: above, fraction: next, slope: slopeAt(next) };
    },
    // Beyond the Newton step there is nothing to look for: a slope that still falls there counts as none.
    { low: zeros([]), high: one, fraction: one, slope: maximum(slopeAt(one), 0) },
    { maxSteps: 60 },
  );
  return found.fraction;
}

/** I + A_P W A_Pᵀ for other columns than it stands for: all of it where that is little work, else what came and went. */
function curvatureUpdate(matrix: Arr, width: Arr): (curvature: Arr, before: Arr, used: Arr) => Arr {
  const [m, n] = matrix.shape as [number, number];
  if (m * m * n <= largestProduct) {
    const transposed = transpose(matrix);
    return (_curvature, _before, used) => add(eye(m), matMul(mul(matrix, mul(width, used)), transposed));
  }
  const size = Math.min(together, n);
  const padding = (size - (n % size)) % size;
  const padded = padding === 0 ? transpose(matrix) : concat([transpose(matrix), zeros([padding, m])], 0);
  return (curvature, before, used) => {
    const plain = mul(width, sub(used, before));
    const change = padding === 0 ? plain : concat([plain, zeros([padding])]);
    const order = argsort(where(notEqual(change, 0), arange(n + padding), n + padding));
    const count = sum(where(notEqual(change, 0), 1, 0));
    const end = whileLoop(
      ({ place }) => less(place, count),
      ({ place, curvature: part }) => {
        const columns = dynamicSlice(order, [place], [size]);
        const some = take(padded, columns, 0);
        const weighted = mul(some, expandDims(take(change, columns), 1));
        return { place: add(place, size), curvature: add(part, matMul(transpose(some), weighted)) };
      },
      { place: zeros([], { dtype: "i32" }), curvature },
    );
    return where(any(notEqual(change, 0)), end.curvature, curvature);
  };
}
