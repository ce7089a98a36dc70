/** Numerical methods built from the operations. */
export { gaussLegendre, type QuadratureRule } from "./gauss-legendre.ts";
export { integrate, type IntegrateOptions } from "./integrate.ts";
