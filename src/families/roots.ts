/** Roots of functions of one number or of many, differentiable by the implicit function theorem. */
export { brent, type BrentOptions, newton, type NewtonOptions, type Root, type RootSearch } from "../numerics/index.ts";
