/** Loading the module whose functions are to be checked, TypeScript or JavaScript. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandError } from "../command-error.ts";

/** The exports of a module by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * The exports of the module at `path`. TypeScript is read through tsx: where this process does not run under it yet, it
 * is switched on for the rest of the process, so that the module and this command share one copy of the framework.
 *
 * @throws CommandError when there is no such file; Error when it fails to load
 */
export async function loadModule(path: string): Promise<ModuleExports> {
  const file = resolve(path);
  if (!existsSync(file)) throw new CommandError(`There is no file ${path}, nor a system of that name.`);
  if (/\.[mc]?tsx?$/.test(file) && !import.meta.url.endsWith(".ts")) {
    const { register } = await import("tsx/esm/api");
    register();
  }
  try {
    return (await import(pathToFileURL(file).href)) as ModuleExports;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} could not be loaded: ${reason}`, { cause: error });
  }
}
