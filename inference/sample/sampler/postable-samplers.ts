/** Samplers that another thread can make again from their name and settings. */
import { metropolis } from "./metropolis.ts";
import { nuts } from "./nuts.ts";
import type { Sampler } from "./sampler.ts";

/** By name; their settings are what they were made from. */
export const postableSamplers: Readonly<Record<string, (settings: Sampler["settings"]) => Sampler>> = {
  nuts: (settings) => nuts(settings),
  metropolis: (settings) => metropolis(settings),
};
