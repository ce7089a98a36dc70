/** Gauss-Legendre rules: nodes and weights on [-1, 1] that integrate every polynomial of degree 2 n - 1 exactly. */

import { array } from "../array/index.ts";
import { allocate } from "../array/dtype.ts";
import type { Arr } from "../array/index.ts";
import { ParameterError } from "../errors/index.ts";

/** A rule: the integral of f over [-1, 1] is close to the sum of weights times f(nodes). */
export interface QuadratureRule {
  /** Shape [n], ascending, strictly inside (-1, 1). */
  readonly nodes: Arr;
  /** Shape [n], positive, sum 2. */
  readonly weights: Arr;
}

const rules = new Map<number, QuadratureRule>();

/**
 * The Gauss-Legendre rule with `count` nodes: exact for polynomials of degree 2 count - 1; for a function that is analytic
 * inside the ellipse with foci -1, 1 and semi-axes summing to rho the error falls as rho^(-2 count).
 *
 * Nodes are good to one unit in the last place of 1, weights to a few units in their own last place.
 *
 * @param count  number of nodes, an integer from 1 on
 * @returns  nodes and weights, each of shape [count]
 * @throws   ParameterError when count is no positive integer
 * @example
 * ```ts
 * import { quadrature } from "fluxion";
 * const { nodes, weights } = quadrature.gaussLegendre(3);
 * console.log(nodes.pow(4).mul(weights).sum().item()); // 0.4, the integral of t^4 over [-1, 1]
 * ```
 * @see      Abramowitz & Stegun (1964), 25.4.29; error bound: Trefethen (2008), SIAM Review 50, 67
 */
export function gaussLegendre(count: number): QuadratureRule {
  if (!Number.isInteger(count) || count < 1) {
    throw new ParameterError({
      where: "gaussLegendre",
      path: "count",
      expected: "an integer >= 1",
      received: String(count),
    });
  }
  let rule = rules.get(count);
  if (rule === undefined) {
    rule = computeRule(count);
    rules.set(count, rule);
  }
  return rule;
}

function computeRule(count: number): QuadratureRule {
  const nodes = allocate("f64", [count], "gaussLegendre");
  const weights = allocate("f64", [count], "gaussLegendre");
  for (let k = 0; k < Math.ceil(count / 2); k++) {
    const mirror = count - 1 - k;
    const root = k === mirror ? { depth: 1, weight: weightAt(1, count) } : rootBelowOne(k, count);
    const node = 1 - root.depth;
    nodes[mirror] = node;
    nodes[k] = node === 0 ? 0 : -node;
    weights[mirror] = root.weight;
    weights[k] = root.weight;
  }
  return { nodes: array(nodes), weights: array(weights) };
}

interface Root {
  /** 1 - x, which keeps its relative precision where the nodes crowd towards x = 1. */
  readonly depth: number;
  readonly weight: number;
}

/** The k-th root of the Legendre polynomial counted from x = 1, by Newton's method from Tricomi's estimate. */
function rootBelowOne(k: number, count: number): Root {
  const angle = (Math.PI * (4 * k + 3)) / (4 * count + 2);
  const shrink = (1 - 1 / count) / (8 * count * count);
  // 1 - (1 - shrink) cos(angle), without the cancellation at small angles.
  let depth = 2 * Math.sin(angle / 2) ** 2 + shrink * Math.cos(angle);
  for (let iteration = 0; iteration < 20; iteration++) {
    const { value, slope } = legendre(depth, count);
    const step = value / slope;
    depth += step;
    // Newton's error squares at each step: a relative step below 1e-10 leaves rounding alone.
    if (Math.abs(step) < 1e-10 * depth) break;
  }
  return { depth, weight: weightAt(depth, count) };
}

/** w = 2 / ((1 - x^2) P_n'(x)^2). */
function weightAt(depth: number, count: number): number {
  const { slope } = legendre(depth, count);
  return 2 / (depth * (2 - depth) * slope * slope);
}

/**
 * P_n(x) and P_n'(x) at x = 1 - depth, from the recurrence for d_k = P_k - P_(k-1):
 * (k + 1) d_(k+1) = k d_k - (2 k + 1) depth P_k, and (1 - x^2) P_n' = n (P_(n-1) - x P_n).
 */
function legendre(depth: number, count: number): { value: number; slope: number } {
  let value = 1 - depth;
  let difference = -depth;
  for (let k = 1; k < count; k++) {
    difference = (k * difference - (2 * k + 1) * depth * value) / (k + 1);
    value += difference;
  }
  // P_(n-1) - x P_n = depth P_n - d_n
  const slope = (count * (depth * value - difference)) / (depth * (2 - depth));
  return { value, slope };
}
