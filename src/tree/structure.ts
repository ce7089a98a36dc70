/** TreeStructure: a tree without its leaves, to build trees of the same form and to tell forms apart. */

/**
 * The form of a tree: which keys and positions it has, and where its leaves are. Two trees whose objects were written in
 * a different order have the same structure; each remembers its own order for `unflatten`.
 */
export class TreeStructure {
  readonly kind: "leaf" | "list" | "record";
  /** Number of leaves. */
  readonly leafCount: number;
  /** Keys of a record as they were written. */
  readonly keys: readonly string[];
  /** Keys of a record in walking order; `children` follow it. */
  readonly sortedKeys: readonly string[];
  readonly children: readonly TreeStructure[];
  #key: string | undefined;

  constructor(
    kind: "leaf" | "list" | "record",
    children: readonly TreeStructure[],
    keys: readonly string[] = [],
    sortedKeys: readonly string[] = keys,
  ) {
    this.kind = kind;
    this.children = children;
    this.keys = keys;
    this.sortedKeys = sortedKeys;
    let count = kind === "leaf" ? 1 : 0;
    for (const child of children) count += child.leafCount;
    this.leafCount = count;
  }

  /** A text that is equal for equal structures and for no others, for use as a cache key: `{"a":*,"b":[*,*]}`. */
  get key(): string {
    this.#key ??= canonicalText(this);
    return this.#key;
  }

  /** The form as text, with a star for each leaf. */
  toString(): string {
    return this.key;
  }

  /** How Node prints it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `TreeStructure ${this.key}`;
  }
}

/** The structure of a tree that is one leaf. */
export const leafStructure = new TreeStructure("leaf", []);

function canonicalText({ kind, children, sortedKeys }: TreeStructure): string {
  if (kind === "leaf") return "*";
  let text = "";
  for (let i = 0; i < children.length; i++) {
    if (i > 0) text += ",";
    if (kind === "record") text += `${quoted(sortedKeys[i]!)}:`;
    text += children[i]!.key;
  }
  return kind === "list" ? `[${text}]` : `{${text}}`;
}

/** Quoted so that no two keys can be confused; keys that need no escape, nearly all, are spared the work. */
function quoted(key: string): string {
  return /["\\]/.test(key) ? JSON.stringify(key) : `"${key}"`;
}

/** True when trees of these structures have the same keys, positions and leaves. */
export function sameStructure(a: TreeStructure, b: TreeStructure): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.leafCount !== b.leafCount || a.children.length !== b.children.length) return false;
  for (let i = 0; i < a.sortedKeys.length; i++) if (a.sortedKeys[i] !== b.sortedKeys[i]) return false;
  for (let i = 0; i < a.children.length; i++) if (!sameStructure(a.children[i]!, b.children[i]!)) return false;
  return true;
}
