import { ascii, joined } from "./bytes.js";

/* A WebP file's chunks (RFC 9649). */

const HEADER = 12;
const HAS_PROFILE = 0x20;
const HAS_ALPHA = 0x10;
const HAS_EXIF = 0x08;
/** Bytes of a chunk VP8X: flags, and the size. */
const EXTENDED = 10;
/** Bit of a lossless picture's header that tells of transparency. */
const LOSSLESS_ALPHA = 0x10;

export function isWebp(bytes) { return ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP"; }

function chunks(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const all = [];
  for (let at = HEADER; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    all.push({ type: ascii(bytes, at, 4), data: bytes.slice(at + 8, at + 8 + length) });
    at += 8 + length + length % 2;
  }
  return all;
}

function data(bytes, type) { return chunks(bytes).find(chunk => chunk.type === type)?.data ?? null; }

export function profileOfWebp(bytes) { return data(bytes, "ICCP"); }

export function notesOfWebp(bytes) {
  const exif = data(bytes, "EXIF");
  // Some programs put JPEG's name before it.
  return { exif: exif && ascii(exif, 0, 6) === "Exif\0\0" ? exif.slice(6) : exif };
}

/** A browser's WebP file with a profile and with notes, which take the extended form of the file. */
export function intoWebp(file, profile, { exif = null }, { width, height }) {
  if (!profile && !exif) return file;
  const all = chunks(file).filter(({ type }) => type !== "ICCP" && type !== "EXIF");
  const old = all.find(({ type }) => type === "VP8X");
  const lossless = all.find(({ type }) => type === "VP8L");
  const alpha = (old?.data[0] & HAS_ALPHA) || (lossless?.data[4] & LOSSLESS_ALPHA);
  const extended = new Uint8Array(EXTENDED);
  extended[0] = (profile ? HAS_PROFILE : 0) | (alpha ? HAS_ALPHA : 0) | (exif ? HAS_EXIF : 0);
  for (let i = 0; i < 3; i++) {
    extended[4 + i] = width - 1 >> 8 * i;
    extended[7 + i] = height - 1 >> 8 * i;
  }
  const parts = [chunk("VP8X", extended)];
  if (profile) parts.push(chunk("ICCP", profile));
  for (const each of all) if (each !== old) parts.push(chunk(each.type, each.data));
  if (exif) parts.push(chunk("EXIF", exif));
  const body = joined(parts);
  const header = file.slice(0, HEADER);
  new DataView(header.buffer).setUint32(4, 4 + body.length, true);
  return joined([header, body]);
}

function chunk(type, content) {
  const header = new Uint8Array(8);
  header.set(new TextEncoder().encode(type));
  new DataView(header.buffer).setUint32(4, content.length, true);
  return joined([header, content, new Uint8Array(content.length % 2)]);
}
