/** Interpolation between samples. */
export {
  cubicSpline,
  type CubicSplineOptions,
  type Interpolant,
  type InterpolationOptions,
  linearInterpolation,
  pchip,
  type SampleData,
} from "../numerics/index.ts";
