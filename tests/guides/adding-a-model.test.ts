/** The guide to adding a model, taken literally: its files are made, two lines of one list added, its commands pass. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { repository } from "../support/public-modules.ts";
import { followGuide, type FollowedGuide } from "./follow.ts";

/** Inside the repository, so that dependencies resolve; the folder is ignored by git. */
const copy = `${repository}.cache/adding-a-model`;

/** What each command must say, by its first words after the tool. */
const promises: readonly (readonly [string, RegExp])[] = [
  ["npx tsc", /^$/],
  ["npx vitest", /Tests .*passed/],
  // 353.4 K, 290 K or so and 0.05 / min made the numbers of the table, rounded to 0.1 K with some scatter.
  [
    "npx tsx src/cli/main.ts cooling fit",
    /rate +0\.0\d+ +± .*1\/min[\s\S]*converged[\s\S]*Report: fluxion-report\/newton\.html/,
  ],
  ["npx tsx src/cli/main.ts cooling fisher", /rate +0\.05 +0\.00\d+ +1\/min/],
  ["npx tsx src/cli/main.ts cooling sample", /rate[\s\S]*Report: fluxion-report\/newton-posterior\.html/],
  ["npx tsx src/cli/main.ts cooling report", /Report: report\/newton\.html\nFigures: report\/figures/],
  ["npx tsx src/cli/main.ts gradcheck", /passed: 3 leaves agree/],
  [
    "npx tsx src/cli/main.ts explain",
    /cooling\.rate: rate at which the difference decays\n {2}value {4}0\.1 1\/min, from default/,
  ],
];

describe("docs/adding-a-model.md", () => {
  let guide: FollowedGuide;
  beforeAll(() => {
    guide = followGuide("adding-a-model.md", copy);
  });

  it("shows as many steps as it has fragments, and no more commands than are run here", () => {
    expect(guide.steps).toBe(guide.fragments);
    expect(guide.commands.map((command, i) => command.startsWith(promises[i]?.[0] ?? "none"))).toEqual(
      promises.map(() => true),
    );
  });

  it.each(promises.map(([start, said], index) => [start, said, index] as const))(
    "leads to a system with which this works: %s",
    (_start, said, index) => {
      const { output, status } = guide.run(guide.commands[index]!);
      expect(status, output).toBe(0);
      expect(output).toMatch(said);
    },
    240_000,
  );

  it("has written its reports", () => {
    for (const file of ["fluxion-report/newton.html", "report/newton.html", "report/figures/contours.svg"]) {
      expect(existsSync(join(copy, file)), file).toBe(true);
    }
  });
});
