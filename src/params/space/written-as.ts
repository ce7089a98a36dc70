/** Written as: the structure of a tree with its keys in the order of another, such as that of a spec. */
import { TreeStructure } from "../../tree/index.ts";

/** The same structure, whose objects have the keys of `model` first, in its order, and then their own others in theirs. */
export function writtenAs(structure: TreeStructure, model: TreeStructure): TreeStructure {
  const { kind, children, keys, sortedKeys } = structure;
  if (kind !== model.kind || kind === "leaf") return structure;
  const modelChild = (i: number): TreeStructure | undefined =>
    kind === "list" ? model.children[i] : model.children[model.sortedKeys.indexOf(sortedKeys[i]!)];
  const ordered = children.map((child, i) => {
    const other = modelChild(i);
    return other === undefined ? child : writtenAs(child, other);
  });
  if (kind === "list") return new TreeStructure("list", ordered);
  const known = model.keys.filter((key) => keys.includes(key));
  return new TreeStructure("record", ordered, [...known, ...keys.filter((key) => !known.includes(key))], sortedKeys);
}
