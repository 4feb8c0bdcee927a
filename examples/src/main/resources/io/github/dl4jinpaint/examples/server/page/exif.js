const ORIENTATION = 0x0112;
const EXIF_DIRECTORY = 0x8769;
const WIDTH = 0xa002;
const HEIGHT = 0xa003;
const THUMBNAIL_PLACE = 0x0201;
const THUMBNAIL_LENGTH = 0x0202;
const SHORT = 3;
const ENTRY = 12;

/** The orientations that turn a picture by a quarter. */
const QUARTER_TURNS = [5, 6, 7, 8];

/**
 * EXIF data of a picture that was changed: without what isn't true any more, which is its orientation, as the new one is
 * upright, its size and the thumbnail, which shows what was to go. The rest stays, since makers' notes hold places in it.
 * @param {Uint8Array} exif
 * @returns {{exif: Uint8Array | null, turned: boolean}} null where they are damaged; and whether the picture lay on its side
 */
export function upright(exif, width, height) {
  try {
    return corrected(exif.slice(), { width, height });
  } catch (e) {
    if (e instanceof RangeError) return { exif: null, turned: false };
    throw e;
  }
}

function corrected(exif, size) {
  const view = new DataView(exif.buffer);
  const little = exif[0] === 0x49;
  const short = at => view.getUint16(at, little);
  const int = at => view.getUint32(at, little);
  const entries = directory =>
    Array.from({ length: short(directory) }, (_, i) => directory + 2 + ENTRY * i);
  const set = (entry, value) => short(entry + 2) === SHORT
    ? view.setUint16(entry + 8, value, little)
    : view.setUint32(entry + 8, value, little);

  const first = int(4);
  let turned = false;
  for (const entry of entries(first)) {
    if (short(entry) === ORIENTATION) {
      turned = QUARTER_TURNS.includes(short(entry + 8));
      set(entry, 1);
    } else if (short(entry) === EXIF_DIRECTORY) {
      for (const each of entries(int(entry + 8))) {
        if (short(each) === WIDTH) set(each, size.width);
        if (short(each) === HEIGHT) set(each, size.height);
      }
    }
  }
  const next = first + 2 + ENTRY * short(first);
  const second = int(next);
  if (second !== 0) {
    const value = tag => entries(second).filter(entry => short(entry) === tag).map(entry => int(entry + 8))[0] ?? 0;
    const place = value(THUMBNAIL_PLACE);
    exif.fill(0, place, place + value(THUMBNAIL_LENGTH));
    view.setUint32(next, 0, little);
  }
  return { exif, turned };
}
