/** Every program that a test compiles is followed value by value before it runs. */
import { planWatchers } from "../../src/compile/wasm/compile-wasm.ts";
import { verifyPlan } from "./plan/verify.ts";

planWatchers.push(verifyPlan);
