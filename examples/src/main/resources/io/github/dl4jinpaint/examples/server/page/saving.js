import { hasNotes, withNotes } from "./files.js";

const $ = id => document.getElementById(id);
const EXTENSIONS = { png: "png", jpeg: "jpg", webp: "webp" };
const TITLES = { png: "PNG", jpeg: "JPEG", webp: "WebP" };

/** The format of files that are downloaded, and their quality: the user's choice, in controls that may be there several times. */
export class Saving {
  #groups = [...document.querySelectorAll(".saving")];

  constructor() {
    for (const group of this.#groups) {
      group.addEventListener("change", () => {
        const quality = Number(group.querySelector("input").value);
        this.#choose(group.querySelector("select").value, Math.min(100, Math.max(1, Math.round(quality) || 95)));
      });
    }
    this.#choose("png", 95);
  }

  /** Takes the format that a picture was opened from, or PNG, which keeps every pixel. */
  suit(picture) { this.#choose(picture.format in TITLES ? picture.format : "png", this.quality); }

  #choose(format, quality) {
    Object.assign(this, { format, quality });
    for (const group of this.#groups) {
      group.querySelector("select").value = format;
      group.querySelector("input").value = quality;
      group.querySelector("label").hidden = format === "png";
    }
  }

  /**
   * Downloads a picture.
   * @returns {Promise<string>} what the file doesn't have that the picture had, in sentences; empty for nothing
   */
  async download(picture) {
    const { format } = this;
    download(await this.#file(picture), `${picture.name}-inpainted.${EXTENSIONS[format]}`);
    picture.saved = true;
    const told = [];
    if (format !== picture.format && await hasNotes(picture.original, picture.format)) {
      told.push(`What the file told of its camera, place and time is left out: it is kept from ${TITLES[picture.format]} to ${TITLES[picture.format]} only.`);
    }
    if (format === "jpeg" && picture.mayBeTransparent) told.push("What was transparent is white: JPEG has no transparency.");
    return told.join(" ");
  }

  async #file(picture) {
    const { format } = this;
    // The server's own file: with 16 bits, exact transparency and what the file told, where the picture had that.
    if (format === "png" && !picture.inParts) return picture.whole;
    const canvas = await picture.numbers();
    if (format === "jpeg") {
      const context = canvas.getContext("2d");
      context.globalCompositeOperation = "destination-over";
      context.fillStyle = "#fff";
      context.fillRect(0, 0, picture.width, picture.height);
    }
    const file = await canvas.convertToBlob({ type: `image/${format}`, quality: this.quality / 100 });
    const original = format === picture.format ? picture.original : null;
    return withNotes(file, format, picture.profile, original, picture.size);
  }
}

/** Has the browser save a file. */
export function download(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has to have begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
