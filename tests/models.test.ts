/** Every system of the registry: its functions differentiate, batch and are pure, its parameters are documented, its verbs explain themselves. */
import { defaultNumber } from "../src/system/default-number.ts";
import { type Arr, add, array, checkGrads, cos, mul, sum, type Tree, vmap, tree } from "fluxion";
import { askSystem, completeRequest, objectiveOf, type ParameterValues, parameterPaths } from "fluxion/system";
import { describe, expect, it } from "vitest";
import { systems } from "../models/registry.ts";
import { verbsOf } from "../src/cli/system-command.ts";
import { runHere } from "./cli/run-fluxion.ts";

type ModelFunction = (params: ParameterValues) => unknown;

/** The leaves of any result as arrays. */
const leavesOf = (result: unknown): Arr[] =>
  // Models return trees of arrays.
  tree.flatten(result as Tree).leaves.map((leaf) => (typeof leaf === "object" ? leaf : array(Number(leaf))));

/** One number from any result, with weights of no symmetry, so that no element's derivative can hide another's. */
const projected =
  (f: ModelFunction) =>
  (params: ParameterValues): Arr => {
    let first = 1;
    return leavesOf(f(params))
      .map((leaf) => {
        const phase = array(
          Float64Array.from({ length: leaf.size }, () => 1.618 * first++),
          { shape: leaf.shape },
        );
        return sum(mul(leaf, cos(phase)));
      })
      .reduce((total, part) => add(total, part));
  };

const numbers = (result: unknown): number[][] => leavesOf(result).map((leaf) => Array.from(leaf.toArray(), Number));

for (const system of systems) {
  for (const [variant, spec] of Object.entries(system.specs)) {
    describe(`${system.name}, ${variant}`, () => {
      const problem = askSystem(system, { variant });
      const { question, derived, blocks } = problem;
      const functions: readonly (readonly [string, ModelFunction])[] = [
        ["the question", question.kind === "residuals" ? (p) => question.residuals(p) : objectiveOf(question)],
        ...(derived === undefined ? [] : [["derived values", (p: ParameterValues) => derived.values(p)] as const]),
        ...(blocks === undefined ? [] : [["chi-squared by block", (p: ParameterValues) => blocks.chi2(p)] as const]),
        ...(problem.functions ?? []).map((each) => [each.name, (p: ParameterValues) => each.evaluate(p)] as const),
      ];
      const { defaults } = problem.spec;

      it("asks the question that it announces", () => {
        expect(question.kind).toBe(system.question);
        expect(parameterPaths(system, variant).length).toBeGreaterThan(0);
      });

      it.each(functions)("has a gradient of %s that agrees with differences", (_name, f) => {
        checkGrads(projected(f), [defaults]);
      });

      it.each(functions)("gives the same bits of %s twice, and leaves its parameters as they were", (_name, f) => {
        const before = numbers(defaults);
        const once = numbers(f(defaults));
        expect(numbers(f(defaults))).toEqual(once);
        expect(numbers(defaults)).toEqual(before);
        expect(once.flat().every(Number.isFinite)).toBe(true);
      });

      it.each(functions)("computes %s of a batch as one by one", (_name, f) => {
        const { leaves, structure } = tree.flatten(defaults);
        // The default and two points beside it, inside of bounds: a millionth and a thousandth away.
        const factors = [1, 1 + 1e-6, 1 - 1e-3];
        const batched = tree.unflatten(
          structure,
          leaves.map((leaf) => mul(leaf, array(factors))),
        );
        const together = leavesOf(vmap((params: ParameterValues) => leavesOf(f(params)))(batched));
        for (const [i, factor] of factors.entries()) {
          const alone = leavesOf(
            f(
              tree.unflatten(
                structure,
                leaves.map((leaf) => mul(leaf, factor)),
              ),
            ),
          );
          alone.forEach((expected, k) => {
            const size = Math.max(1, ...Array.from(expected.toArray(), Math.abs));
            const [got, want] = [together[k]!.slice(i).toArray(), expected.toArray()].map((list) =>
              Array.from(list, Number),
            );
            // Sums over a batch run in another order: a few roundings of their terms, which residuals amplify by up to 1e3.
            got!.forEach((value, j) => expect(Math.abs(value - want![j]!)).toBeLessThan(1e-11 * size));
          });
        }
      });

      it("documents every parameter and respects its bounds", () => {
        for (const leaf of spec.leaves) {
          const { path, doc, unit, parameter } = leaf;
          expect(doc, path).not.toBe("");
          expect(typeof unit, path).toBe("string");
          expect(parameter.allows(defaultNumber(leaf)), path).toBe(true);
        }
        for (const { path, parameter } of spec.leaves) {
          for (const outside of [parameter.lowerAt(0) - 1, parameter.upperAt(0) + 1].filter(Number.isFinite)) {
            expect(() => askSystem(system, { variant, values: { [path]: outside } })).toThrow(/bounds/);
          }
        }
      });

      it("documents its derived values and states a title", () => {
        for (const { name, doc } of derived?.quantities ?? []) expect(doc, name).not.toBe("");
        expect(problem.title).not.toBe("");
      });
    });
  }

  describe(system.name, () => {
    it("loads every data set", () => {
      for (const [name, dataset] of Object.entries(system.datasets)) {
        expect(dataset.doc, name).not.toBe("");
        expect(dataset.load(), name).toBeTruthy();
      }
    });

    it("accepts every value of every choice, and the values of every profile", () => {
      for (const { option, values } of system.choices ?? []) {
        for (const value of values)
          expect(completeRequest(system, { choices: { [option]: value } }).choices[option]).toBe(value);
      }
      for (const { values } of Object.values(system.profiles ?? {})) {
        expect(askSystem(system, { values }).spec.leaves.length).toBeGreaterThan(0);
      }
    });

    it.each(verbsOf(system).map(({ name }) => name))("explains %s", async (verb) => {
      const { code, out } = await runHere([system.name, verb, "--help"]);
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^Usage: fluxion ${system.name} ${verb} `));
      expect(out).toContain("--json");
    });
  });
}
