/** The regression problems of NIST by SciPy's MINPACK. */
import type { Peer } from "../benchmark.ts";
import { byName, type StrdProblem } from "../strd-problems.ts";
import { python } from "./python.ts";

/** `least_squares` with method "lm" on a problem. */
export function scipyContender({ dataset, start }: StrdProblem): Peer {
  return python({
    name: "SciPy",
    // Differences of two points, the only ones that its "lm" takes, leave five digits of the worst parameter of ENSO.
    tolerance: 1e-4,
    script: "strd_scipy.py",
    packages: ["numpy", "scipy"],
    arguments: [dataset.name, String(start.length)],
    input: Float64Array.from([...start, ...dataset.x[0]!, ...dataset.y]),
    read: byName,
  });
}
