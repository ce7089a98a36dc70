/** Images: a PNG that decoders read, colours by value, large images averaged. */
import { Buffer } from "node:buffer";
import { crc32, inflateSync } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { imageFigure, renderSvg } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { colourTable } from "../../../src/report/figures/colour-map.ts";
import { palettePng } from "../../../src/report/figures/palette-png.ts";
import { messageOf } from "../../support/message-of.ts";
import { complaints, rowsWith } from "./specification.ts";

const options = { title: "Source", x: { title: "x (arcsec)" }, y: { title: "y (arcsec)" }, valueTitle: "flux (mJy)" };

/** Chunks of a PNG by name. */
function chunksOf(address: string): Map<string, Buffer> {
  const bytes = Buffer.from(address.replace("data:image/png;base64,", ""), "base64");
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const named = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(named));
    chunks.set(named.subarray(0, 4).toString("latin1"), named.subarray(4));
    at += 12 + length;
  }
  return chunks;
}

/** Rows of palette indices in the picture of a figure. */
function indicesOf(spec: unknown): number[][] {
  const [{ picture }] = rowsWith<{ picture: string }>(spec, "picture") as [{ picture: string }];
  const chunks = chunksOf(picture);
  const width = chunks.get("IHDR")!.readUInt32BE(0);
  const raw = inflateSync(chunks.get("IDAT")!);
  return Array.from({ length: raw.length / (width + 1) }, (_, row) => [
    ...raw.subarray(row * (width + 1) + 1, (row + 1) * (width + 1)),
  ]);
}

describe("palettePng", () => {
  it("holds its pixels, also where they take several blocks", () => {
    const indices = Uint8Array.from({ length: 300 * 400 }, (_, i) => i % 251);
    const chunks = chunksOf(palettePng(indices, 300, colourTable("sequential", 256)));
    expect([...chunks.get("IHDR")!]).toEqual([0, 0, 1, 44, 0, 0, 1, 144, 8, 3, 0, 0, 0]);
    // zlib verifies the length of each block and the checksum of the whole.
    const raw = inflateSync(chunks.get("IDAT")!);
    expect(raw.length).toBe(400 * 301);
    expect([...raw.subarray(301, 306)]).toEqual([0, 300 % 251, 301 % 251, 302 % 251, 303 % 251]);
  });
});

describe("imageFigure", () => {
  it("colours by value, the first row at the bottom", () => {
    expect(indicesOf(imageFigure([[0, 1], [2, 4]], options))).toEqual([[128, 255], [0, 64]]); // prettier-ignore
    expect(indicesOf(imageFigure([[-1, 0], [2, 1]], { ...options, scale: "diverging" }))).toEqual([[255, 191], [64, 128]]); // prettier-ignore
    expect(indicesOf(imageFigure([[1, 10], [100, 0]], { ...options, scale: "log" }))).toEqual([[255, 0], [0, 128]]); // prettier-ignore
    for (const scale of ["linear", "diverging", "log"] as const) {
      expect(complaints(imageFigure([[0, 1], [2, 4]], { ...options, scale }))).toEqual([]); // prettier-ignore
    }
  });

  it("draws squares: the colours of the map and no others inside", async () => {
    const svg = await renderSvg(imageFigure([[0, 1], [1, 0]], options), { theme: "light" }); // prettier-ignore
    const drawn = new Resvg(svg.replace(/style="image-rendering[^"]*"/, 'image-rendering="optimizeSpeed"')).render();
    const [dark, bright] = colourTable("sequential", 2);
    const colourAt = (x: number, y: number): number[] => [
      ...drawn.pixels.subarray(4 * (y * drawn.width + x), 4 * (y * drawn.width + x) + 3),
    ];
    const seen = new Set(Array.from({ length: 40 }, (_, i) => colourAt(150 + 5 * i, 150).join()));
    expect(seen).toEqual(new Set([dark!.join(), bright!.join()]));
  });

  it("averages blocks of an image that is too large", () => {
    const large = Array.from({ length: 10 }, (_, row) =>
      Float64Array.from({ length: 800 }, (_unused, i) => (row + i) % 2),
    );
    const rows = indicesOf(imageFigure(large, { ...options, aspect: "fill" }));
    expect([rows.length, rows[0]!.length]).toEqual([5, 400]);
    // Every block of four holds two ones: the image is constant, in the middle of the scale.
    expect(new Set(rows.flat())).toEqual(new Set([128]));
  });

  it("refuses what it cannot show", () => {
    expect(messageOf(() => imageFigure([], options))).toMatchInlineSnapshot(
      `"DataError at values in imageFigure(): expected at least one pixel, received none."`,
    );
    expect(messageOf(() => imageFigure([[1, 2], [3]], options))).toMatchInlineSnapshot(
      `"DataError at values[1] in imageFigure(): expected 2 columns, as in row 0, received 1."`,
    );
    expect(messageOf(() => imageFigure([[1, Number.NaN]], options))).toMatchInlineSnapshot(
      `"DataError at values[0] in imageFigure(): number 1 is NaN. Expected finite numbers. Figures leave nothing out in silence: find where it comes from, or drop such entries yourself."`,
    );
    expect(messageOf(() => imageFigure([[0, -1]], { ...options, scale: "log" }))).toMatchInlineSnapshot(
      `"DataError at values in imageFigure(): no value is positive, and the scale is logarithmic. Expected at least one positive number."`,
    );
  });
});
