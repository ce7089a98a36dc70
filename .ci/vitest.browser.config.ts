/** `npm run test:browser`: what runs in a page, in headless Chromium beside Node. */
import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

export default mergeConfig(base, { test: { include: ["tests/browser/**/*.browser.ts"] } });
