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

  it("is under 250 kB, and holds the methods of arrays", async () => {
    const { files } = await bundleForPage(
      `import { exp } from "fluxion"; export const e = exp(0).add(1).item();`,
      small,
    );
    const code = files.get("/entry.js")!;
    expect(code.length).toBeLessThan(250e3);
    const page = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { e: number };
    // exp(0) + 1, which float64 holds exactly.
    expect(page.e).toBe(2);
  });

  it("carries neither the compiler nor schemas", async () => {
    const { metafile } = await bundleForPage(`export { exp } from "fluxion";`, small);
    const used = Object.entries(Object.values(metafile.outputs)[0]!.inputs);
    const names = used.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
    expect(names.filter((path) => /^src\/compile\/|\/zod\//.test(path))).toEqual([]);
  });
});
