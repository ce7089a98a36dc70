/** einsum against sums written out, NumPy's conventions, and its errors. */

import { type Arr, array, checkGrads, einsum, jit, matMul, trace, vmap } from "fluxion";
import seedrandom from "seedrandom";
import { describe, expect, it } from "vitest";
import { contractionOrder } from "../../src/ops/einsum/contraction-order.ts";
import { expectClose } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";

function random(shape: readonly number[], seed: string): Arr {
  const draw = seedrandom(seed);
  const size = shape.reduce((n, m) => n * m, 1);
  return array(
    Array.from({ length: size }, () => 2 * draw() - 1),
    { shape },
  );
}

/** The definition: for every value of every index, a product; explicit letters only. */
function summed(subscripts: string, ...operands: readonly Arr[]): Arr {
  const [inputs, output] = subscripts.split("->") as [string, string];
  const terms = inputs.split(",");
  const lengths = new Map<string, number>();
  terms.forEach((term, i) =>
    Array.from(term).forEach((letter, axis) => lengths.set(letter, operands[i]!.shape[axis]!)),
  );
  const letters = [...lengths.keys()];
  const shape = Array.from(output).map((letter) => lengths.get(letter)!);
  const result = new Float64Array(shape.reduce((n, m) => n * m, 1));
  const data = operands.map((operand) => operand.toArray());
  const position = (term: string, at: Map<string, number>): number =>
    Array.from(term).reduce((index, letter) => index * lengths.get(letter)! + at.get(letter)!, 0);
  const visit = (depth: number, at: Map<string, number>): void => {
    const letter = letters[depth];
    if (letter === undefined) {
      result[position(output, at)]! += terms.reduce((product, term, i) => product * data[i]![position(term, at)]!, 1);
      return;
    }
    for (let i = 0; i < lengths.get(letter)!; i++) visit(depth + 1, at.set(letter, i));
  };
  visit(0, new Map());
  return array(Array.from(result), { shape });
}

const cases: readonly (readonly [subscripts: string, ...shapes: (readonly number[])[]])[] = [
  ["ij,jk->ik", [2, 3], [3, 4]],
  ["ij,jk->ki", [2, 3], [3, 4]],
  ["ij,kj->ik", [2, 3], [4, 3]],
  ["ij,ij->", [2, 3], [2, 3]],
  ["ij,ij->i", [2, 3], [2, 3]],
  ["i,j->ij", [2], [3]],
  ["i,j->ji", [2], [3]],
  ["ijk->ki", [2, 3, 4]],
  ["ii->i", [3, 3]],
  ["ii->", [3, 3]],
  ["iij->j", [3, 3, 2]],
  ["iiijj->ji", [2, 2, 2, 3, 3]],
  ["bij,bjk->bik", [2, 3, 4], [2, 4, 3]],
  ["bij,bj->bi", [2, 3, 4], [2, 4]],
  ["bij,kj->kbi", [2, 3, 4], [5, 4]],
  ["ijkl,klm->mij", [2, 3, 2, 4], [2, 4, 3]],
  ["ij,i->j", [2, 3], [2]],
  ["ij,k->", [2, 3], [4]],
  ["ii,ij->j", [3, 3], [3, 2]],
  ["ij,jk,kl->il", [2, 3], [3, 4], [4, 2]],
  ["i,ij,j->", [2], [2, 3], [3]],
  ["ij,ik,il->jkl", [2, 3], [2, 2], [2, 4]],
  ["ab,bc,cd,de,ea->", [2, 3], [3, 2], [2, 4], [4, 2], [2, 2]],
  ["a,ab,b,bc,c,cd,d,da,a,b->", [2], [2, 3], [3], [3, 2], [2], [2, 2], [2], [2, 2], [2], [3]],
  [",ij->ij", [], [2, 3]],
  ["ij,jk->ik", [2, 0], [0, 3]],
];

describe("einsum", () => {
  it.each(cases.map(([subscripts, ...shapes]) => ({ subscripts, shapes })))("$subscripts", ({ subscripts, shapes }) => {
    const operands = shapes.map((shape, i) => random(shape, `${subscripts} ${i}`));
    const expected = summed(subscripts, ...operands);
    // Sums of at most a few hundred products of order 1, in another order.
    expectClose([einsum(subscripts, ...operands)], [expected], 1e-14);
    expectClose([jit((...xs: Arr[]) => einsum(subscripts, ...xs))(...operands)], [expected], 1e-14);
  });

  it("has NumPy's implicit output: what stands once, in alphabetical order", () => {
    const [a, b] = [random([2, 3], "a"), random([3, 2], "b")];
    expectClose([einsum("ba", a)], [a.T], 0);
    expectClose([einsum("ij,jh", a, b)], [matMul(a, b).T], 1e-15);
    expect(einsum("ij,ji", a, b).item()).toBeCloseTo(matMul(a, b).toArray()[0]! + matMul(a, b).toArray()[3]!, 14);
    expectClose([einsum(" i j , j k ", a, b)], [matMul(a, b)], 1e-15);
    // Capitals come first.
    expectClose([einsum("aB", a)], [a.T], 0);
  });

  it("broadcasts axes of an ellipsis from the last", () => {
    const [a, b] = [random([5, 1, 2, 3], "a"), random([4, 3, 2], "b")];
    expectClose([einsum("...ij,...jk->...ik", a, b)], [matMul(a, b)], 1e-14);
    expectClose([einsum("...ij,...jk", a, b)], [matMul(a, b)], 1e-14);
    expectClose([einsum("i...->...i", a)], [a.transpose([1, 2, 3, 0])], 0);
    expectClose([einsum("...,...", a, 2)], [a.mul(2)], 0);
    expectClose([einsum("i...i", random([3, 2, 3], "c"))], [summed("iji->j", random([3, 2, 3], "c"))], 1e-15);
    expectClose([einsum("...i->...", array([1, 2, 3]))], [array(6)], 0);
  });

  it("meets in one element type, numbers among the operands too", () => {
    const integers = array([1, 2, 3], { dtype: "i32" });
    expect(einsum("i,i", integers, integers).dtype).toBe("i32");
    expect(einsum("i,i", integers, integers).item()).toBe(14);
    expect(einsum("i,i", integers, array([0.5, 1, 2], { dtype: "f32" })).dtype).toBe("f32");
    const flags = array([true, false, true]);
    expect(einsum("i->", flags).item()).toBe(2);
    expect(einsum(",i->i", 2, integers).toNested()).toEqual([2, 4, 6]);
  });

  it("maps and differentiates as what it is made of", () => {
    const [a, b, c] = [random([2, 3], "a"), random([3, 3], "b"), random([3], "c")];
    checkGrads((x: Arr, y: Arr, z: Arr) => einsum("ij,jk,k,ii->i", x, y, z, matMul(x, x.T)).sum(), [a, b, c], {
      order: 2,
    });
    const stack = random([4, 2, 3], "stack");
    const f = (x: Arr): Arr => einsum("ij,jk->ki", x, b);
    expectClose([vmap(f)(stack)], [einsum("nij,jk->nki", stack, b)], 1e-15);
  });

  it("writes pairs as matrix products and sums of one operand as reductions", () => {
    const names = (subscripts: string, ...shapes: (readonly number[])[]): string[] =>
      trace((...xs: Arr[]) => einsum(subscripts, ...xs))(...shapes.map((shape) => random(shape, "x")))
        .program.equations.map(({ primitive }) => primitive.name)
        .filter((name) => name !== "reshape" && name !== "transpose");
    expect(names("ij,jk->ik", [2, 3], [3, 4])).toEqual(["matMul"]);
    expect(names("ij,ij->", [2, 3], [2, 3])).toEqual(["mul", "reduceSum"]);
    expect(names("ijk->i", [2, 3, 4])).toEqual(["reduceSum"]);
    expect(names("i,j->ij", [2], [3])).not.toContain("matMul");
    // What only one operand has is summed before anything is multiplied.
    expect(names("ij,jkl->ik", [2, 3], [3, 4, 5])).toEqual(["reduceSum", "matMul"]);
  });

  it("multiplies many factors in the cheapest order", () => {
    const lengths = new Map(Array.from("ijkl").map((label, i) => [label, [10, 1000, 10, 1000][i]!]));
    const chain = ["ij", "jk", "kl"].map((term) => Array.from(term));
    // (AB)C takes 10·1000·10 + 10·10·1000 products, A(BC) a hundred times that.
    expect(contractionOrder(chain, ["i", "l"], lengths)).toEqual([
      [0, 1],
      [3, 2],
    ]);
    expect(contractionOrder(chain.toReversed(), ["i", "l"], lengths)).toEqual([
      [1, 2],
      [0, 3],
    ]);
  });

  it("names the subscript at fault", () => {
    const [a, b] = [random([2, 3], "a"), random([3, 4], "b")];
    const cases: readonly (readonly [string, ...Arr[]])[] = [
      ["ij,jk"],
      ["ij,jk", a],
      ["ij", a, b],
      ["ijk,jk", a, b],
      ["i...jk->i", a],
      ["ij,ik", a, b],
      ["ij->ix", a],
      ["ij->ii", a],
      ["i..j", a],
      ["i1", a],
      ["ij->i->j", a],
      ["...j->j", a],
      ["...i,...i", a, random([4, 3], "c")],
    ];
    expect(cases.map(([subscripts, ...operands]) => messageOf(() => einsum(subscripts, ...operands))))
      .toMatchInlineSnapshot(`
      [
        "ShapeError in einsum(): expected at least one operand after the subscripts, received none.",
        "ShapeError at "ij,jk" in einsum(): expected subscripts for 1 operand, received 2 terms.",
        "ShapeError at "ij" in einsum(): expected subscripts for 2 operands, received 1 term.",
        "ShapeError at subscript "ijk" of operand 1 in einsum(): expected an array of rank 3, received [2, 3]. One letter names one axis; "..." stands for any number of them.",
        "ShapeError at subscript "i...jk" of operand 1 in einsum(): expected an array of rank 3 or more, received [2, 3]. One letter names one axis; "..." stands for any number of them.",
        "ShapeError at "ij,ik" in einsum(): expected one length of index "i", received 2 and 3 (operand 2, of shape [3, 4]).",
        "ShapeError at "ij->ix" in einsum(): expected output indices that an operand has, received "x", which none has.",
        "ShapeError at "ij->ii" in einsum(): expected output indices once each, received "i" twice.",
        "ShapeError at "i..j" in einsum(): expected letters and at most one ellipsis (...) an operand, received "i..j".",
        "ShapeError at "i1" in einsum(): expected letters and at most one ellipsis (...) an operand, received "i1".",
        "ShapeError at "ij->i->j" in einsum(): expected operands separated by commas and at most one "->", received more than one arrow.",
        "ShapeError at "...j->j" in einsum(): expected an output with "...", because an operand has one, received "j".",
        "ShapeError at "...i,...i" in einsum(): expected axes of "..." that broadcast, received 2 and 4 (operand 2, of shape [4, 3]).",
      ]
    `);
  });
});
