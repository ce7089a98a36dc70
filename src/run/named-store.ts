/** namedStore: the store that a name stands for, in Node the file of that path; in a page package.json puts page-store.ts in its place. */
export { fileStore as namedStore } from "./file-store.ts";
