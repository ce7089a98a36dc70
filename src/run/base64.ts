/** Base64: bytes as text (RFC 4648), the same in a page as in Node. */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const codes = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const padding = "=".charCodeAt(0);
/** Six bits by the code of their letter; 255 where there is no such letter. */
const bitsOf = new Uint8Array(256).fill(255);
codes.forEach((code, bits) => (bitsOf[code] = bits));

/** The text of some bytes. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(4 * Math.ceil(bytes.length / 3)).fill(padding);
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = (bytes[i]! << 16) | ((left > 1 ? bytes[i + 1]! : 0) << 8) | (left > 2 ? bytes[i + 2]! : 0);
    text[at] = codes[group >> 18]!;
    text[at + 1] = codes[(group >> 12) & 63]!;
    if (left > 1) text[at + 2] = codes[(group >> 6) & 63]!;
    if (left > 2) text[at + 3] = codes[group & 63]!;
    at += 4;
  }
  return new TextDecoder().decode(text);
}

/** The bytes of a text, or null where it is none that `encodeBase64` writes. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 !== 0) return null;
  const padded = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const letters = text.length - padded;
  const bytes = new Uint8Array((text.length / 4) * 3 - padded);
  let group = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const bits = i < letters ? (bitsOf[text.charCodeAt(i) & 255] ?? 255) : 0;
    if (bits === 255 || text.charCodeAt(i) > 255) return null;
    group = (group << 6) | bits;
    if (i % 4 !== 3) continue;
    if (at < bytes.length) bytes[at] = (group >> 16) & 255;
    if (at + 1 < bytes.length) bytes[at + 1] = (group >> 8) & 255;
    if (at + 2 < bytes.length) bytes[at + 2] = group & 255;
    at += 3;
    group = 0;
  }
  return bytes;
}
