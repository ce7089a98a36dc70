/** Checks of the options of transformations. */
import { targetNames } from "../compile/index.ts";
import { option, type OptionCheck, type OptionChecks } from "../errors/index.ts";
import type { GradientCheckOptions } from "./check-grads.ts";
import type { JitOptions } from "./jit.ts";
import { requireStaticPositions } from "./static-arguments.ts";
import type { MapLoopOptions } from "./map-loop.ts";
import type { VmapOptions } from "./vmap.ts";

const compilation = {
  target: option.choice(...targetNames),
  debug: option.choice("nan", "infinity"),
};
export const jitChecks: OptionChecks<JitOptions> = { static: requireStaticPositions, ...compilation };
export const gradientCheckChecks: OptionChecks<GradientCheckOptions> = {
  ...compilation,
  order: option.whole(1, 2),
  modes: option.some(option.choice("forward", "reverse")),
  tolerance: option.positive(),
};
export const mapLoopChecks: OptionChecks<MapLoopOptions> = { batchSize: option.whole(1) };

/** An axis, null for what is shared, or a tree of them. */
const axes: OptionCheck = (value, where, path) => {
  if (value === null) return;
  if (typeof value !== "object") option.integer(value, where, path);
  else if (Array.isArray(value)) option.each(axes)(value, where, path);
  else option.record(axes, "a whole number, null, or a list or tree of them")(value, where, path);
};
export const vmapChecks: OptionChecks<VmapOptions> = { in: axes, out: axes };
