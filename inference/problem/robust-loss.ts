/** Robust loss: what a residual costs, growing more slowly than its square where it is large. */

/**
 * A loss rho of z = (residual / scale)², with rho(z) = z for small z: a residual costs scale² rho(z), its square where it is
 * small. Any record of this shape will do.
 *
 * @see Triggs, McLauchlan, Hartley & Fitzgibbon (2000), Bundle adjustment: a modern synthesis, section 4.3
 */
export interface RobustLoss {
  /** Name as a report prints it: "huber". */
  readonly name: string;
  /** Size of a residual where the loss begins to depart from its square, in the unit of the residuals. */
  readonly scale: number;
  /** rho(z), for z >= 0. */
  rho(z: number): number;
  /** rho'(z). */
  slope(z: number): number;
  /** rho''(z). */
  curvature(z: number): number;
}
