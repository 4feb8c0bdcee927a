import { upright } from "./exif.js";
import { inspectJpeg, intoJpeg, isJpeg, notesOfJpeg, profileOfJpeg } from "./jpeg.js";
import { inspectPng, intoPng, isPng, notesOfPng, profileOfPng } from "./png.js";
import { intoWebp, isWebp, notesOfWebp, profileOfWebp } from "./webp.js";

const CMYK = 4;

async function bytesOf(file) { return new Uint8Array(await file.arrayBuffer()); }

/**
 * What a file's content, and not its name, tells of how to treat it.
 * @returns {Promise<{format: string, complete: boolean, cmyk: boolean, deep: boolean, alpha: boolean, profile: Uint8Array | null}>}
 *   the format, "other" unless it is one that is kept; whether it isn't cut off, is in CMYK, has 16 bits, and may be
 *   transparent; and the profile that tells what its numbers mean, null where they are a browser's own or not in RGB
 */
export async function inspected(file) {
  const bytes = await bytesOf(file);
  const found = { format: "other", complete: true, cmyk: false, deep: false, alpha: true, profile: null };
  if (isJpeg(bytes)) {
    const { components, complete } = inspectJpeg(bytes);
    Object.assign(found, { format: "jpeg", complete, cmyk: components === CMYK, alpha: false, profile: profileOfJpeg(bytes) });
  } else if (isPng(bytes)) {
    Object.assign(found, { format: "png", ...inspectPng(bytes), profile: await profileOfPng(bytes) });
  } else if (isWebp(bytes)) {
    Object.assign(found, { format: "webp", profile: profileOfWebp(bytes) });
  }
  if (found.profile && !isRgb(found.profile)) found.profile = null;
  return found;
}

/** The colour space stands in a profile's header (ICC.1, 7.2). */
function isRgb(profile) { return String.fromCharCode(...profile.subarray(16, 20)) === "RGB "; }

/** A file that a browser has written, with the profile that its numbers are meant by. */
export async function withProfile(file, profile) {
  return profile ? new Blob([await intoPng(await bytesOf(file), profile, {})], { type: file.type }) : file;
}

/**
 * A file that a browser has written, with a profile and what the file tells that its picture was opened from: camera,
 * place and time, resolution, comments.
 * @param {string} format of both files
 * @param {Blob | null} original null where nothing is to be taken over
 */
export async function withNotes(file, format, profile, original, size) {
  const bytes = await bytesOf(file);
  const notes = original ? notesFor(await bytesOf(original), format, size) : {};
  const whole = {
    jpeg: () => intoJpeg(bytes, profile, notes),
    png: () => intoPng(bytes, profile, notes),
    webp: () => intoWebp(bytes, profile, notes, size),
  };
  return new Blob([await whole[format]()], { type: file.type });
}

const NOTES_OF = { jpeg: notesOfJpeg, png: notesOfPng, webp: notesOfWebp };

/** Whether a file tells more than the picture. */
export async function hasNotes(file, format) {
  const notes = NOTES_OF[format]?.(await bytesOf(file));
  return Boolean(notes?.exif || notes?.comments?.length || notes?.others?.length);
}

/** What stays true of the upright picture. */
function notesFor(original, format, size) {
  const notes = NOTES_OF[format](original);
  const { exif, turned } = notes.exif ? upright(notes.exif, size.width, size.height) : { exif: null, turned: false };
  if (turned && notes.density) notes.density = swapped(notes.density, 1, 2);
  if (turned && notes.others) {
    notes.others = notes.others.map(({ type, data }) => ({ type, data: type === "pHYs" ? swapped(data, 0, 4) : data }));
  }
  return { ...notes, exif };
}

/** Pixels per unit across and down, which follow each other, of a picture that is turned. */
function swapped(data, at, length) {
  const other = data.slice();
  other.copyWithin(at, at + length, at + 2 * length);
  other.set(data.subarray(at, at + length), at + length);
  return other;
}
