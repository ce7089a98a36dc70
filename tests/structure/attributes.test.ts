/** Attributes are typed: nobody reads one by its name as text, and nobody casts them. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { sourcesUnder } from "../support/import-graph.ts";
import { repository } from "../support/public-modules.ts";

it("have the types that their primitive declares, everywhere in src", () => {
  const untyped = sourcesUnder("src").flatMap((path) =>
    readFileSync(`${repository}${path}`, "utf8")
      .split("\n")
      .flatMap((line, i) =>
        /attributes\["|attributes as (unknown|readonly|\{|[A-Z])/.test(line) ? [`${path}:${i + 1}`] : [],
      ),
  );
  expect(untyped).toEqual([]);
});
