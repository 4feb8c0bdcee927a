/** What has been painted: strokes in the picture's own pixels, which can be undone and done again. */
export class Mask {
  #context;
  #done = [];
  #undone = [];
  #stroke = null;

  /** @param canvas to paint on, of the picture's size. */
  constructor(canvas) {
    this.canvas = canvas;
    this.#context = canvas.getContext("2d");
  }

  get painting() { return this.#stroke !== null; }
  get canUndo() { return this.#done.length > 0; }
  get canRedo() { return this.#undone.length > 0; }
  get canClear() { return this.canUndo && !this.#done.at(-1).clears; }

  /** For a new picture: nothing painted, nothing to undo. */
  reset() {
    this.#done = [];
    this.#undone = [];
    this.#stroke = null;
    this.#repaint();
  }

  begin(x, y, width, erases) {
    this.#stroke = { width, erases, points: [x, y] };
    this.#segment(this.#stroke, x, y, x, y);
  }

  to(x, y) {
    const points = this.#stroke.points;
    const [fromX, fromY] = points.slice(-2);
    if (fromX === x && fromY === y) return;
    points.push(x, y);
    this.#segment(this.#stroke, fromX, fromY, x, y);
  }

  end() {
    this.#do(this.#stroke);
    this.#stroke = null;
  }

  /** Drops a stroke that was begun. */
  abandon() {
    this.#stroke = null;
    this.#repaint();
  }

  clear() {
    this.#do({ clears: true });
    this.#repaint();
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

  #repaint() {
    this.#context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const from = this.#done.findLastIndex(operation => operation.clears) + 1;
    for (const stroke of this.#done.slice(from)) {
      const points = stroke.points;
      this.#segment(stroke, points[0], points[1], points[0], points[1]);
      for (let i = 2; i < points.length; i += 2) {
        this.#segment(stroke, points[i - 2], points[i - 1], points[i], points[i + 1]);
      }
    }
  }

  #segment({ width, erases }, fromX, fromY, toX, toY) {
    const c = this.#context;
    c.globalCompositeOperation = erases ? "destination-out" : "source-over";
    c.strokeStyle = c.fillStyle = "#ff4d5e";
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

  /**
   * The mask as the server takes it: a PNG, white where something was painted, black elsewhere, nothing between.
   * @returns {Promise<{png: Blob, holes: number}>} with the number of white pixels
   */
  async toPng() {
    const { width, height } = this.canvas;
    const out = new OffscreenCanvas(width, height);
    const c = out.getContext("2d", { willReadFrequently: true });
    c.drawImage(this.canvas, 0, 0);
    let holes = 0;
    // In strips, as a large picture's pixels take much memory.
    for (let top = 0; top < height; top += 256) {
      const strip = c.getImageData(0, top, width, Math.min(256, height - top));
      const pixels = new Uint32Array(strip.data.buffer);
      for (let i = 0; i < pixels.length; i++) {
        const hole = strip.data[4 * i + 3] > 0;
        pixels[i] = hole ? 0xffffffff : 0xff000000;
        holes += hole;
      }
      c.putImageData(strip, 0, top);
    }
    return { png: await out.convertToBlob({ type: "image/png" }), holes };
  }
}
