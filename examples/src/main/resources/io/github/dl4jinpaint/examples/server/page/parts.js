/** Holes are looked for in cells of so many pixels in each direction. A power of two: halving a cut-out again and again pairs the same pixels as halving the picture. */
export const CELL = 64;

/** What is around a hole and so is sent with it, in widths of the hole. */
const SURROUNDINGS = 2;
const LEAST = 128;
const MOST = 512;

/** What a request takes however small its cut-out, in pixels. */
const COST = 250_000;

/**
 * The cut-outs that holes are filled in, one after the other: few pixels in all, and none with more than the server takes.
 * @param {{columns: number, rows: number, holes: Uint8Array}} cells not 0 where a cell has a hole
 * @param {{width: number, height: number}} size of the picture
 * @param {number} mostPixels of a cut-out
 * @returns {{x: number, y: number, width: number, height: number, core: {x: number, y: number, width: number, height: number}}[]}
 *   with the part whose holes it is cut out for, which has none in common with another's
 */
export function cutOuts(cells, size, mostPixels) {
  return divided(cells, { left: 0, top: 0, right: cells.columns, bottom: cells.rows }, size, mostPixels);
}

function divided(cells, area, size, mostPixels) {
  const box = tight(cells, area);
  if (!box) return [];
  const whole = [cutOut(box, size)];
  const inTwo = apart(cells, box);
  if (inTwo) {
    const parts = inTwo.flatMap(each => divided(cells, each, size, mostPixels));
    if (cost(parts) < cost(whole)) return parts;
  }
  const isCell = box.right - box.left === 1 && box.bottom - box.top === 1;
  return cost(whole) - COST <= mostPixels || isCell
    ? whole
    : halves(box).flatMap(each => divided(cells, each, size, mostPixels));
}

function cost(parts) { return parts.reduce((sum, { width, height }) => sum + COST + width * height, 0); }

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

function cutOut(box, size) {
  const core = {
    x: box.left * CELL,
    y: box.top * CELL,
    width: Math.min(size.width, box.right * CELL) - box.left * CELL,
    height: Math.min(size.height, box.bottom * CELL) - box.top * CELL,
  };
  // Of a long hole it is the width that counts.
  const around = Math.min(MOST, Math.max(LEAST, SURROUNDINGS * Math.min(core.width, core.height)));
  const margin = Math.ceil(around / CELL) * CELL;
  const x = Math.max(0, core.x - margin);
  const y = Math.max(0, core.y - margin);
  return {
    x,
    y,
    width: Math.min(size.width, core.x + core.width + margin) - x,
    height: Math.min(size.height, core.y + core.height + margin) - y,
    core,
  };
}
