import { ascii, joined } from "./bytes.js";

/* A JPEG file's segments up to its first scan (ITU-T T.81, annex B). */

const COMMENT = 0xfe;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const EXIF = "Exif\0\0";
const ICC = "ICC_PROFILE\0";
/** Of a profile, in a segment: its length has 16 bits and counts itself, the name and two numbers. */
const MOST_OF_PROFILE = 0xffff - 2 - ICC.length - 2;

export function isJpeg(bytes) { return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff; }

/** @returns {{marker: number, start: number, content: number, end: number}[]} none where the header is damaged */
function segments(bytes) {
  const all = [];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xda) return all;
    const end = at + 2 + (bytes[at + 2] << 8 | bytes[at + 3]);
    all.push({ marker, start: at, content: at + 4, end });
    at = end;
  }
  return [];
}

function holds(bytes, segment, marker, text) {
  return segment.marker === marker && ascii(bytes, segment.content, text.length) === text;
}

/** C4, C8 and CC are tables. */
function isFrame({ marker }) { return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker); }

/** @returns {{components: number, complete: boolean}} how many numbers a pixel has: 4 is CMYK; and whether the end is there */
export function inspectJpeg(bytes) {
  const frame = segments(bytes).find(isFrame);
  let end = bytes.length - 2;
  // Within coded data the end's marker doesn't occur; what follows it is often a second, smaller picture.
  while (end > 0 && !(bytes[end] === 0xff && bytes[end + 1] === 0xd9)) end--;
  return { components: frame ? bytes[frame.content + 5] : 0, complete: frame !== undefined && end > frame.end };
}

/** @returns {Uint8Array | null} a whole profile; of damaged parts none */
export function profileOfJpeg(bytes) {
  const parts = segments(bytes).filter(segment => holds(bytes, segment, APP2, ICC));
  const number = segment => bytes[segment.content + ICC.length];
  parts.sort((a, b) => number(a) - number(b));
  const whole = parts.every((segment, i) => number(segment) === i + 1 && bytes[segment.content + ICC.length + 1] === parts.length);
  return parts.length && whole ? joined(parts.map(({ content, end }) => bytes.subarray(content + ICC.length + 2, end))) : null;
}

/** @returns what else the file tells: EXIF data, comments' segments, unit and numbers of pixels; null or empty where there is none */
export function notesOfJpeg(bytes) {
  const all = segments(bytes);
  const exif = all.find(segment => holds(bytes, segment, APP1, EXIF));
  const jfif = all.find(segment => holds(bytes, segment, APP0, "JFIF\0"));
  return {
    exif: exif ? bytes.slice(exif.content + EXIF.length, exif.end) : null,
    comments: all.filter(({ marker }) => marker === COMMENT).map(({ start, end }) => bytes.slice(start, end)),
    density: jfif ? bytes.slice(jfif.content + 7, jfif.content + 12) : null,
  };
}

/** A browser's JPEG file with a profile and with notes. */
export function intoJpeg(file, profile, { exif = null, comments = [], density = null }) {
  const added = [];
  if (exif) added.push(segment(APP1, EXIF, exif));
  for (let at = 0, count = profile ? Math.ceil(profile.length / MOST_OF_PROFILE) : 0; at < count; at++) {
    const part = profile.subarray(at * MOST_OF_PROFILE, (at + 1) * MOST_OF_PROFILE);
    added.push(segment(APP2, ICC, joined([Uint8Array.of(at + 1, count), part])));
  }
  const bytes = file.slice();
  const all = segments(bytes);
  const jfif = all.find(each => holds(bytes, each, APP0, "JFIF\0"));
  if (jfif && density) bytes.set(density, jfif.content + 7);
  const begin = jfif ? jfif.end : 2;
  return joined([bytes.subarray(0, begin), ...added, ...comments, bytes.subarray(begin)]);
}

function segment(marker, name, content) {
  const length = 2 + name.length + content.length;
  return joined([Uint8Array.of(0xff, marker, length >> 8, length & 0xff), new TextEncoder().encode(name), content]);
}
