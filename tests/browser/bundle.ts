/** Bundles the sources as a page's author would, for a browser and with nothing left to import. */
import { build, type BuildOptions, type Metafile } from "esbuild";
import { publicModules, repository } from "../support/public-modules.ts";

/** What came out. */
export interface PageBundle {
  /** Path of each file, beginning with a slash, and its text. */
  readonly files: ReadonlyMap<string, string>;
  readonly metafile: Metafile;
}

/** Doors that read or write files: a page passes in the text of its measurements, and shows what it draws. */
const nodeDoors = /^fluxion\/(node|inference\/report|models\/[^/]+\/(data|system))$/;

/** Everything a page may import. */
export const pageModules = new Map([...publicModules()].filter(([name]) => !nodeDoors.test(name)));

/**
 * One program for a page; it is an error if anything in it asks for Node.
 *
 * @param text  of the program, as a file of tests/browser would have it
 */
export async function bundleForPage(text: string, options: BuildOptions = {}): Promise<PageBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: repository,
    stdin: { contents: text, resolveDir: `${repository}tests/browser`, sourcefile: "entry.ts", loader: "ts" },
    alias: Object.fromEntries(pageModules),
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    outdir: `${repository}dist/page`,
    entryNames: "entry",
    format: "esm",
    platform: "browser",
    logLevel: "silent",
    ...options,
  });
  const name = (path: string): string => path.slice(`${repository}dist/page`.length).replaceAll("\\", "/");
  return { files: new Map((outputFiles ?? []).map((file) => [name(file.path), file.text])), metafile: metafile! };
}

/** Modules of Node that the bundle does without because a package left them out for browsers, as esbuild names them. */
export function stubs({ metafile }: PageBundle): string[] {
  return Object.keys(metafile.inputs).filter((input) => input.startsWith("(disabled):"));
}
