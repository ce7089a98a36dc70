/** A PNG of colours from a palette, written byte by byte: an image inside a figure, the same on every machine. */
import type { Colour } from "./colour-map.ts";

/**
 * The picture as a `data:` address. The pixels are stored, not compressed: no library decides their bytes, and the figures
 * here are small.
 *
 * Source: ISO/IEC 15948 (PNG), RFC 1950 and 1951.
 *
 * @param indices one index into the palette a pixel, row by row from the top
 * @param palette at most 256 colours
 */
export function palettePng(indices: Uint8Array, width: number, palette: readonly Colour[]): string {
  const height = indices.length / width;
  // Each row begins with the number of its filter: none.
  const rows = new Uint8Array(height * (width + 1));
  for (let row = 0; row < height; row++) {
    rows.set(indices.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  const header = [...word(width), ...word(height), 8, 3, 0, 0, 0];
  const bytes = [
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk("IHDR", Uint8Array.from(header)),
    chunk("PLTE", Uint8Array.from(palette.flat())),
    chunk("IDAT", stored(rows)),
    chunk("IEND", new Uint8Array(0)),
  ];
  return `data:image/png;base64,${base64(bytes)}`;
}

/** A zlib stream of stored blocks: two bytes of header, blocks of at most 65535 bytes, the checksum. */
function stored(bytes: Uint8Array): Uint8Array {
  const largest = 65535;
  const blocks = Math.max(1, Math.ceil(bytes.length / largest));
  const result = new Uint8Array(2 + 5 * blocks + bytes.length + 4);
  result.set([0x78, 0x01]);
  let at = 2;
  for (let block = 0; block < blocks; block++) {
    const part = bytes.subarray(block * largest, (block + 1) * largest);
    const size = part.length;
    result.set([block === blocks - 1 ? 1 : 0, size & 255, size >> 8, ~size & 255, (~size >> 8) & 255], at);
    result.set(part, at + 5);
    at += 5 + size;
  }
  result.set(word(adler32(bytes)), at);
  return result;
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const named = new Uint8Array(4 + content.length);
  named.set(Array.from(name, (letter) => letter.charCodeAt(0)));
  named.set(content, 4);
  const result = new Uint8Array(12 + content.length);
  result.set(word(content.length));
  result.set(named, 4);
  result.set(word(crc32(named)), 8 + content.length);
  return result;
}

/** Four bytes, the highest first. */
function word(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  }
  return ~remainder >>> 0;
}

function base64(parts: readonly Uint8Array[]): string {
  const bytes = parts.flatMap((part) => [...part]);
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.slice(start, start + 8192));
  }
  return btoa(text);
}
