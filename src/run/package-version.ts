/** The version of the installed package. */
import { readFileSync } from "node:fs";
import { packageRoot } from "./package-root.ts";

/** As package.json states it: "0.1.0". */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", packageRoot()), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  return "unknown";
}
