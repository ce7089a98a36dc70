/** Registries: a method that is exported is swept by existing, or its sweep is not whole. */
import { expect, it } from "vitest";
import { functionsByReturnType, publicModules } from "../support/public-modules.ts";
import { configured } from "./least-squares/methods.ts";
import { minimizers } from "./minimize/registry.ts";

const exported = functionsByReturnType(publicModules().get("fluxion/inference")!);

it.each([
  ["Minimizer", minimizers],
  ["LeastSquaresMethod", configured],
])("every exported function that makes a %s has rows in its sweep", (type, rows) => {
  expect(Object.keys(rows).sort()).toEqual([...exported.get(type)!].sort());
});
