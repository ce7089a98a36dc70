/** How vitest runs the tests: names resolve to the sources, as tsconfig.json's `paths` say. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^fluxion$/, replacement: `${root}src/index.ts` },
      { find: /^fluxion\/inference$/, replacement: `${root}inference/index.ts` },
      { find: /^fluxion\/report$/, replacement: `${root}src/report/index.ts` },
      { find: /^fluxion\/node$/, replacement: `${root}src/node.ts` },
      { find: /^fluxion\/inference\/methods$/, replacement: `${root}inference/methods.ts` },
      { find: /^fluxion\/inference\/report$/, replacement: `${root}inference/report/index.ts` },
      { find: /^fluxion\/system$/, replacement: `${root}src/system/index.ts` },
      { find: /^fluxion\/models\/([^/]+)\/data$/, replacement: `${root}models/$1/data-files.ts` },
      { find: /^fluxion\/models\/([^/]+)\/system$/, replacement: `${root}models/$1/system.ts` },
      { find: /^fluxion\/models\/([^/]+)$/, replacement: `${root}models/$1/index.ts` },
    ],
  },
  test: {
    setupFiles: ["tests/support/array-equality.ts", "tests/support/verify-plans.ts"],
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/bench/**"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
