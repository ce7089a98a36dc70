/** Non-negative least squares against published numbers, exhaustive search, SciPy, and its own conditions of a minimum. */
import { readFileSync } from "node:fs";
import { array } from "fluxion";
import { nnls, type NnlsMethod, type NnlsOptions, unwrap } from "fluxion/inference";
import seedrandom from "seedrandom";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../support/message-of.ts";
import { normals } from "../random.ts";
import { type DenseProblem, exhaustive } from "./oracle.ts";

/** The test case of the orbit-superposition sheet, T12. */
const orbits = {
  A: [
    [1, 2, 0.5, 1],
    [2, 1, 1, 3],
    [0, 1, 2, 1],
    [1, 0, 1, 0.5],
    [3, 1, 0, 1],
  ],
  b: [1, 2, -1, 1, 0.5],
} as const;

interface Fixture {
  readonly nnls: readonly { name: string; A: number[][]; b: number[]; x: number[]; norm: number }[];
  readonly equality: readonly {
    A: number[][];
    b: number[];
    C: number[][];
    d: number[];
    x: number[];
    multipliers: number[];
    misfit: number;
  }[];
  readonly entropy: readonly { A: number[][]; b: number[]; weight: number; prior: number[]; x: number[] }[];
}
const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/nnls/scipy.json", import.meta.url), "utf8"),
) as Fixture;

const numbersOf = (x: { toArray(): ArrayLike<number> }): number[] => Array.from(x.toArray());

/** Every element within `tolerance` of the largest expected one. */
function expectNear(received: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  const scale = Math.max(...Array.from(expected, Math.abs)) || 1;
  const errors = Array.from(expected, (value, i) => Math.abs(received[i]! - value) / scale);
  expect(Math.max(...errors)).toBeLessThanOrEqual(tolerance);
}

function randomProblem(seed: number, m: number, n: number): DenseProblem {
  const next = normals(`nnls ${seed}`);
  const matrix = Float64Array.from({ length: m * n }, next);
  return { m, n, matrix, target: Float64Array.from({ length: m }, next) };
}

const solve = ({ m, n, matrix, target }: DenseProblem, options: NnlsOptions = {}) =>
  nnls(array(matrix, { shape: [m, n] }), target, options);

describe("published values", () => {
  it("has the weights, the residual and the gradient of T12", () => {
    const { x, dual, misfit, degeneracy } = (() => {
      const solution = unwrap(nnls(orbits.A, orbits.b));
      return { ...solution, degeneracy: solution.columns[0]!.degeneracy };
    })();
    // The sheet gives twelve digits.
    expectNear(x.toArray(), [0.25, 0, 0, 0.357142857143], 1e-12);
    expect(misfit).toBeCloseTo(2.875, 13);
    expectNear(dual.toArray(), [0, 0.75, 1.517857142857, 0], 1e-12);
    expect(degeneracy.weaklyActive).toEqual([]);
  });

  it.each([
    [1, [0.26105651, 0, 0, 0.34029484]],
    [10, [0.24867573, 0.13167557, 0.06791997, 0.24987218]],
  ])("has its weights with a penalty of weight %d on the distance from 0.25", (weight, expected) => {
    const { x } = unwrap(nnls(orbits.A, orbits.b, { tikhonov: { weight, target: 0.25 } }));
    // Eight decimals are given.
    expectNear(x.toArray(), expected, 2e-8);
  });

  it.each(fixture.nnls)("agrees with SciPy: $name", ({ A, b, x, norm }) => {
    const solution = unwrap(nnls(A, b));
    // SciPy's own error: the condition number of the columns in use (below 1e3 here) times 1e-16, with room.
    expectNear(solution.x.toArray(), x, 1e-11);
    expect(Math.sqrt(solution.misfit)).toBeCloseTo(norm, 12);
  });
});

describe("all sets of non-zero unknowns", () => {
  const shapes = [
    [3, 2],
    [6, 4],
    [9, 7],
    [5, 9],
    [12, 12],
    [20, 10],
  ] as const;
  for (const method of ["active-set", "coordinate-descent"] satisfies NnlsMethod[]) {
    it(`has no better one than ${method} finds`, () => {
      for (const [k, [m, n]] of shapes.entries()) {
        for (let seed = 0; seed < (n > 10 ? 2 : 12); seed++) {
          const problem = randomProblem(100 * k + seed, m, n);
          const expected = exhaustive(problem);
          const solution = solve(problem, { method });
          expect(solution.status).toBe("converged");
          const size = Math.hypot(...problem.target) ** 2;
          // Misfits are equal to rounding; x too where it is unique, that is where the best misfit is not zero.
          expect(Math.abs(solution.misfit - expected.misfit)).toBeLessThan(1e-13 * size);
          if (expected.misfit > 1e-6 * size) expectNear(solution.x.toArray(), expected.x, 1e-9);
        }
      }
    });
  }

  it("is right where columns repeat, which is said", () => {
    const base = randomProblem(7, 8, 4);
    const matrix = Float64Array.from({ length: 64 }, (_, k) => base.matrix[Math.floor(k / 8) * 4 + (k % 4)]!);
    const solution = solve({ ...base, n: 8, matrix });
    expect(solution.status).toBe("converged");
    expect(solution.misfit).toBeCloseTo(exhaustive(base).misfit, 12);
    // The twin of each column in use has a zero unknown with a zero dual.
    expect(solution.columns[0]!.degeneracy.weaklyActive).toHaveLength(solution.columns[0]!.support.length);
    expect(solution.warnings.join()).toContain("zero with zero dual");
  });
});

describe("units", () => {
  it.each([1e-30, 1e-12, 7e5, 1e30])("change nothing: c A and c b have the same x for c = %d", (c) => {
    for (let seed = 0; seed < 5; seed++) {
      const problem = randomProblem(seed, 12, 8);
      const plain = unwrap(solve(problem));
      const scaled = unwrap(
        solve({ ...problem, matrix: problem.matrix.map((v) => c * v), target: problem.target.map((v) => c * v) }),
      );
      // c A is rounded, which the condition number (below 100) enlarges.
      expectNear(scaled.x.toArray(), plain.x.toArray(), 1e-13);
      expect(scaled.columns[0]!.support).toEqual(plain.columns[0]!.support);
    }
  });

  it.each([2 ** 450, 2 ** -450])("whose squares leave the range of numbers change not one bit: c = %d", (c) => {
    const problem = randomProblem(3, 13, 9);
    const [matrix, target] = [problem.matrix.map((v) => c * v), problem.target.map((v) => c * v)];
    const options: NnlsOptions = { tikhonov: 0.1 };
    const [plain, scaled] = [unwrap(solve(problem, options)), unwrap(solve({ ...problem, matrix, target }))];
    expect(numbersOf(scaled.x)).toEqual(numbersOf(unwrap(solve(problem)).x));
    const weighted = unwrap(solve({ ...problem, matrix, target }, { tikhonov: 0.1 * c * c }));
    expect(numbersOf(weighted.x)).toEqual(numbersOf(plain.x));
  });

  it("of a power of two change not one bit, column by column", () => {
    const problem = randomProblem(3, 12, 8);
    const factor = [2 ** -90, 1, 2 ** 40, 8, 2 ** 90, 0.5, 1, 2 ** -3];
    const matrix = problem.matrix.map((value, k) => value * factor[k % 8]!);
    const x = numbersOf(unwrap(solve({ ...problem, matrix })).x);
    expect(x.map((value, j) => value * factor[j]!)).toEqual(numbersOf(unwrap(solve(problem)).x));
  });
});

describe("the conditions of a minimum", () => {
  it.each([
    [300, 200, "active-set"],
    [200, 400, "active-set"],
    [500, 2000, "active-set"],
    [300, 200, "coordinate-descent"],
  ] as const)("hold for %d rows and %d columns by %s", (m, n, method) => {
    const next = seedrandom(`large ${m} ${n}`);
    const matrix = Float64Array.from({ length: m * n }, next);
    const target = Float64Array.from({ length: m }, () => 20 * next());
    const solution = solve({ m, n, matrix, target }, { method });
    expect(solution.status).toBe("converged");
    // Recomputed here from A, x and b: rounding of sums of n products is a few 1e-15 of their size.
    const x = numbersOf(solution.x);
    const residual = Float64Array.from({ length: m }, (_, i) => {
      let sum = -target[i]!;
      for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * x[j]!;
      return sum;
    });
    const size = Math.hypot(...target) * Math.sqrt(m);
    for (let j = 0; j < n; j++) {
      let slope = 0;
      for (let i = 0; i < m; i++) slope += matrix[i * n + j]! * residual[i]!;
      expect(x[j]!).toBeGreaterThanOrEqual(0);
      if (x[j]! > 0) expect(Math.abs(slope)).toBeLessThan(1e-12 * size);
      else expect(slope).toBeGreaterThan(-1e-12 * size);
    }
    expect(solution.certificate.worst).toBeLessThan(1e-12);
  });

  it("hold where the columns are so alike that their products lose the difference", () => {
    // Gaussians much wider than their distance: the condition number of the columns in use exceeds 1e8.
    const n = 40;
    const m = 60;
    const matrix = Float64Array.from({ length: m * n }, (_, k) => {
      const distance = Math.floor(k / n) / m - (k % n) / n;
      return Math.exp(-0.5 * (distance / 0.2) ** 2);
    });
    const target = Float64Array.from(
      { length: m },
      (_, i) => matrix[i * n + 7]! + matrix[i * n + 31]! + 1e-9 * Math.sin(9 * i),
    );
    const solution = solve({ m, n, matrix, target });
    expect(solution.status).toBe("converged");
    expect(solution.certificate.worst).toBeLessThan(1e-14);
    expect(Math.sqrt(solution.misfit)).toBeLessThan(1e-8);
  });

  it("solves twenty thousand unknowns by coordinate descent", () => {
    const next = seedrandom("twenty thousand");
    const [m, n] = [40, 20_000];
    const matrix = Float64Array.from({ length: m * n }, next);
    const target = Float64Array.from({ length: m }, () => 100 * next());
    const options: NnlsOptions = { method: "coordinate-descent", tikhonov: 10, tolerance: 1e-9 };
    const solution = solve({ m, n, matrix, target }, options);
    expect(solution.status).toBe("converged");
    expect(solution.certificate.worst).toBeLessThan(1e-9);
    expect(solution.columns[0]!.support.length).toBeGreaterThan(m);
  });
});

describe("penalties and equality rows", () => {
  it("smooths as second differences stacked below A do", () => {
    const problem = randomProblem(11, 10, 8);
    const rows = Array.from({ length: 6 }, (_, i) =>
      Array.from({ length: 8 }, (__, j) => Math.sqrt(3) * (j === i + 1 ? -2 : j === i || j === i + 2 ? 1 : 0)),
    );
    const stacked = {
      m: 16,
      n: 8,
      matrix: Float64Array.from([...problem.matrix, ...rows.flat()]),
      target: Float64Array.from([...problem.target, ...new Array<number>(6).fill(0)]),
    };
    const smoothed = unwrap(solve(problem, { smoothness: 3 }));
    expectNear(smoothed.x.toArray(), unwrap(solve(stacked)).x.toArray(), 1e-13);
    expect(smoothed.value).toBeCloseTo(unwrap(solve(stacked)).misfit, 12);
    const operator = array(rows).div(Math.sqrt(3));
    const given = unwrap(solve(problem, { smoothness: { weight: 3, operator } }));
    expectNear(given.x.toArray(), smoothed.x.toArray(), 1e-13);
  });

  it.each(fixture.equality)(
    "meets equality rows at the minimum that 50 digits find",
    ({ A, b, C, d, x, multipliers, misfit }) => {
      const solution = unwrap(nnls(A, b, { equality: { matrix: array(C), values: array(d) } }));
      // The weight of the rows, 2⁵, enters squared into the rounding of what the active set sees, and conditions of up to 100.
      if (A.length >= A[0]!.length - C.length) expectNear(solution.x.toArray(), x, 1e-10);
      expect(Math.abs(solution.misfit - misfit)).toBeLessThan(1e-11);
      expectNear(solution.multipliers.toArray(), multipliers, 1e-10);
      expect(solution.certificate.equality).toBeLessThan(1e-14);
    },
  );

  it.each(fixture.entropy)(
    "finds the largest entropy at weight $weight, as 50 digits do",
    ({ A, b, weight, prior, x }) => {
      const solution = unwrap(nnls(A, b, { entropy: { weight, prior: array(prior) } }));
      // Small unknowns are as good as the exponential of a slope: 1e-16 times slope over weight, 1e3 at most.
      Array.from(solution.x.toArray()).forEach((value, j) => {
        expect(Math.abs(value - x[j]!)).toBeLessThanOrEqual(1e-11 * x[j]!);
      });
    },
  );

  it("keeps a sum and an entropy together", () => {
    const options: NnlsOptions = {
      entropy: { weight: 0.1, prior: 0.25 },
      equality: { matrix: array([[1, 1, 1, 1]]), values: array([1]) },
    };
    const { x, certificate } = unwrap(nnls(orbits.A, orbits.b, options));
    expect(numbersOf(x).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 14);
    expect(certificate.worst).toBeLessThan(1e-13);
  });

  it("leaves free columns their sign", () => {
    const problem = randomProblem(21, 9, 4);
    const all = unwrap(solve(problem, { free: "all" }));
    // Normal equations: the residual is orthogonal to every column.
    expect(Math.max(...numbersOf(all.dual).map(Math.abs))).toBeLessThan(1e-13);
    expect(numbersOf(all.x).some((value) => value < 0)).toBe(true);
    const negative = numbersOf(unwrap(solve(problem)).x).findIndex((value) => value === 0);
    const one = unwrap(solve(problem, { free: [negative] }));
    expect(numbersOf(one.x)[negative]).toBeLessThan(0);
    expect(one.misfit).toBeLessThan(unwrap(solve(problem)).misfit);
  });
});

describe("several right-hand sides", () => {
  it("are what each is alone", () => {
    const problem = randomProblem(31, 15, 9);
    const others = [1, 2, 3].map((seed) => randomProblem(seed + 50, 15, 1).matrix);
    const b = array(others.map((column) => Array.from(column))).transpose();
    const together = unwrap(nnls(array(problem.matrix, { shape: [15, 9] }), b));
    expect(together.x.shape).toEqual([9, 3]);
    others.forEach((target, k) => {
      const alone = unwrap(solve({ ...problem, target }));
      expectNear(together.x.slice(null, k).toArray(), alone.x.toArray(), 1e-13);
      expect(together.columns[k]!.misfit).toBeCloseTo(alone.misfit, 12);
    });
    expect(together.residual.shape).toEqual([15, 3]);
  });

  it.each([
    ["a smooth x", { smoothness: 0.3, tikhonov: 0.01 }, 31, 20],
    ["a free column", { free: [3] }, 31, 20],
    ["more columns than rows", { tikhonov: 0.1 }, 15, 40],
    ["equality rows", { equality: { matrix: array([[1, 2, 3, 4, 5]]), values: array([3]) } }, 9, 5],
  ] as const)("agree with single ones, whose products are not kept: %s", (_, options, m, n) => {
    const { matrix } = randomProblem(41, m, n);
    const targets = [1, 2, 3, 4, 5, 6].map((seed) => randomProblem(seed + 60, m, 1).matrix);
    const b = array(targets.map((column) => Array.from(column))).transpose();
    const together = unwrap(nnls(array(matrix, { shape: [m, n] }), b, options));
    targets.forEach((target, k) => {
      const alone = unwrap(solve({ m, n, matrix, target }, options));
      // Two orders of the same sums, and condition numbers below 1e3.
      expectNear(together.x.slice(null, k).toArray(), alone.x.toArray(), 1e-12);
      expect(together.columns[k]!.support).toEqual(alone.columns[0]!.support);
    });
  });
});

describe("what cannot be", () => {
  it("is a value that says why", () => {
    const infeasible = nnls(orbits.A, orbits.b, { equality: { matrix: array([[1, 1, 1, 1]]), values: array([-1]) } });
    expect(infeasible.status).toBe("infeasible");
    expect(infeasible.explain).toMatchInlineSnapshot(
      `"No x >= 0 satisfies the equality rows; x comes as close as it can. Check their signs, leave rows out, or move them into A with a weight."`,
    );
    expect(messageOf(() => unwrap(infeasible))).toMatchInlineSnapshot(
      `"FitError in active-set with multipliers(): the fit ended with status "infeasible". No x >= 0 satisfies the equality rows; x comes as close as it can. Check their signs, leave rows out, or move them into A with a weight."`,
    );
    const cut = nnls(orbits.A, orbits.b, { maxSteps: 1 });
    expect([cut.status, numbersOf(cut.x).every((value) => value >= 0)]).toEqual(["max-steps", true]);
    expect(cut.explain).toMatchInlineSnapshot(
      `"Stopped after 1 step with conditions violated by 1.8e-1; raise maxSteps, or add a tikhonov term."`,
    );
  });

  it("has zero for an answer where every column points away, and where there is nothing to fit", () => {
    expect(numbersOf(unwrap(nnls([[1], [2]], [-1, -1])).x)).toEqual([0]);
    expect(numbersOf(unwrap(nnls([[0, 1]], [0])).x)).toEqual([0, 0]);
  });

  it("is never NaN, whatever the sizes", () => {
    for (const [a, b] of [
      [1e-300, 1e300],
      [1e300, 1e-300],
      [1e300, 1e300],
      [5e-324, 1],
    ] as const) {
      const solution = nnls([[a, 2 * a]], [b]);
      expect(numbersOf(solution.x).every(Number.isFinite)).toBe(true);
      if (solution.status !== "converged") expect(solution.status).toBe("non-finite");
    }
  });

  it("is an error that names row and column where the input is wrong", () => {
    const errors = [
      () => nnls([[1, Number.NaN]], [1]),
      () => nnls([[1, 2]], [Number.POSITIVE_INFINITY]),
      () => nnls([[1, 2]], [1, 2]),
      () => nnls([1, 2], [1, 2]),
      () => nnls([[1, 2]], [1], { tikhonov: -1 }),
      () => nnls([[1, 2]], [1], { free: [2] }),
      () => nnls([[1, 2]], [1], { entropy: { weight: 1, prior: array([1, 0]) } }),
      () => nnls([[1, 2]], [1], { equality: { matrix: array([[1, 2, 3]]), values: array([1]) } }),
      () => nnls([[1, 2]], [1], { smoothness: { weight: 1, operator: array([[1]]) } }),
    ];
    expect(errors.map((call) => messageOf(call)).join("\n")).toMatchInlineSnapshot(`
      "DataError at A[0, 1] in nnls(): expected a finite number in row 0, column 1, received NaN. Leave the row out, or give it the weight zero.
      DataError at b[0] in nnls(): expected a finite number in row 0, received Infinity. Leave the row out, or give it the weight zero.
      ShapeError at b in nnls(): expected [1], or [1, k] for k right-hand sides, beside A of shape [1, 2], received [2].
      ShapeError at A in nnls(): expected a matrix [m, n] with at least one row and one column, received [2].
      OptionError at tikhonov in nnls(): expected a finite number of at least 0, received the number -1.
      OptionError at free in nnls(): expected numbers of columns, 0 to 1, received 2.
      OptionError at entropy.prior[1] in nnls(): expected a positive prior, received 0. An unknown whose prior is zero is zero: leave its column out.
      ShapeError at equality.matrix in nnls(): expected [k, 2], a row for each equality, received [1, 3].
      ShapeError at smoothness.operator in nnls(): expected [k, 2], received [1, 1]."
    `);
  });
});
