/** Where in the user's code a call was made: the first frame of the stack outside of the framework's own files. */

/** A place in a source file, with line and column. */
interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const framesAtMost = 100;

/**
 * `examples/fit.ts:12:7`, relative to the working directory where there is one; undefined where the stack does not tell, as in
 * a bundle that holds the framework and its user in one file.
 */
export function callSite(): string | undefined {
  const own = ownFolders(import.meta.url);
  if (own === undefined) return undefined;
  const isOutside = ({ file }: Frame): boolean => !["node:", ...own].some((start) => file.startsWith(start));
  const frame = callStack().find(isOutside);
  return frame === undefined ? undefined : `${relative(frame.file)}:${frame.line}:${frame.column}`;
}

/**
 * The folders of the framework: of its sources, built (`dist/src`) or not, or of the package's bundle for Node, whose parts
 * `.ci/bundle.ts` names. Undefined when it was bundled into a file of somebody else.
 */
function ownFolders(moduleUrl: string): readonly string[] | undefined {
  const bundled = /^(.*\/dist\/node\/)fluxion-[^/]*$/.exec(moduleUrl);
  if (bundled !== null) return [plainPath(bundled[1]!)];
  const end = moduleUrl.lastIndexOf("/src/errors/");
  return end < 0 ? undefined : ["/src/", "/inference/"].map((folder) => plainPath(moduleUrl.slice(0, end) + folder));
}

/** The frames of this call, innermost first. Engines write `at f (file:1:2)`, `at file:1:2` or `f@file:1:2`. */
function callStack(): Frame[] {
  return longStack()
    .split("\n")
    .flatMap((text) => {
      const found = /(?:^|[\s(@])((?:[a-z][\w+.-]*:\/\/|\/|[A-Z]:[\\/]|node:)[^()]*?):(\d+):(\d+)\)?$/.exec(
        text.trim(),
      );
      return found === null ? [] : [{ file: plainPath(found[1]!), line: Number(found[2]), column: Number(found[3]) }];
    });
}

/** The engine cuts a stack after ten frames by default, which the framework alone may fill. */
function longStack(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = framesAtMost;
  try {
    return new Error().stack ?? "";
  } finally {
    Error.stackTraceLimit = before;
  }
}

/** Files have one spelling: no scheme, no query, forward slashes. */
function plainPath(file: string): string {
  const path = file.replace(/[?#].*$/, "").replaceAll("\\", "/");
  if (!path.startsWith("file://")) return path;
  return decodeURIComponent(path.slice("file://".length)).replace(/^\/(?=[A-Z]:)/, "");
}

function relative(file: string): string {
  const folder = workingFolder();
  return folder !== undefined && file.startsWith(folder) ? file.slice(folder.length) : file;
}

/** The working directory, or the origin of a page, with a final slash. */
function workingFolder(): string | undefined {
  if (typeof process === "object" && typeof process.cwd === "function") return `${plainPath(process.cwd())}/`;
  const page = globalThis.location as Location | undefined;
  return page === undefined ? undefined : `${page.origin}/`;
}
