/** Which primitives compute each element of the result from one element of each operand. */

import type { PrimitiveName } from "../../primitives/registry.ts";

const names = [
  ...[
    "neg",
    "abs",
    "sign",
    "floor",
    "ceil",
    "round",
    "trunc",
    "sqrt",
    "square",
    "reciprocal",
    "cbrt",
    "exp",
    "expm1",
    "log",
    "log1p",
  ],
  ...["rsqrt", "exp2", "log2", "log10", "asinh", "acosh", "atanh", "sigmoid", "softplus", "hypot", "mod"],
  ...["erf", "erfc", "erfInv", "lgamma", "digamma", "polygamma", "gammaP", "gammaQ", "gammaPByShape", "j0", "j1", "jn"],
  ...["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "logicalNot", "convert", "stopGradient"],
  ...["add", "sub", "mul", "div", "pow", "atan2", "max", "min", "logicalAnd", "logicalOr", "select"],
  ...["less", "lessEqual", "greater", "greaterEqual", "equal", "notEqual"],
] as const satisfies readonly PrimitiveName[];

export const elementwisePrimitives: ReadonlySet<string> = new Set(names);
