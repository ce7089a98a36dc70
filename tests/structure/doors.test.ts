/** Each door works alone: in a fresh process, what comes through it has all its methods. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { publicModules, repository } from "../support/public-modules.ts";

/** What a program prints that imports through one door only. */
function printed(code: string): string {
  const run = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", code], {
    cwd: repository,
    encoding: "utf8",
  });
  return run.stdout + run.stderr;
}

describe("a door alone", () => {
  it("fluxion: arrays have their methods", () => {
    const code = `import { array } from "./src/index.ts"; console.log(array([1, 2]).mul(3).sum().item());`;
    expect(printed(code)).toBe("9\n");
  });

  it("the operations: they bring the methods of arrays", () => {
    const code = `
      import { add } from "./src/ops/index.ts";
      console.log(add(1, 2).mul(3).T.exp().log().item().toFixed(12));`;
    expect(printed(code)).toBe("9.000000000000\n");
  });

  it("arrays and operations, in any order", () => {
    const code = `
      import { array } from "./src/array/index.ts";
      import { sum } from "./src/ops/index.ts";
      console.log(sum(array([1, 2]).mul(2)).item());`;
    expect(printed(code)).toBe("6\n");
  });

  it("fluxion/inference: what a fit hands over has its methods", () => {
    const code = `
      import { minimize } from "./inference/index.ts";
      const fit = minimize(({ x }) => x.sub(3).square().sum(), { x: 1 });
      console.log(fit.params.x.mul(2).item().toFixed(6));`;
    expect(printed(code)).toBe("6.000000\n");
  });

  it.each([...publicModules().keys()])("%s loads", (name) => {
    const path = publicModules().get(name)!;
    expect(printed(`import * as it from ${JSON.stringify(path)}; console.log(Object.keys(it).length > 0);`)).toBe(
      "true\n",
    );
  });
});
