/** `npm run test:fuzz`: ten thousand programs drawn from a seed of their own, where `npm test` draws a thousand. */
import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

export default mergeConfig(base, { test: { env: { FLUXION_FUZZ_PROGRAMS: "10000", FLUXION_FUZZ_SEED: "19" } } });
