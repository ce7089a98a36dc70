/** The lint rules that hold the house together fire where they should, and only there. */
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const eslint = new ESLint({ cwd: root, overrideConfigFile: `${root}.ci/eslint.config.js` });

/** The rules that an import statement breaks when it stands in the given file (which exists, so that types resolve). */
async function rulesBroken(path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${root}${path}` });
  return [...new Set(result!.messages.map((message) => message.ruleId ?? message.message))];
}

const oneWay = "import-x/no-restricted-paths";
const noCycle = "import-x/no-cycle";

describe("imports point one way: src <- inference <- models <- examples, src/cli last", () => {
  it.each([
    ["src/errors/render.ts", "../../inference/index.ts"],
    ["src/errors/render.ts", "../../models/cosmology/index.ts"],
    ["src/errors/render.ts", "../cli/main.ts"],
    ["src/index.ts", "../inference/index.ts"],
    ["src/cli/main.ts", "../../tests/lint-rule.test.ts"],
    ["inference/index.ts", "../models/cosmology/index.ts"],
    ["models/cosmology/index.ts", "../../src/cli/main.ts"],
    ["models/cosmology/index.ts", "../../tests/lint-rule.test.ts"],
    ["inference/index.ts", "../src/ops/index.ts"],
    ["models/cosmology/function.ts", "../../src/params/index.ts"],
    ["src/cli/main.ts", "../transforms/index.ts"],
  ])("%s may not import %s", async (path, imported) => {
    // An import that points upwards may close a circle, too; the other rule says so.
    const broken = await rulesBroken(path, `export * from "${imported}";\n`);
    expect(broken.filter((rule) => rule !== noCycle)).toContain(oneWay);
    expect(await rulesBroken(path, `import type * as it from "${imported}";\nexport type It = typeof it;\n`)).toEqual([
      oneWay,
    ]);
  });

  it.each([
    ["src/cli/main.ts", "../../models/cosmology/index.ts"],
    ["src/cli/main.ts", "../../inference/index.ts"],
    ["inference/index.ts", "../src/index.ts"],
    ["models/cosmology/index.ts", "../../inference/index.ts"],
    ["models/cosmology/index.ts", "../../src/index.ts"],
    ["inference/index.ts", "../src/internal.ts"],
    ["models/cosmology/system.ts", "../../src/system/index.ts"],
    ["inference/index.ts", "../src/report/index.ts"],
    ["src/cli/main.ts", "../internal.ts"],
    ["src/cli/main.ts", "./program.ts"],
  ])("%s may import %s", async (path, imported) => {
    expect(await rulesBroken(path, `export * from "${imported}";\n`)).toEqual([]);
  });

  it.each(["src/errors/render.ts", "inference/index.ts", "models/cosmology/index.ts"])(
    "%s may not reach round the rule by the package's name",
    async (path) => {
      expect(await rulesBroken(path, `export * from "fluxion/inference";\n`)).toEqual(["no-restricted-imports"]);
    },
  );
});

it("a circle of files is an error, and one of types alone is none", async () => {
  expect(await rulesBroken("src/errors/render.ts", `export * from "./index.ts";\n`)).toEqual([noCycle]);
  const types = `import type * as it from "./index.ts";\nexport type It = typeof it;\n`;
  expect(await rulesBroken("src/errors/render.ts", types)).toEqual([]);
});

describe("types stay strict", () => {
  it("any is an error, and a comment does not switch a rule off", async () => {
    const code = "// eslint-disable-next-line\nexport const anything: any = 1;\n";
    expect(await rulesBroken("src/errors/render.ts", code)).toContain("@typescript-eslint/no-explicit-any");
  });

  it("a browser global is not mistaken for a variable", async () => {
    const code = "export const label = name;\n";
    expect(await rulesBroken("src/errors/render.ts", code)).toContain("no-restricted-globals");
  });
});
