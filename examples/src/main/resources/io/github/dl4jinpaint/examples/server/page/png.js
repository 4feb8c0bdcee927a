import { ascii, joined, through } from "./bytes.js";

/* A PNG file's chunks (W3C, Portable Network Graphics). */

const SIGNATURE = 8;
const FRAME = 12;
const FIRST_CHUNK_END = 33;
const NOTES = ["eXIf", "pHYs", "tEXt", "zTXt", "iTXt"];
/** Texts that hold EXIF or XMP data of their own, with an orientation that would be wrong. */
const OTHER_METADATA = /^(XML:com\.adobe\.xmp|Raw profile type)/;
const GREY_ALPHA = 4;
const RGB_ALPHA = 6;

export function isPng(bytes) { return ascii(bytes, 1, 3) === "PNG"; }

/** @returns {{type: string, content: number, length: number}[]} up to the end, or to where the file is cut off */
function chunks(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const all = [];
  let at = SIGNATURE;
  while (at + FRAME <= bytes.length) {
    const length = view.getUint32(at);
    if (at + FRAME + length > bytes.length) break;
    all.push({ type: ascii(bytes, at + 4, 4), content: at + 8, length });
    at += FRAME + length;
  }
  return all;
}

function content(bytes, chunk) { return bytes.slice(chunk.content, chunk.content + chunk.length); }

/** @returns {{deep: boolean, alpha: boolean, complete: boolean}} whether it has 16 bits, and may be transparent */
export function inspectPng(bytes) {
  const all = chunks(bytes);
  const header = all.find(({ type }) => type === "IHDR");
  const color = header ? bytes[header.content + 9] : 0;
  return {
    deep: header !== undefined && bytes[header.content + 8] === 16,
    alpha: color === GREY_ALPHA || color === RGB_ALPHA || all.some(({ type }) => type === "tRNS"),
    complete: all.some(({ type }) => type === "IEND"),
  };
}

/** @returns {Promise<Uint8Array | null>} the profile; of a damaged one none */
export async function profileOfPng(bytes) {
  const chunk = chunks(bytes).find(({ type }) => type === "iCCP");
  if (!chunk) return null;
  const data = content(bytes, chunk);
  try {
    // A name, which ends in 0, a 0 for the only method there is, and the profile.
    return await through(new DecompressionStream("deflate"), data.subarray(data.indexOf(0) + 2));
  } catch {
    return null;
  }
}

/** @returns what else the file tells: EXIF data, and other chunks as they are */
export function notesOfPng(bytes) {
  const all = chunks(bytes).filter(({ type }) => NOTES.includes(type));
  const exif = all.find(({ type }) => type === "eXIf");
  const others = all
    .filter(chunk => chunk !== exif && !OTHER_METADATA.test(ascii(bytes, chunk.content, 24)))
    .map(chunk => ({ type: chunk.type, data: content(bytes, chunk) }));
  return { exif: exif ? content(bytes, exif) : null, others };
}

/** A browser's PNG file with a profile and with notes. */
export async function intoPng(file, profile, { exif = null, others = [] }) {
  const added = [];
  if (profile) {
    const deflated = await through(new CompressionStream("deflate"), profile);
    added.push(chunk("iCCP", joined([new TextEncoder().encode("ICC profile\0\0"), deflated])));
  }
  if (exif) added.push(chunk("eXIf", exif));
  for (const { type, data } of others) added.push(chunk(type, data));
  return joined([file.subarray(0, FIRST_CHUNK_END), ...added, file.subarray(FIRST_CHUNK_END)]);
}

function chunk(type, data) {
  const whole = new Uint8Array(FRAME + data.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, data.length);
  whole.set(new TextEncoder().encode(type), 4);
  whole.set(data, 8);
  view.setUint32(8 + data.length, checksum(whole.subarray(4, 8 + data.length)));
  return whole;
}

/** CRC-32, as PNG takes it. */
function checksum(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum >>> 1 ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
