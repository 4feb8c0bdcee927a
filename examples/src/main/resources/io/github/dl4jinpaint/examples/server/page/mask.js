import { CELL } from "./parts.js";

const COLOR = "#ff4d5e";

/**
 * What has been painted: strokes, rectangles, outlined places and whole masks in the picture's own pixels, which can be
 * undone and done again.
 */
export class Mask {
  #context;
  #done = [];
  #undone = [];
  #stroke = null;
  /** The canvas before a shape was begun, which is drawn anew while it grows. */
  #before = null;

  /** @param canvas to paint on, of the picture's size. */
  constructor(canvas) {
    this.canvas = canvas;
    this.#context = canvas.getContext("2d");
  }

  get painting() { return this.#stroke !== null; }
  get canUndo() { return this.#done.length > 0; }
  get canRedo() { return this.#undone.length > 0; }
  get canClear() { return this.canUndo && this.#done.at(-1).replaces !== null; }

  /** All that was done and undone, to be restored. */
  get memory() { return { done: this.#done, undone: this.#undone }; }

  /** For another picture: nothing painted, nothing to undo, or what was remembered. */
  restore({ done, undone } = { done: [], undone: [] }) {
    this.#done = done;
    this.#undone = undone;
    this.#stroke = null;
    this.#repaint();
  }

  /** @param how {shape: "brush", "rectangle" or "lasso"; width of the brush; erases} */
  begin(x, y, how) {
    this.#stroke = { ...how, points: [x, y] };
    if (how.shape === "brush") {
      this.#segment(this.#stroke, x, y, x, y);
    } else {
      this.#before = new OffscreenCanvas(this.canvas.width, this.canvas.height);
      this.#before.getContext("2d").drawImage(this.canvas, 0, 0);
    }
  }

  to(x, y) {
    const { shape, points } = this.#stroke;
    const [fromX, fromY] = points.slice(-2);
    if (fromX === x && fromY === y) return;
    if (shape === "rectangle") points.length = 2;
    points.push(x, y);
    if (shape === "brush") {
      this.#segment(this.#stroke, fromX, fromY, x, y);
    } else {
      this.#erase();
      this.#context.drawImage(this.#before, 0, 0);
      this.#fill(this.#stroke);
    }
  }

  end() {
    // A click without a way is no shape.
    if (this.#stroke.shape === "brush" || this.#stroke.points.length > 2) this.#do(this.#stroke);
    this.#stroke = this.#before = null;
  }

  /** Drops a stroke that was begun. */
  abandon() {
    this.#stroke = this.#before = null;
    this.#repaint();
  }

  clear() {
    this.#do({ replaces: null });
    this.#repaint();
  }

  /**
   * Takes another mask instead of what is painted.
   * @param {ImageBitmap} image white or light where the holes are; enlarged or made smaller to the picture's size
   * @returns {boolean} whether it has holes; nothing changes where it has none
   */
  load(image) {
    const { width, height } = this.canvas;
    const loaded = new OffscreenCanvas(width, height);
    const c = loaded.getContext("2d", { willReadFrequently: true });
    c.imageSmoothingEnabled = false;
    c.drawImage(image, 0, 0, width, height);
    const isHole = (data, i) => data[i + 3] > 127 && 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2] > 127;
    const red = [1, 3, 5].map(at => parseInt(COLOR.slice(at, at + 2), 16));
    const holes = strips(c, (data, i) => {
      const hole = isHole(data, i);
      [data[i], data[i + 1], data[i + 2]] = red;
      data[i + 3] = hole ? 255 : 0;
      return hole;
    });
    if (holes === 0) return false;
    this.#do({ replaces: loaded });
    this.#repaint();
    return true;
  }

  undo() {
    this.#undone.push(this.#done.pop());
    this.#repaint();
  }

  redo() {
    this.#done.push(this.#undone.pop());
    this.#repaint();
  }

  #do(operation) {
    this.#done.push(operation);
    this.#undone = [];
  }

  #erase() { this.#context.globalCompositeOperation = "source-over"; this.#context.clearRect(0, 0, this.canvas.width, this.canvas.height); }

  #repaint() {
    this.#erase();
    const from = this.#done.findLastIndex(operation => operation.replaces !== undefined);
    for (const operation of this.#done.slice(Math.max(0, from))) {
      if (operation.replaces) this.#context.drawImage(operation.replaces, 0, 0);
      if (operation.shape === "brush") this.#line(operation);
      else if (operation.shape) this.#fill(operation);
    }
  }

  #line(stroke) {
    const points = stroke.points;
    this.#segment(stroke, points[0], points[1], points[0], points[1]);
    for (let i = 2; i < points.length; i += 2) {
      this.#segment(stroke, points[i - 2], points[i - 1], points[i], points[i + 1]);
    }
  }

  #segment({ width, erases }, fromX, fromY, toX, toY) {
    const c = this.#paint(erases);
    c.lineCap = "round";
    c.lineWidth = width;
    c.beginPath();
    if (fromX === toX && fromY === toY) {
      c.arc(toX, toY, width / 2, 0, 2 * Math.PI);
      c.fill();
    } else {
      c.moveTo(fromX, fromY);
      c.lineTo(toX, toY);
      c.stroke();
    }
  }

  /** A rectangle of whole pixels, or what an outline encloses. */
  #fill({ shape, erases, points }) {
    const c = this.#paint(erases);
    if (shape === "rectangle") {
      const [x, y, toX, toY] = points;
      const left = Math.floor(Math.min(x, toX));
      const top = Math.floor(Math.min(y, toY));
      c.fillRect(left, top, Math.ceil(Math.max(x, toX)) - left, Math.ceil(Math.max(y, toY)) - top);
      return;
    }
    c.beginPath();
    c.moveTo(points[0], points[1]);
    for (let i = 2; i < points.length; i += 2) c.lineTo(points[i], points[i + 1]);
    c.fill();
  }

  #paint(erases) {
    const c = this.#context;
    c.globalCompositeOperation = erases ? "destination-out" : "source-over";
    c.strokeStyle = c.fillStyle = COLOR;
    return c;
  }

  /**
   * Where holes are.
   * @returns {{columns: number, rows: number, holes: Uint8Array, count: number}} cells of CELL × CELL pixels, row by row, 1
   *   where one has a hole; and the number of holes' pixels
   */
  cells() {
    const { width, height } = this.canvas;
    const columns = Math.ceil(width / CELL);
    const rows = Math.ceil(height / CELL);
    const holes = new Uint8Array(columns * rows);
    let count = 0;
    // In strips of several cells: all pixels of a large picture take much memory.
    const strip = 64 * CELL;
    for (let top = 0; top < height; top += strip) {
      const rows = Math.min(strip, height - top);
      const { data } = this.#context.getImageData(0, top, width, rows);
      for (let y = 0; y < rows; y++) {
        const cell = Math.floor((top + y) / CELL) * columns;
        for (let x = 0; x < width; x++) {
          if (data[4 * (y * width + x) + 3] > 0) {
            holes[cell + Math.floor(x / CELL)] = 1;
            count++;
          }
        }
      }
    }
    return { columns, rows, holes, count };
  }

  /**
   * The mask as the server takes it: a PNG, white where something was painted, black elsewhere, nothing between.
   * @param part of the picture
   * @param done parts that are valid, whatever was painted there
   * @returns {Promise<Blob>}
   */
  async toPng({ x, y, width, height } = { x: 0, y: 0, width: this.canvas.width, height: this.canvas.height }, done = []) {
    const out = new OffscreenCanvas(width, height);
    const c = out.getContext("2d", { willReadFrequently: true });
    c.drawImage(this.canvas, -x, -y);
    for (const each of done) c.clearRect(each.x - x, each.y - y, each.width, each.height);
    strips(c, (data, i) => {
      data[i] = data[i + 1] = data[i + 2] = data[i + 3] > 0 ? 255 : 0;
      data[i + 3] = 255;
    });
    return out.convertToBlob({ type: "image/png" });
  }
}

/**
 * Changes pixels in strips, as a large picture's take much memory.
 * @param change called with RGBA values and the place of a pixel's first one; tells whether to count it
 */
function strips(context, change) {
  const { width, height } = context.canvas;
  let counted = 0;
  for (let top = 0; top < height; top += 256) {
    const strip = context.getImageData(0, top, width, Math.min(256, height - top));
    for (let i = 0; i < strip.data.length; i += 4) if (change(strip.data, i)) counted++;
    context.putImageData(strip, 0, top);
  }
  return counted;
}
