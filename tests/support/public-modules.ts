/** What a user can import, and the source file behind each name. */
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** Absolute path of the repository, ending in a slash. */
export const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Import name to source file, absolute: fluxion, fluxion/inference, fluxion/report, fluxion/node, fluxion/system and up to three for each model. */
export function publicModules(): Map<string, string> {
  const faces = { "": "index.ts", "/data": "data-files.ts", "/system": "system.ts" };
  const models = readdirSync(`${repository}models`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      Object.entries(faces).map(
        ([face, file]) => [`fluxion/models/${name}${face}`, `${repository}models/${name}/${file}`] as const,
      ),
    )
    .filter(([, file]) => existsSync(file));
  return new Map([
    ["fluxion", `${repository}src/index.ts`],
    ["fluxion/inference", `${repository}inference/index.ts`],
    ["fluxion/inference/methods", `${repository}inference/methods.ts`],
    ["fluxion/inference/report", `${repository}inference/report/index.ts`],
    ["fluxion/report", `${repository}src/report/index.ts`],
    ["fluxion/node", `${repository}src/node.ts`],
    ["fluxion/system", `${repository}src/system/index.ts`],
    ...models,
  ]);
}

/** A TypeScript program over the given files, under the repository's own compiler options. */
export function programOf(files: readonly string[], extra: ts.CompilerOptions = {}): ts.Program {
  const read = (path: string) => ts.sys.readFile(path);
  const config = ts.readConfigFile(`${repository}tsconfig.json`, read);
  const { options } = ts.parseJsonConfigFileContent(
    config.config,
    ts.sys,
    repository,
    {},
    `${repository}tsconfig.json`,
  );
  return ts.createProgram([...files], { ...options, ...extra });
}

/** Names of the functions of a module by the name of the type that they return, however they are overloaded. */
export function functionsByReturnType(file: string): ReadonlyMap<string, readonly string[]> {
  const program = programOf([file]);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  if (!symbol) throw new Error(`${file} is no module`);
  const names = new Map<string, string[]>();
  for (const exported of checker.getExportsOfModule(symbol)) {
    const signatures = checker.getTypeOfSymbol(exported).getCallSignatures();
    for (const type of new Set(signatures.map((signature) => signature.getReturnType().getSymbol()?.name))) {
      if (type !== undefined) names.set(type, [...(names.get(type) ?? []), exported.name]);
    }
  }
  return names;
}
