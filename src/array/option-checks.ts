/** Checks of the options of functions that make arrays. */
import { option, type OptionCheck, type OptionChecks } from "../errors/index.ts";
import { dtypes } from "./dtype.ts";
import type { FillOptions } from "./filled.ts";
import type { ArrayOptions } from "./from-data.ts";

/** One of the element types. */
export const dtypeCheck: OptionCheck = option.choice(...dtypes);

export const fillChecks: OptionChecks<FillOptions> = { dtype: dtypeCheck };
export const arrayChecks: OptionChecks<ArrayOptions> = { dtype: dtypeCheck, shape: option.each(option.whole(0)) };
