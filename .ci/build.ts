/** The last step of `npm run build`: the package's bundle for Node. */
import { bundleForNode } from "./bundle.ts";

await bundleForNode("dist/node");
