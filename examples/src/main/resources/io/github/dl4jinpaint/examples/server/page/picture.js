import { inspected, withProfile } from "./files.js";
import { Failure } from "./server.js";

/** Pictures up to so many pixels go to the server as they are: 4 megapixels take about as long as a large cut-out. */
const WHOLE = 4e6;

/** The least that a server has to take for cut-outs: a small hole with its surroundings, with some room. */
const CUT_OUT = 2e6;

/** The most bytes that a pixel takes in a PNG, whatever it shows. */
const BYTES_A_PIXEL = 5;

/**
 * A picture: its file, and what was filled of it. One of up to 4 megapixels is filled whole; of a larger one the server gets
 * cut-outs, and what comes back lies as patches on what stays here.
 *
 * A picture's numbers are its file's: where a profile says what they mean, they are not converted, and the profile goes with
 * every file that is made of them.
 */
export class Picture {
  constructor(values) { Object.assign(this, values); }

  /**
   * Opens a file.
   * @param {{pixels: number, uploadBytes: number}} limits of the server
   * @throws Failure where it can't be shown, is cut off, or is more than the server takes
   */
  static async open(file, name, limits) {
    const bitmap = await decoded(file);
    const found = await inspected(file);
    if (!found.complete) throw new Failure(`${file.name || "This picture"} is cut off: a part of the file is missing.`);
    const area = bitmap.width * bitmap.height;
    // Cut-outs have 8 bits and, as browsers keep colours multiplied by transparency, only nearly the same half transparent ones.
    const lossless = !found.deep && !found.alpha;
    const inParts = limits.pixels >= CUT_OUT && (area > limits.pixels || file.size > limits.uploadBytes || (area > WHOLE && lossless));
    const size = inParts ? { width: bitmap.width, height: bitmap.height } : fitting(bitmap, limits.pixels);
    const shrunk = size.width !== bitmap.width;
    const asItIs = inParts || (["png", "jpeg"].includes(found.format) && !found.cmyk && !shrunk);
    const whole = asItIs ? file : await encoded(bitmap, size);
    if (!inParts && whole.size > limits.uploadBytes) {
      throw new Failure(
        `This picture's file has ${megabytes(whole.size)} MB; this server takes up to ${megabytes(limits.uploadBytes)} MB.`);
    }
    const picture = new Picture({
      file: name,
      name: name.replace(/\.[^.]*$/, "") || "picture",
      original: file,
      format: found.format,
      cmyk: found.cmyk,
      mayBeTransparent: found.format === "png" && found.alpha,
      becomesShallow: found.deep && inParts,
      profile: asItIs ? found.profile : null,
      opened: { width: bitmap.width, height: bitmap.height },
      ...size,
      shrunk,
      inParts,
      mostPixels: Math.min(limits.pixels, limits.uploadBytes / BYTES_A_PIXEL),
      whole,
      patches: [],
      saved: true,
    });
    bitmap.close();
    return picture;
  }

  get size() { return { width: this.width, height: this.height }; }

  /** The same picture after it was filled as a whole. */
  replaced(whole) { return this.#with({ whole, patches: [] }); }

  /** The same picture after a part of it was filled. */
  patched(png, x, y, width, height) {
    return this.#with({ patches: [...this.patches, { png, x, y, width, height }] });
  }

  #with(changed) {
    return new Picture({ ...this, saved: false, ...changed });
  }

  /**
   * What of this picture isn't in an earlier one.
   * @returns {{png: Blob, x: number, y: number, width: number, height: number}[]}
   */
  since(earlier) {
    return this.whole === earlier.whole
      ? this.patches.slice(earlier.patches.length)
      : [{ png: this.whole, x: 0, y: 0, ...this.size }];
  }

  /** Draws it as it is to be seen. */
  async show(canvas) {
    canvas.width = this.width;
    canvas.height = this.height;
    await this.#draw(canvas.getContext("2d"), { x: 0, y: 0, ...this.size }, {});
  }

  /**
   * Its numbers, or those of a part.
   * @returns {Promise<OffscreenCanvas>}
   */
  async numbers(part = { x: 0, y: 0, ...this.size }) {
    const canvas = new OffscreenCanvas(part.width, part.height);
    await this.#draw(canvas.getContext("2d"), part, { colorSpaceConversion: this.profile ? "none" : "default" });
    return canvas;
  }

  /** A part as a PNG file for the server. */
  async cutOut(part) {
    const canvas = await this.numbers(part);
    return withProfile(await canvas.convertToBlob({ type: "image/png" }), this.profile);
  }

  async #draw(context, { x, y, width, height }, options) {
    const put = (bitmap, left, top) => {
      context.clearRect(left, top, bitmap.width, bitmap.height);
      context.drawImage(bitmap, left, top);
      bitmap.close();
    };
    put(await createImageBitmap(this.whole, x, y, width, height, options), 0, 0);
    for (const patch of this.patches) {
      put(await createImageBitmap(patch.png, options), patch.x - x, patch.y - y);
    }
  }
}

export async function decoded(file) {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new Failure(`${file.name || "This"} is not a picture that this browser can show, or it is damaged.`);
  }
}

async function encoded(bitmap, { width, height }) {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
  return canvas.convertToBlob({ type: "image/png" });
}

function fitting({ width, height }, pixels) {
  if (width * height <= pixels) return { width, height };
  const scale = Math.sqrt(pixels / (width * height));
  const shorter = length => Math.max(1, Math.floor(length * scale));
  return { width: shorter(width), height: shorter(height) };
}

function megabytes(bytes) { return (bytes / 1e6).toFixed(1); }
