/** The name that somebody may have meant: the nearest by letters changed, left out or added. */

/** The nearest of the names, if at most a third of its letters, and at least one, differ. */
export function nearestName(received: string, names: readonly string[]): string | undefined {
  const distances = names.map((name) => ({ name, distance: editDistance(received.toLowerCase(), name.toLowerCase()) }));
  const [nearest] = distances.toSorted((a, b) => a.distance - b.distance);
  if (nearest === undefined || nearest.distance > Math.max(1, nearest.name.length / 3)) return undefined;
  return nearest.name;
}

/** Levenshtein (1966): the least number of letters to change, leave out or add, row by row of the table of prefixes. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
