/** Holes are looked for in cells of so many pixels in each direction. */
export const CELL = 8;

/** A cut-out begins at multiples of this: halving it again and again pairs the same pixels as halving the picture. */
const GRID = 64;

/** What is around a hole and so is sent with it, in widths of the hole. */
const SURROUNDINGS = 2;
const LEAST = 128;
const MOST = 512;

/** What a request takes however small its cut-out, in pixels. */
const COST = 250_000;

/**
 * The cut-outs that holes are filled in, one after the other: few pixels in all, and none with more than the server takes.
 * @param {{columns: number, rows: number, holes: Uint8Array}} cells 1 where a cell has a hole, 0 elsewhere, row by row
 * @param {{width: number, height: number}} size of the picture
 * @param {number} mostPixels of a cut-out
 * @returns {{x: number, y: number, width: number, height: number, core: {x: number, y: number, width: number, height: number}}[]}
 *   with the part whose holes it is cut out for, which has none in common with another's
 */
export function cutOuts(cells, size, mostPixels) {
  const map = { ...cells, depths: depths(cells) };
  return divided(map, { left: 0, top: 0, right: cells.columns, bottom: cells.rows }, size, mostPixels);
}

function divided(cells, area, size, mostPixels) {
  const box = tight(cells, area);
  if (!box) return [];
  const whole = cutOut(cells, box, size);
  const sides = [box.right - box.left, box.bottom - box.top];
  const fits = whole.width * whole.height <= mostPixels;
  const isSmall = CELL * Math.max(...sides) <= whole.margin;
  if (fits ? isSmall : Math.max(...sides) === 1) return [whole];
  const parts = (apart(cells, box) ?? halves(box)).flatMap(each => divided(cells, each, size, mostPixels));
  return fits && cost([whole]) <= cost(parts) ? [whole] : parts;
}

function cost(parts) { return parts.reduce((sum, { width, height }) => sum + COST + width * height, 0); }

/** How many cells it is from one to the nearest without a hole, diagonally too; row by row, with a cell around all of them. */
function depths({ columns, rows, holes }) {
  const wide = columns + 2;
  // Beyond the picture nothing is valid.
  const depths = new Int32Array(wide * (rows + 2)).fill(1e9);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = (y + 1) * wide + x + 1;
      depths[i] = holes[y * columns + x] && 1 + Math.min(depths[i - 1], depths[i - wide - 1], depths[i - wide], depths[i - wide + 1]);
    }
  }
  for (let i = depths.length - wide - 2; i > wide; i--) {
    depths[i] = Math.min(depths[i], 1 + Math.min(depths[i + 1], depths[i + wide - 1], depths[i + wide], depths[i + wide + 1]));
  }
  return depths;
}

/** The smallest area with all holes of another; null where there are none. */
function tight({ columns, holes }, { left, top, right, bottom }) {
  const box = { left: right, top: bottom, right: left, bottom: top };
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      if (holes[y * columns + x]) {
        box.left = Math.min(box.left, x);
        box.right = Math.max(box.right, x + 1);
        box.top = Math.min(box.top, y);
        box.bottom = Math.max(box.bottom, y + 1);
      }
    }
  }
  return box.right > box.left ? box : null;
}

/** What is at the two sides of the widest gap; null where there is none. */
function apart(cells, box) {
  const { left, top, right, bottom } = box;
  const across = widestGap(right - left, i => tight(cells, { left: left + i, right: left + i + 1, top, bottom }));
  const down = widestGap(bottom - top, i => tight(cells, { left, right, top: top + i, bottom: top + i + 1 }));
  if (across.length === 0 && down.length === 0) return null;
  return across.length >= down.length
    ? [{ ...box, right: left + across.from }, { ...box, left: left + across.from }]
    : [{ ...box, bottom: top + down.from }, { ...box, top: top + down.from }];
}

function widestGap(count, isUsed) {
  let widest = { from: 0, length: 0 };
  for (let i = 0, from = 0; i < count; i++) {
    if (isUsed(i)) from = i + 1;
    else if (i + 1 - from > widest.length) widest = { from, length: i + 1 - from };
  }
  return widest;
}

function halves(box) {
  const { left, top, right, bottom } = box;
  if (right - left >= bottom - top) {
    const middle = left + right >> 1;
    return [{ ...box, right: middle }, { ...box, left: middle }];
  }
  const middle = top + bottom >> 1;
  return [{ ...box, bottom: middle }, { ...box, top: middle }];
}

function cutOut(cells, box, size) {
  const core = {
    x: box.left * CELL,
    y: box.top * CELL,
    width: Math.min(size.width, box.right * CELL) - box.left * CELL,
    height: Math.min(size.height, box.bottom * CELL) - box.top * CELL,
  };
  let deepest = 0;
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) deepest = Math.max(deepest, cells.depths[(y + 1) * (cells.columns + 2) + x + 1]);
  }
  // A hole is about twice as wide as it is deep.
  const margin = Math.min(MOST, Math.max(LEAST, SURROUNDINGS * 2 * deepest * CELL));
  const down = at => Math.max(0, Math.floor((at - margin) / GRID) * GRID);
  const up = (at, most) => Math.min(most, Math.ceil((at + margin) / GRID) * GRID);
  const x = down(core.x);
  const y = down(core.y);
  const width = up(core.x + core.width, size.width) - x;
  return { x, y, width, height: up(core.y + core.height, size.height) - y, margin, core };
}
