/** Errors: data first, one sentence rendered from it; every kind has its code. */
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as errors from "../../src/errors/index.ts";

const { FluxionError, ShapeError, TreeError, DerivativeError, DataError } = errors;

describe("the sentence", () => {
  it("names the place, the caller, the expectation, what came and the way out", () => {
    const error = new ShapeError({
      path: "params.star.temperature",
      where: "blackbody",
      expected: "[] or [n] (K)",
      received: "[3, 2]",
      hint: "To evaluate three stars, use vmap(blackbody, { params: 0 }).",
    });
    expect(error.message).toMatchInlineSnapshot(
      `"ShapeError at params.star.temperature in blackbody(): expected [] or [n] (K), received [3, 2]. To evaluate three stars, use vmap(blackbody, { params: 0 })."`,
    );
  });

  it("leaves out what is absent", () => {
    expect(new ShapeError({ received: "[3]" }).message).toBe("ShapeError: received [3].");
    expect(new ShapeError({ expected: "[3]", where: "dot()" }).message).toBe("ShapeError in dot(): expected [3].");
    expect(new ShapeError({ path: "", where: "", hint: "" }).message).toBe("ShapeError: something went wrong.");
  });

  it("begins later sentences with a capital, but leaves code as it is", () => {
    const problem = "floor has no derivative (piecewise constant)";
    expect(new DerivativeError({ problem, expected: "a float", received: "f64[]" }).message).toBe(
      "DerivativeError: floor has no derivative (piecewise constant). Expected a float, received f64[].",
    );
    expect(new DerivativeError({ problem, hint: "stopGradient(x) holds it fixed" }).message).toBe(
      "DerivativeError: floor has no derivative (piecewise constant). stopGradient(x) holds it fixed.",
    );
  });

  it("names a path once", () => {
    const details = { where: "map", path: "lens[1].mass", problem: "trees differ at lens[1].mass: one is shorter" };
    expect(new TreeError(details).message).toBe("TreeError in map(): trees differ at lens[1].mass: one is shorter.");
  });

  it("reports the causing exception first", () => {
    const cause = new RangeError("the user's own words");
    const error = new DataError({ path: "supernovae.csv", problem: "row 3 cannot be read", cause });
    expect(error.cause).toBe(cause);
    expect(error.message).toMatchInlineSnapshot(`
      "RangeError: the user's own words
        DataError at supernovae.csv: row 3 cannot be read."
    `);
    expect(new DataError({ problem: "it failed", cause: "text" }).message).toBe(
      "Thrown: text\n  DataError: it failed.",
    );
  });
});

describe("the data", () => {
  it("is kept and frozen", () => {
    const error = new ShapeError({ where: "dot", expected: "[3]", received: "[4]" });
    expect(error.details).toEqual({ where: "dot", expected: "[3]", received: "[4]" });
    expect(Object.isFrozen(error.details)).toBe(true);
  });

  it("has a code and a name for every kind", () => {
    const kinds = Object.entries(errors).flatMap(([name, Kind]) =>
      /Error$/.test(name) && name !== "FluxionError" ? [[name, Kind as unknown as typeof ShapeError] as const] : [],
    );
    const codes = kinds.map(([name, Kind]) => {
      const error = new Kind({ problem: "x" });
      expect(error).toBeInstanceOf(FluxionError);
      expect(error).toBeInstanceOf(Error);
      expect(error.name).toBe(name);
      expect(error.message).toBe(`${name}: x.`);
      return error.code;
    });
    expect(codes.sort()).toEqual(
      "axis compile data derivative dtype fit index numeric option parameter shape tracer tree".split(" "),
    );
  });

  it("prints as the sentence and the stack, without repeating the name", () => {
    const error = new ShapeError({ where: "dot", problem: "lengths differ" });
    expect(String(error)).toBe("ShapeError in dot(): lengths differ.");
    const lines = inspect(error).split("\n");
    expect(lines[0]).toBe("ShapeError in dot(): lengths differ.");
    expect(lines.slice(1).every((line) => /^\s+at /.test(line))).toBe(true);
    expect(lines[1]).toContain("errors.test.ts");
  });
});
