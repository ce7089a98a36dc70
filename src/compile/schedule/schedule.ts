/** schedule: from a lowered program to steps in order, region by region. */

import { fuse } from "./fuse.ts";
import { placeAtDestinations } from "./place.ts";
import { nestedRegions, type Region } from "./region.ts";
import { sink } from "./sink.ts";
import { updateInPlace } from "./update-in-place.ts";

/** Orders a region and the regions inside of it. */
export function schedule(region: Region): void {
  const positions = fuse(region);
  sink(region, positions);
  updateInPlace(region, positions);
  placeAtDestinations(region, positions);
  region.steps = region.steps.filter((step) => step.kind !== "kernel" || step.operations.length > 0);
  for (const step of region.steps) {
    for (const nested of nestedRegions(step)) schedule(nested);
  }
}
