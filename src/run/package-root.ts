/** The folder that Fluxion is installed in, from which files shipped beside the code are found (Node only). */
import { existsSync, readFileSync } from "node:fs";
import { DataError } from "../errors/index.ts";

/** Whether this folder holds the package.json of Fluxion, and not that of a project around it. */
function holdsFluxion(folder: URL): boolean {
  const manifest = new URL("package.json", folder);
  if (!existsSync(manifest)) return false;
  const content: unknown = JSON.parse(readFileSync(manifest, "utf8"));
  return typeof content === "object" && content !== null && "name" in content && content.name === "fluxion";
}

/**
 * The nearest folder, upwards from a module, whose package.json is named "fluxion". Sources and the built package lie at
 * different depths below it, so a path written relative to a module would hold in one of the two only.
 *
 * @param from  URL of the module or file to start from; this module unless given
 * @returns  the folder's URL, ending in "/", so that `new URL("fixtures/bao.csv", packageRoot())` names a file in it
 * @throws   DataError when no folder above `from` is Fluxion's
 */
export function packageRoot(from: string | URL = import.meta.url): URL {
  let folder = new URL(".", from);
  while (!holdsFluxion(folder)) {
    const parent = new URL("..", folder);
    if (parent.href === folder.href) {
      throw new DataError({
        where: "packageRoot",
        expected: `a package.json named "fluxion" in a folder above ${String(from)}`,
        received: "none",
        hint: "Files are read from the installed package: in a bundle or a page, pass the data in instead.",
      });
    }
    folder = parent;
  }
  return folder;
}
