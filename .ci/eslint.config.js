/** Lint rules: typescript-eslint's strict set, imports that point one way, files short enough to hold one idea. */
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import js from "@eslint/js";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Which other models a model may build on; one not named here stands on src and inference alone. */
const modelsBuiltOn = { orbits: ["halo"] };

const modelFolders = existsSync(`${root}models`)
  ? readdirSync(`${root}models`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
  : [];

/** The doors of src: the public ones that package.json names, and the inner one. */
const doors = ["index.ts", "internal.ts", "node.ts", "report/index.ts", "system/index.ts"];

/** src <- inference <- models <- examples; src/cli, the composition root, stands after models. */
const zones = [
  {
    target: "./src/!(cli)/**",
    from: ["./inference", "./models", "./examples", "./src/cli"],
    message: "src knows no inference, no models and no command line.",
  },
  {
    target: "./src/*.ts",
    from: ["./inference", "./models", "./examples", "./src/cli"],
    message: "src knows no inference, no models and no command line.",
  },
  { target: "./src/cli", from: "./examples", message: "Examples are for reading; nothing builds on them." },
  ...["./inference", "./models", "./src/cli"].map((target) => ({
    target,
    from: "./src",
    except: target === "./src/cli" ? [...doors, "cli"] : doors,
    message:
      "src is reached by its doors: index.ts, or internal.ts for what is ours alone (report, system, node likewise).",
  })),
  {
    target: "./inference",
    from: ["./models", "./examples", "./src/cli"],
    message: "inference asks questions of any function and knows no model.",
  },
  { target: "./models", from: ["./examples", "./src/cli"], message: "A model knows who uses it by no name." },
  ...["src", "inference", "models", "examples"].map((layer) => ({
    target: `./${layer}`,
    from: "./tests",
    message: "Nothing builds on tests.",
  })),
  ...modelFolders.map((folder) => ({
    target: `./models/${folder}`,
    from: "./models",
    except: [folder, ...(modelsBuiltOn[folder] ?? [])].map((name) => `./${name}`),
    message: "A model builds on a more basic one only where modelsBuiltOn (.ci/eslint.config.js) says so.",
  })),
];

/** Names that the DOM types declare globally and that are more often a forgotten variable than the global. */
const confusingGlobals = [
  ...["close", "closed", "event", "external", "find", "focus", "frames", "history", "length", "location", "name"],
  ...["open", "origin", "parent", "print", "scroll", "self", "status", "stop", "top", "screen", "window", "document"],
];

export default defineConfig([
  { ignores: ["dist/", "docs/api/", "coverage/", ".cache/", "node_modules/"] },
  {
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js", ".json"] })],
      // Without these two, no-cycle reads no TypeScript and finds nothing.
      "import-x/extensions": [".ts", ".js"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
    },
  },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    rules: {
      // Numerical code indexes inside loops whose bounds are the proof; `!` says so without a run-time cost.
      // Overflows its stack on types that refer to themselves, as trees do (typescript-eslint 8.73).
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      // A type parameter used once still lets a caller name a tree's type.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // `== null` asks for null and undefined at once: a tangent that is not there.
      eqeqeq: ["error", "always", { null: "ignore" }],
      // A record without fields is a type like any other: the attributes of an elementwise primitive.
      "@typescript-eslint/no-generated-empty-object-type": "off",
      "@typescript-eslint/no-extraneous-class": ["error", { allowEmpty: true }],
      "no-restricted-globals": ["error", ...confusingGlobals],
      "max-lines": ["error", { max: 500 }],
    },
  },
  {
    files: ["{src,inference,models,examples}/**/*.ts"],
    rules: {
      "import-x/no-restricted-paths": ["error", { basePath: root, zones }],
      // Circles of folders are for tests/structure: no rule knows them.
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
    },
  },
  {
    files: ["{src,inference,models}/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^fluxion(/|$)",
              message: "Inside the package import by relative path; its name is for examples, tests and users.",
            },
          ],
        },
      ],
    },
  },
]);
