/** The models of the NIST nonlinear regression datasets: a predicted response of parameters b and predictors x. */
import { add, type Arr, atan, cos, div, exp, log, mul, pow, sin, square, sub } from "fluxion";

/** Parameters by number, from 1 as the tables count them, and predictors: the response. */
export type ReferenceModel = (b: (k: number) => Arr, x: Arr, x2: Arr) => Arr;

const decay = (height: Arr, rate: Arr, x: Arr): Arr => mul(height, exp(mul(rate, x).neg()));
const peak = (height: Arr, centre: Arr, width: Arr, x: Arr): Arr =>
  mul(height, exp(div(square(sub(x, centre)), square(width)).neg()));
const wave = (onCos: Arr, onSin: Arr, period: Arr | number, x: Arr): Arr => {
  const phase = div(mul(2 * Math.PI, x), period);
  return add(mul(onCos, cos(phase)), mul(onSin, sin(phase)));
};
const polynomial = (x: Arr, coefficients: readonly (Arr | number)[]): Arr =>
  coefficients.reduceRight<Arr>((sum, coefficient) => add(mul(sum, x), coefficient), mul(x, 0));

const misra1a: ReferenceModel = (b, x) => mul(b(1), sub(1, exp(mul(b(2), x).neg())));
const chwirut: ReferenceModel = (b, x) => div(exp(mul(b(1), x).neg()), add(b(2), mul(b(3), x)));
const gauss: ReferenceModel = (b, x) =>
  add(add(decay(b(1), b(2), x), peak(b(3), b(4), b(5), x)), peak(b(6), b(7), b(8), x));
const lanczos: ReferenceModel = (b, x) => add(add(decay(b(1), b(2), x), decay(b(3), b(4), x)), decay(b(5), b(6), x));
const cubicRatio: ReferenceModel = (b, x) =>
  div(polynomial(x, [b(1), b(2), b(3), b(4)]), polynomial(x, [1, b(5), b(6), b(7)]));

/** Model by dataset name. */
export const referenceModels: Readonly<Record<string, ReferenceModel>> = {
  // Lower level of difficulty.
  Misra1a: misra1a,
  Chwirut1: chwirut,
  Chwirut2: chwirut,
  Lanczos3: lanczos,
  Gauss1: gauss,
  Gauss2: gauss,
  DanWood: (b, x) => mul(b(1), pow(x, b(2))),
  Misra1b: (b, x) => mul(b(1), sub(1, pow(add(1, div(mul(b(2), x), 2)), -2))),
  // Average.
  Kirby2: (b, x) => div(polynomial(x, [b(1), b(2), b(3)]), polynomial(x, [1, b(4), b(5)])),
  Hahn1: cubicRatio,
  Nelson: (b, x, x2) => sub(b(1), mul(mul(b(2), x), exp(mul(b(3), x2).neg()))),
  MGH17: (b, x) => add(add(b(1), decay(b(2), b(4), x)), decay(b(3), b(5), x)),
  Lanczos1: lanczos,
  Lanczos2: lanczos,
  Gauss3: gauss,
  Misra1c: (b, x) => mul(b(1), sub(1, pow(add(1, mul(mul(2, b(2)), x)), -0.5))),
  Misra1d: (b, x) => div(mul(mul(b(1), b(2)), x), add(1, mul(b(2), x))),
  Roszman1: (b, x) => sub(sub(b(1), mul(b(2), x)), div(atan(div(b(3), sub(x, b(4)))), Math.PI)),
  ENSO: (b, x) => add(add(add(b(1), wave(b(2), b(3), 12, x)), wave(b(5), b(6), b(4), x)), wave(b(8), b(9), b(7), x)),
  // Higher.
  MGH09: (b, x) => div(mul(b(1), add(square(x), mul(x, b(2)))), add(add(square(x), mul(x, b(3))), b(4))),
  Thurber: cubicRatio,
  BoxBOD: misra1a,
  Rat42: (b, x) => div(b(1), add(1, exp(sub(b(2), mul(b(3), x))))),
  MGH10: (b, x) => mul(b(1), exp(div(b(2), add(x, b(3))))),
  Eckerle4: (b, x) => mul(div(b(1), b(2)), exp(mul(-0.5, square(div(sub(x, b(3)), b(2)))))),
  Rat43: (b, x) => div(b(1), pow(add(1, exp(sub(b(2), mul(b(3), x)))), div(1, b(4)))),
  Bennett5: (b, x) => mul(b(1), pow(add(b(2), x), div(-1, b(3)))),
};

/** The response that a model is compared with, where it is not y itself. */
export const responses: Readonly<Record<string, (y: Arr) => Arr>> = { Nelson: log };
