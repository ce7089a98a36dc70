/** Measurements: what ships is what was published, and what is wrong with a file is told by file, row and column. */

import {
  type BaoTable,
  type DistancePrior,
  parseBaoTable,
  parseDistancePrior,
  parseSupernovaTable,
} from "fluxion/models/cosmology";
import { loadDesiDr2, loadPlanck2018, loadUnion3 } from "fluxion/models/cosmology/data";
import { describe, expect, it } from "vitest";
import desi from "../../../fixtures/cosmology/desi-dr2-bao.json" with { type: "json" };
import planck from "../../../fixtures/cosmology/planck2018-distance-prior.json" with { type: "json" };
import union3 from "../../../fixtures/cosmology/union3-sn.json" with { type: "json" };
import { messageOf } from "../../support/message-of.ts";
import { expectRelative } from "../../support/relative.ts";

describe("what ships", () => {
  it("is the Planck 2018 distance prior", () => {
    const prior: DistancePrior = loadPlanck2018();
    expect(prior.observable).toEqual(["R", "lA", "Obh2", "ns"]);
    expect(prior.value.toNested()).toEqual([1.7502, 301.471, 0.02236, 0.9649]);
    // Product of the eigenvalues 1.263e-8, 5.000e-6, 2.789e-5, 8.107e-3, each printed with four digits.
    const determinant = Array.from({ length: 4 }, (_, i) => prior.covariance.factor.slice(i, i).item() ** 2);
    expectRelative(
      determinant.reduce((product, factor) => product * factor),
      1.263e-8 * 5.0e-6 * 2.789e-5 * 8.107e-3,
      1e-3,
    );
    expectRelative(prior.covariance.condition, 8.107e-3 / 1.263e-8, 1e-3);
    expect(prior.warnings).toEqual([]);
    expect(prior.source.citation).toContain("Chen, Huang & Wang (2019)");
  });

  it("is DESI DR2", () => {
    const table: BaoTable = loadDesiDr2();
    expect(table.redshift).toHaveLength(13);
    expect(table.observable.filter((name) => name === "DV/rd")).toHaveLength(1);
    expect(table.value.slice(0).item()).toBe(7.94167639);
    expect(table.covariance.matrix.slice(1, 2).item()).toBe(-3.26062007e-2);
    expect(table.covariance.matrix.slice(2, 3).item()).toBe(0);
    expect(table.source.citation).toContain("arXiv:2503.14738");
  });

  it("is Union3", () => {
    const table = loadUnion3();
    expect(table.redshift).toHaveLength(22);
    expect(table.heliocentric).toEqual(table.redshift);
    expect(table.magnitude.slice(-1).item()).toBe(45.997159);
    // Written as whole multiples of 1e-7: one rounding.
    expectRelative(table.covariance.matrix.slice(0, 0), 0.0086044, 1e-15);
    expectRelative(table.covariance.matrix.slice(3, 5), 0.008154, 1e-15);
    expect(table.covariance.matrix.slice(5, 3).item()).toBe(table.covariance.matrix.slice(3, 5).item());
    expect(table.warnings).toEqual([]);
  });

  it("says where it comes from and how it may be used", () => {
    for (const { source } of [loadPlanck2018(), loadDesiDr2(), loadUnion3()]) {
      expect(source.name).not.toBe("");
      expect(source.citation).toMatch(/\(20\d\d\).*arXiv:/);
      expect(source.licence).not.toBe("");
      expect(Object.keys(source.units).length).toBeGreaterThan(0);
    }
  });

  it("reads text and objects alike", () => {
    expect(parseBaoTable(JSON.stringify(desi), "desi.json")).toEqual(parseBaoTable(desi, "desi.json"));
  });
});

describe("what is wrong is told by file, row and column", () => {
  const changed = <T>(file: T, change: (file: T) => unknown): T => {
    const copy = structuredClone(file);
    change(copy);
    return copy;
  };
  const bao = (change: (file: typeof desi) => unknown) =>
    messageOf(() => parseBaoTable(changed(desi, change), "bao.json"));
  const prior = (change: (file: typeof planck) => unknown) =>
    messageOf(() => parseDistancePrior(changed(planck, change), "prior.json"));
  const sn = (change: (file: typeof union3) => unknown) =>
    messageOf(() => parseSupernovaTable(changed(union3, change), "sn.json"));

  it("no JSON", () => {
    const text = '{\n  "name": "x",\n  "redshift": [1, 2}\n}';
    // The end of the sentence is the JavaScript engine's; versions word it differently.
    expect(messageOf(() => parseBaoTable(text, "bao.json"))).toMatch(
      /^DataError at bao\.json, line 3: this is not JSON\. Expected .* after array element in JSON at position \d+/,
    );
    expect(messageOf(() => parseBaoTable(42, "bao.json"))).toMatchInlineSnapshot(
      `"DataError at bao.json: expected object, received the number 42."`,
    );
  });

  it("another kind of file", () => {
    expect(messageOf(() => parseBaoTable(union3, "sn.json"))).toMatchInlineSnapshot(
      `"DataError at sn.json, key kind: expected bao, received the string "supernovae"."`,
    );
  });

  it("a missing key", () => {
    expect(bao((file) => Reflect.deleteProperty(file, "value"))).toMatchInlineSnapshot(
      `"DataError at bao.json, key value: a required key is missing."`,
    );
    expect(bao((file) => Reflect.deleteProperty(file, "citation"))).toMatchInlineSnapshot(
      `"DataError at bao.json, key citation: a required key is missing."`,
    );
    expect(bao((file) => Reflect.deleteProperty(file.covariance, "unit"))).toMatchInlineSnapshot(
      `"DataError at bao.json, key covariance unit: a required key is missing."`,
    );
  });

  it("an unknown key", () => {
    expect(sn((file) => Object.assign(file, { magnitudes: [1] }))).toMatchInlineSnapshot(
      `"DataError at sn.json: unknown key magnitudes. Correct its name or remove it."`,
    );
  });

  it("a wrong type or a number that is not finite", () => {
    expect(sn((file) => Object.assign(file.magnitude, { 4: "40.34" }))).toMatchInlineSnapshot(
      `"DataError at sn.json, column magnitude, row 5: expected a finite number, received the string "40.34"."`,
    );
    expect(sn((file) => Object.assign(file.magnitude, { 4: Number.NaN }))).toMatchInlineSnapshot(
      `"DataError at sn.json, column magnitude, row 5: expected a finite number, received the number NaN."`,
    );
    expect(
      sn((file) => Object.assign(file.covariance.rows[2]!, { 6: Number.POSITIVE_INFINITY })),
    ).toMatchInlineSnapshot(
      `"DataError at sn.json, covariance row 3, column 7: expected a finite number, received the number Infinity."`,
    );
    expect(bao((file) => Object.assign(file.redshift, { 0: -0.295 }))).toMatchInlineSnapshot(
      `"DataError at bao.json, column redshift, row 1: expected a number above 0, received the number -0.295."`,
    );
    expect(bao((file) => Object.assign(file.observable, { 1: "DA/rd" }))).toMatchInlineSnapshot(
      `"DataError at bao.json, column observable, row 2: expected DV/rd or DM/rd or DH/rd, received the string "DA/rd"."`,
    );
    expect(prior((file) => Object.assign(file.covariance.sigma, { 2: 0 }))).toMatchInlineSnapshot(
      `"DataError at prior.json, covariance sigma row 3: expected a number above 0, received the number 0."`,
    );
    expect(bao((file) => Object.assign(file.covariance, { form: "inverse" }))).toMatchInlineSnapshot(
      `"DataError at bao.json, key covariance form: expected matrix, upper-triangle or correlation."`,
    );
  });

  it("columns of unequal length", () => {
    expect(bao((file) => file.value.pop())).toMatchInlineSnapshot(
      `"DataError at bao.json, column value: columns differ in length. Expected 13 rows, as in column redshift, received 12."`,
    );
    expect(sn((file) => Object.assign(file, { heliocentricRedshift: [0.05, 0.1] }))).toMatchInlineSnapshot(
      `"DataError at sn.json, column heliocentricRedshift: columns differ in length. Expected 22 rows, as in column redshift, received 2."`,
    );
    expect(prior((file) => file.value.push(1))).toMatchInlineSnapshot(
      `"DataError at prior.json, column value: columns differ in length. Expected 4 rows, as in column observable, received 5."`,
    );
  });

  it("a covariance of another size", () => {
    expect(bao((file) => file.covariance.rows.pop())).toMatchInlineSnapshot(
      `"DataError at bao.json, covariance: expected 13 rows, one for each measurement, received 12."`,
    );
    expect(bao((file) => file.covariance.rows[6]!.pop())).toMatchInlineSnapshot(
      `"DataError at bao.json, covariance row 7: expected 13 entries, one for each measurement, received 12."`,
    );
    expect(sn((file) => file.covariance.rows[6]!.push(0))).toMatchInlineSnapshot(
      `"DataError at sn.json, covariance row 7: expected 16 entries, one for each measurement, received 17."`,
    );
    expect(prior((file) => file.covariance.sigma.pop())).toMatchInlineSnapshot(
      `"DataError at prior.json, covariance sigma: expected 4 entries, one for each measurement, received 3."`,
    );
  });

  it("a covariance that is not symmetric", () => {
    expect(bao((file) => (file.covariance.rows[2]![1] = 3.26062007e-2))).toMatchInlineSnapshot(
      `"DataError at bao.json, covariance row 3, column 2: the covariance is not symmetric. Expected -0.0326062007, as in row 2, column 3, received 0.0326062007."`,
    );
    // The last digit of a rounded table is forgiven: 1e-10 relative.
    expect(() =>
      parseBaoTable(
        changed(desi, (file) => (file.covariance.rows[2]![1]! *= 1 + 5e-11)),
        "bao.json",
      ),
    ).not.toThrow();
  });

  it("a covariance that is not positive definite", () => {
    expect(
      prior((file) => {
        file.covariance.rows[1]![0] = -0.46;
        file.covariance.rows[0]![1] = -0.46;
        file.covariance.rows[2]![0] = 0.99;
        file.covariance.rows[0]![2] = 0.99;
      }),
    ).toMatchInlineSnapshot(
      `"DataError at prior.json, covariance row 3: the covariance is not positive definite: measurement 3 varies less than those before it imply. Look for a wrong sign, a misplaced digit or a measurement given twice."`,
    );
    expect(bao((file) => (file.covariance.rows[0]![0] = -1))).toMatchInlineSnapshot(
      `"DataError at bao.json, covariance row 1: the covariance is not positive definite: measurement 1 varies less than those before it imply. Look for a wrong sign, a misplaced digit or a measurement given twice."`,
    );
  });

  it("a covariance that is ill-conditioned is a warning", () => {
    const table = parseBaoTable(
      changed(desi, (file) => (file.covariance.rows[0]![0] = 1e-13)),
      "bao.json",
    );
    expect(table.warnings).toMatchInlineSnapshot(`
      [
        "bao.json: condition number of the covariance is 6.8e+12, above 1e+10.",
      ]
    `);
  });
});
