/** A density of two modes whose weights are known, to see whether both are found. */
import { type Arr, logSumExp, stack } from "fluxion";

/** The logarithm of 0.3 N(-4, 0.5) + 0.7 N(4, 1), the second number being the standard deviation. */
export const twoModes = ({ x }: { readonly x: Arr }): Arr => {
  const left = x.add(4).div(0.5).square().mul(-0.5);
  const right = x.sub(4).square().mul(-0.5);
  const weighted = stack([left.add(Math.log(0.3 / 0.5)), right.add(Math.log(0.7))]);
  return logSumExp(weighted).sub(0.5 * Math.log(2 * Math.PI));
};
