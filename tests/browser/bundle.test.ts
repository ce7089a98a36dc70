/** A page can import everything but the door to the disk: it bundles without a Node built-in, and small. */
import { describe, expect, it } from "vitest";
import { bundleForPage, pageModules, stubs } from "./bundle.ts";

describe.each([...pageModules.keys()])("%s in a page", (name) => {
  it("bundles for a browser with nothing of Node in it and nothing taken out", async () => {
    // For the platform "browser" an import of Node's own modules is an error of esbuild; what a package leaves out is no input.
    const bundle = await bundleForPage(`import * as all from "${name}"; console.log(Object.keys(all));`);
    expect(stubs(bundle)).toEqual([]);
    const imports = Object.values(bundle.metafile.outputs).flatMap(({ imports }) => imports);
    expect(imports.filter(({ external }) => external === true)).toEqual([]);
    expect([...bundle.files.keys()].sort()[0]).toBeDefined();
  });
});

it("says that the door to the disk is not for a page", async () => {
  await expect(bundleForPage(`export * from "../../src/node.ts";`)).rejects.toThrow(/Could not resolve "node:fs/);
});

describe("one function in a page", () => {
  const small = { minify: true, splitting: false };

  /** Runs a program as a page would have it, and gives what it exports as `answer`. */
  async function answerOf(program: string): Promise<{ readonly size: number; readonly answer: unknown }> {
    const { files } = await bundleForPage(program, small);
    const code = files.get("/entry.js")!;
    const page = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { answer: unknown };
    return { size: code.length, answer: page.answer };
  }

  it("is under 250 kB, and holds the methods of arrays", async () => {
    const program = `import { exp } from "fluxion"; export const answer = exp(0).add(1).item();`;
    const { size, answer } = await answerOf(program);
    expect(size).toBeLessThan(250e3);
    // exp(0) + 1, which float64 holds exactly.
    expect(answer).toBe(2);
  });

  it("gives arrays with methods from any door alone", async () => {
    // x minimises (x - 2)^2 + (x - 4)^2 with x >= 0; the normal equation 2 x = 6 is exact in float64.
    const fitted = `import { nnls, unwrap } from "fluxion/inference";
      export const answer = unwrap(nnls([[1], [1]], [2, 4])).x.add(1).toNested();`;
    expect((await answerOf(fitted)).answer).toEqual([4]);
    const model = `import { lcdmSpec } from "fluxion/models/cosmology"; export const answer = typeof lcdmSpec.defaults.H0.add;`;
    expect((await answerOf(model)).answer).toBe("function");
  });

  it("carries neither the compiler nor schemas", async () => {
    const { metafile } = await bundleForPage(`export { exp } from "fluxion";`, small);
    const used = Object.entries(Object.values(metafile.outputs)[0]!.inputs);
    const names = used.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
    expect(names.filter((path) => /^src\/compile\/|\/zod\//.test(path))).toEqual([]);
  });
});
