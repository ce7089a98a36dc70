/** Non-negative least squares inside traced functions: values as outside, derivatives against differences. */
import { type Arr, array, checkGrads, grad, hessian, jacobian, jit, vmap } from "fluxion";
import { nnls, nnlsArgmin, nnlsSolve, type NnlsTerms, nnlsValue, unwrap } from "fluxion/inference";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../support/message-of.ts";
import { normals } from "../random.ts";

interface Case {
  readonly A: Arr;
  readonly b: Arr;
}

function randomCase(seed: string, m: number, n: number): Case {
  const next = normals(`traced ${seed}`);
  const A = array(Float64Array.from({ length: m * n }, next), { shape: [m, n] });
  return { A, b: array(Float64Array.from({ length: m }, next)) };
}

const numbersOf = (x: Arr): number[] => Array.from(x.toArray());

function expectNear(received: Arr, expected: Arr, tolerance: number): void {
  expect(received.shape).toEqual(expected.shape);
  const [a, b] = [numbersOf(received), numbersOf(expected)];
  const scale = Math.max(...b.map(Math.abs)) || 1;
  expect(Math.max(...b.map((value, i) => Math.abs(a[i]! - value)), 0) / scale).toBeLessThanOrEqual(tolerance);
}

const terms: readonly (readonly [string, (n: number) => NnlsTerms])[] = [
  ["plain", () => ({})],
  [
    "tikhonov",
    (n) => ({
      tikhonov: { weight: 0.3, target: 0.2, scale: array(Float64Array.from({ length: n }, (_, j) => 1 + j / n)) },
    }),
  ],
  ["smoothness", () => ({ smoothness: 0.5, tikhonov: 0.01 })],
  ["free columns", () => ({ free: [0, 2] })],
  [
    "equality rows",
    (n) => ({ equality: { matrix: array([Array.from({ length: n }, (_, j) => 1 + (j % 3))]), values: array([2]) } }),
  ],
  ["entropy", () => ({ entropy: { weight: 0.4, prior: 0.3 } })],
  [
    "entropy with equality rows",
    (n) => ({
      entropy: 0.2,
      equality: { matrix: array([Array.from({ length: n }, () => 1)]), values: array([1.5]) },
    }),
  ],
];

describe.each(terms)("%s", (name, termsFor) => {
  it("has the solution that nnls has, interpreted and compiled", () => {
    for (const [m, n] of [
      [7, 4],
      [12, 8],
      [30, 20],
    ] as const) {
      const { A, b } = randomCase(`${name} ${m}`, m, n);
      const options = termsFor(n);
      const expected = unwrap(nnls(A, b, options));
      const solve = (a: Arr, right: Arr) => nnlsSolve(a, right, options);
      for (const found of [solve(A, b), jit(solve)(A, b)]) {
        // Normal equations: the square of a condition number below 100, times rounding; refined twice.
        expectNear(found.x, expected.x, 1e-11);
        expectNear(found.multipliers, expected.multipliers, 1e-10);
        expect(Math.abs(found.value.item() - expected.value)).toBeLessThan(1e-11 * Math.abs(expected.value));
        expect(found.violation.item()).toBeLessThan(1e-12);
      }
    }
  });

  it("has the derivatives of x and of the minimum, both modes", () => {
    const { A, b } = randomCase(`${name} gradients`, 8, 5);
    const options = termsFor(5);
    const solution = nnlsSolve(A, b, options);
    // Far from degeneracy, so that differences stay on one side of every change of the columns in use.
    expect(solution.strictness.item()).toBeGreaterThan(1e-3);
    const mixed = array([1, -2, 0.5, 3, -1]);
    checkGrads((a: Arr, right: Arr) => nnlsArgmin(a, right, options).mul(mixed).sum(), [A, b]);
    checkGrads((a: Arr, right: Arr) => nnlsValue(a, right, options), [A, b]);
  });

  it("has the second derivatives of the minimum", () => {
    const { A, b } = randomCase(`${name} gradients`, 8, 5);
    const options = termsFor(5);
    const value = (right: Arr): Arr => nnlsValue(A, right, options);
    const slope = jit(grad(value));
    const second = jit(hessian(value))(b);
    const h = 1e-5;
    for (const i of [0, 3]) {
      const shift = array(Float64Array.from({ length: 8 }, (_, k) => (k === i ? h : 0)));
      const difference = slope(b.add(shift))
        .sub(slope(b.sub(shift)))
        .div(2 * h);
      // Central differences: rounding 1e-16 / h, truncation h².
      expectNear(second.slice(i), difference, 1e-8);
    }
  });
});

describe("more columns than rows", () => {
  const [m, n] = [6, 15];
  /** Columns and data in a corner, so that the data are not in the cone of the columns. */
  const wide = (seed: string): Case => {
    const next = normals(`wide ${seed}`);
    const A = array(
      Float64Array.from({ length: m * n }, () => Math.abs(next()) + 0.3),
      { shape: [m, n] },
    );
    return { A, b: array(Float64Array.from({ length: m }, (_, i) => (i === 2 ? 0.1 : 2 * Math.abs(next())))) };
  };
  const kinds: readonly (readonly [string, NnlsTerms])[] = [
    ["plain", {}],
    ["tikhonov", { tikhonov: { weight: 0.3, target: 0.2 } }],
    ["a weak tikhonov", { tikhonov: 1e-6 }],
    ["a tikhonov that is next to nothing", { tikhonov: 1e-10 }],
    ["a free column", { free: [1] }],
    ["a free column and tikhonov", { free: [1, 4], tikhonov: 0.1 }],
    ["smoothness", { smoothness: 0.5, tikhonov: 0.01 }],
  ];

  it.each(kinds)("%s: the solution of nnls with its derivatives", (_name, options) => {
    const { A, b } = wide("gradients");
    const expected = unwrap(nnls(A, b, options));
    const found = jit((a: Arr, right: Arr) => nnlsSolve(a, right, options))(A, b);
    // Condition numbers below 100, squared in the masked form; its least Tikhonov term is the weakest here.
    expectNear(found.x, expected.x, 1e-11);
    expect(found.violation.item()).toBeLessThan(1e-14);
    expect(Math.abs(found.value.item() - expected.value)).toBeLessThan(1e-13 * b.square().sum().item());
    expect(expected.misfit).toBeGreaterThan(0.01);
    expect(found.strictness.item()).toBeGreaterThan(1e-5);
    const mixed = array(Float64Array.from({ length: n }, (_, j) => ((7 * j) % 5) - 2));
    checkGrads((a: Arr, right: Arr) => nnlsArgmin(a, right, options).mul(mixed).sum(), [A, b]);
    checkGrads((a: Arr, right: Arr) => nnlsValue(a, right, options), [A, b]);
  });

  it.each(kinds)("%s: maps over right-hand sides, and has second derivatives", (_name, options) => {
    const { A, b } = wide("gradients");
    const other = b.mul(array([1, 1.1, 0.9, 1, 1.2, 1]));
    const solve = (right: Arr): Arr => nnlsArgmin(A, right, options);
    const mapped = jit(vmap(solve))(array([numbersOf(b), numbersOf(other)]));
    expectNear(mapped.slice(0), solve(b), 1e-12);
    expectNear(mapped.slice(1), unwrap(nnls(A, other, options)).x, 1e-11);
    const slope = jit(grad((right: Arr) => nnlsValue(A, right, options)));
    const shift = array([0, 1e-5, 0, 0, 0, 0]);
    const difference = slope(b.add(shift))
      .sub(slope(b.sub(shift)))
      .div(2e-5);
    // Central differences: rounding 1e-16 / 1e-5.
    expectNear(jit(hessian((right: Arr) => nnlsValue(A, right, options)))(b).slice(1), difference, 1e-8);
  });

  it("has the solution of nnls where hundreds of columns come in blocks, and their factor changes by parts", () => {
    const next = normals("blocks");
    const [rows, columns] = [80, 300];
    const A = array(
      Float64Array.from({ length: rows * columns }, () => Math.abs(next())),
      { shape: [rows, columns] },
    );
    const b = array(Float64Array.from({ length: rows }, () => 20 * Math.abs(next())));
    for (const [options, bound] of [
      [{}, 1e-12],
      [{ tikhonov: { weight: 0.5, target: 0.1 } }, 1e-12],
    ] as const) {
      const found = jit((a: Arr, right: Arr) => nnlsSolve(a, right, options))(A, b);
      expectNear(found.x, unwrap(nnls(A, b, options)).x, bound);
      expect(found.violation.item()).toBeLessThan(1e-15);
    }
  });

  it("keeps the digits that the condition number leaves", () => {
    // Columns that differ by 1e-6 in pairs; b is fitted but for a part that all are orthogonal to.
    const next = normals("twins");
    const A = Array.from({ length: 6 }, (_, i) => {
      const row = Array.from({ length: 4 }, () => (i < 5 ? 1 + Math.abs(next()) : 0));
      return [
        ...row.slice(0, 2),
        ...row.slice(0, 2).map((v) => (i < 5 ? v + 1e-6 * next() : 0)),
        ...row.slice(2),
        ...row,
      ];
    });
    for (const row of A.slice(5)) row.fill(-1, 4);
    const x = [1, 2, 1, 1, 0, 0, 0, 0, 0, 0];
    const b = A.map((row, i) => row.reduce((sum, v, j) => sum + v * x[j]!, i === 5 ? 1 : 0));
    const found = nnlsArgmin(array(A), array(b));
    // The condition number is some 1e7, the rounding of b enters once.
    expectNear(found, unwrap(nnls(A, b)).x, 1e-7);
  });
});

describe("what a solution depends on", () => {
  it("includes weights, targets and rows", () => {
    const { A, b } = randomCase("weights", 8, 5);
    const of = ({ weight, target, sum }: { weight: Arr; target: Arr; sum: Arr }): Arr =>
      nnlsArgmin(A, b, {
        tikhonov: { weight, target },
        equality: { matrix: array([[1, 1, 1, 1, 1]]), values: sum },
      })
        .mul(array([1, -2, 0.5, 3, -1]))
        .sum();
    checkGrads(of, [{ weight: 0.4, target: array([0.1, 0.2, 0.3, 0.4, 0.5]), sum: array([2]) }]);
    const entropyOf = (p: { weight: Arr; prior: Arr }): Arr => nnlsValue(A, b, { entropy: p });
    checkGrads(entropyOf, [{ weight: 0.4, prior: array([0.1, 0.2, 0.3, 0.4, 0.5]) }]);
  });

  it("is what a formula says: the projection onto the columns in use", () => {
    const { A, b } = randomCase("projection", 9, 5);
    const x = nnlsArgmin(A, b);
    const used = Array.from({ length: 5 }, (_, j) => j).filter((j) => numbersOf(x)[j]! > 0);
    const columns = numbersOf(A).filter((_, k) => used.includes(k % 5));
    const part = array(Float64Array.from(columns), { shape: [9, used.length] });
    // dx/db = (PᵀP)⁻¹ Pᵀ, rows of zero for the others.
    const expected = jacobian((right: Arr) => unwrapFree(part, right))(b);
    const received = jacobian((right: Arr) => nnlsArgmin(A, right))(b);
    used.forEach((j, k) => expectNear(received.slice(j), expected.slice(k), 1e-12));
    [0, 1, 2, 3, 4]
      .filter((j) => !used.includes(j))
      .forEach((j) => expect(numbersOf(received.slice(j)).every((v) => v === 0)).toBe(true));
  });

  it("maps over right-hand sides, with its derivative", () => {
    const { A } = randomCase("mapped", 8, 5);
    const b = array(Array.from({ length: 4 }, (_, k) => numbersOf(randomCase(`mapped ${k}`, 8, 1).b)));
    const solve = (right: Arr): Arr => nnlsArgmin(A, right);
    const mapped = jit(vmap(solve))(b);
    const slopes = jit(vmap(grad((right: Arr) => nnlsValue(A, right))))(b);
    for (let k = 0; k < 4; k++) {
      expectNear(mapped.slice(k), solve(b.slice(k)), 1e-12);
      expectNear(slopes.slice(k), grad((right: Arr) => nnlsValue(A, right))(b.slice(k)), 1e-12);
    }
  });

  it("is blind to units, derivatives too", () => {
    const { A, b } = randomCase("units", 9, 6);
    const plain = jit(jacobian((right: Arr) => nnlsArgmin(A, right)))(b);
    for (const c of [1e-30, 1e30]) {
      expectNear(nnlsArgmin(A.mul(c), b.mul(c)), nnlsArgmin(A, b), 1e-13);
      expectNear(jit(jacobian((right: Arr) => nnlsArgmin(A.mul(c), right)))(b.mul(c)).mul(c), plain, 1e-12);
    }
  });
});

describe("degenerate problems", () => {
  it("say so in numbers", () => {
    const strict = nnlsSolve(
      array([
        [1, 0],
        [0, 1],
      ]),
      array([1, -1]),
    );
    expect(strict.strictness.item()).toBeGreaterThan(0.1);
    const weak = nnlsSolve(
      array([
        [1, 0],
        [0, 1],
      ]),
      array([1, 0]),
    );
    expect([weak.strictness.item(), numbersOf(weak.x)]).toEqual([0, [1, 0]]);
    const dependent = nnlsSolve(
      array([
        [1, 1],
        [1, 1 + 1e-9],
      ]),
      array([1, 1]),
      { free: "all" },
    );
    expect(dependent.independence.item()).toBeLessThan(1e-6);
  });

  it("keep x finite and the gradient of the minimum right, where columns repeat", () => {
    const { A, b } = randomCase("repeated", 6, 3);
    const twice = (a: Arr): Arr => nnlsValue(a, b);
    const doubled = array(
      numbersOf(A).flatMap((v, k) =>
        k % 3 === 2 ? [...numbersOf(A).slice(k - 2, k + 1), ...numbersOf(A).slice(k - 2, k + 1)] : [],
      ),
      { shape: [6, 6] },
    );
    const x = nnlsArgmin(doubled, b);
    expect(numbersOf(x).every(Number.isFinite)).toBe(true);
    expect(Math.abs(nnlsValue(doubled, b).item() / unwrap(nnls(A, b)).value - 1)).toBeLessThan(1e-12);
    expect(numbersOf(grad(twice)(doubled)).every(Number.isFinite)).toBe(true);
    expectNear(grad((right: Arr) => nnlsValue(doubled, right))(b), grad((right: Arr) => nnlsValue(A, right))(b), 1e-10);
  });

  it("solve wide problems in the cone of their columns", () => {
    const next = normals("cone");
    const A = array(
      Float64Array.from({ length: 8 * 24 }, () => Math.abs(next())),
      { shape: [8, 24] },
    );
    const b = A.mul(1 / 24).sum([1]);
    const found = jit((a: Arr, right: Arr) => nnlsSolve(a, right))(A, b);
    expect(found.value.item()).toBeLessThan(1e-20);
    expect(found.violation.item()).toBeLessThan(1e-12);
  });
});

describe("what does not fit", () => {
  it("is an error that names it", () => {
    const A = array([[1, 2]]);
    const errors = [
      () => nnlsArgmin(array([1, 2]), array([1])),
      () => nnlsArgmin(A, array([1, 2])),
      () => nnlsValue(A, array([1]), { tikhonov: { weight: array([1, 2]) } }),
      () => nnlsValue(A, array([1]), { entropy: { weight: 1, prior: array([1, 2, 3]) } }),
      () => nnlsSolve(A, array([1]), { equality: { matrix: array([[1, 1]]), values: array([1, 2]) } }),
    ];
    expect(errors.map((call) => messageOf(call)).join("\n")).toMatchInlineSnapshot(`
      "ShapeError at A in nnlsArgmin(): expected a matrix [m, n], received f64[2].
      ShapeError at b in nnlsArgmin(): expected [1], beside A of type f64[1, 2], received f64[2]. Map over several right-hand sides with vmap.
      ShapeError at tikhonov.weight in nnlsValue(): expected a number, received f64[2].
      ShapeError at entropy.prior in nnlsValue(): expected a number or [2], received f64[3].
      ShapeError at equality.values in nnlsSolve(): expected [1], as many as equality.matrix has rows, received f64[2]."
    `);
  });
});

/** Least squares without signs, differentiable. */
const unwrapFree = (columns: Arr, right: Arr): Arr => nnlsArgmin(columns, right, { free: "all" });
