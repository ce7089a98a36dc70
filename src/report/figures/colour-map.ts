/** Colour maps: from a share of a range to a colour, evenly to the eye and to any kind of colour vision. */

/** Red, green, blue, each 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/**
 * `sequential`: viridis, dark to bright, for amounts. `diverging`: blue, white, red, for differences from zero.
 * Sources: van der Walt & Smith (2015), matplotlib's viridis; Kovesi (2015), arXiv:1509.03700, on perceptual evenness.
 */
export type ColourMapName = "sequential" | "diverging";

const anchors: Readonly<Record<ColourMapName, readonly string[]>> = {
  sequential: ["440154", "482878", "3e4a89", "31688e", "26828e", "1f9e89", "35b779", "6ece58", "b5de2b", "fde725"],
  diverging: ["1f4e8c", "3f7fbf", "8fb8de", "d5e3f0", "f5f5f5", "f5dcd0", "eaa98a", "cf6a4a", "9c2f1f"],
};

/** The colours between which the map is linear, as `#rrggbb`. */
export function anchorColours(name: ColourMapName): string[] {
  return anchors[name].map((hex) => `#${hex}`);
}

/** `count` colours of the map in even steps, its first and its last among them. */
export function colourTable(name: ColourMapName, count: number): Colour[] {
  const points = anchors[name].map((hex) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  return Array.from({ length: count }, (_, index) => {
    const position = (index / (count - 1)) * (points.length - 1);
    const left = Math.min(Math.floor(position), points.length - 2);
    const channel = (c: number): number =>
      Math.round(points[left]![c]! + (position - left) * (points[left + 1]![c]! - points[left]![c]!));
    return [channel(0), channel(1), channel(2)];
  });
}
