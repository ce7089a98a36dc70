/** defaultNumber: what a parameter of a system starts from; the command line gives and takes single numbers. */
import { ParameterError } from "../errors/index.ts";
import type { ParameterLeaf } from "../params/spec.ts";

/** @throws ParameterError for a parameter without a default, and for one of many numbers */
export function defaultNumber({ path, default: usual, shape }: ParameterLeaf): number {
  if (typeof usual === "number") return usual;
  throw new ParameterError({
    where: "system",
    path,
    expected: "a parameter of one number with a default",
    received: typeof usual === "symbol" ? "one without a default" : `one of shape [${shape.join(", ")}]`,
    hint: "Give the parameter a default in the system's spec, and write several numbers as several parameters.",
  });
}
