/** Path patterns: leaves chosen by the first names of their path, a star standing for any one. */

/** Whether a pattern takes a leaf: all its names agree with the first ones of the path. */
export function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [namesOf(pattern), namesOf(path)];
  return wanted.length <= given.length && wanted.every((name, k) => name === "*" || name === given[k]);
}

/** "lens[0].mass": lens, 0, mass. */
function namesOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((name) => name !== "");
}
