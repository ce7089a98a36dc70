/** pngOf of a page: an SVG document as pixels, by the browser's own drawing. */
import { DataError } from "../errors/index.ts";

/** The picture at so many pixels for one of the document. @throws DataError when the browser gives no pixels */
export async function pngOf(svg: string, scale: number): Promise<Uint8Array> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    await image.decode();
    const canvas = new OffscreenCanvas(Math.round(image.width * scale), Math.round(image.height * scale));
    const context = canvas.getContext("2d");
    if (context === null) {
      throw new DataError({
        where: "renderPng",
        problem: "the browser gives no canvas to draw on",
        hint: "Show the SVG.",
      });
    }
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  } finally {
    URL.revokeObjectURL(image.src);
  }
}
