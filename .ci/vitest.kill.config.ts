/** `npm run test:kill`: processes that are killed in the middle of writes, and disks that are full. */
import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

export default mergeConfig(base, { test: { include: ["tests/kill/**/*.proof.ts"], testTimeout: 1_200_000 } });
