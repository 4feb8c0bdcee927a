/** Paints on a mask with a mouse, a pen, fingers or keys. */
export class Brush {
  width = 40;
  /** "brush", "rectangle" or "lasso". */
  shape = "brush";
  #erases = false;
  #mask;
  #view;
  #ring;
  #changed;
  #x = 0;
  #y = 0;
  #held = false;
  #fingers = new Map();
  #pinch = null;

  /**
   * @param mask to paint on
   * @param view that shows it
   * @param ring an element that shows the brush
   * @param changed called after something was painted, or begun to be
   */
  constructor(mask, view, ring, changed) {
    this.#mask = mask;
    this.#view = view;
    this.#ring = ring;
    this.#changed = changed;
    const canvas = mask.canvas;
    canvas.addEventListener("pointerdown", e => this.#press(e));
    canvas.addEventListener("pointermove", e => this.#move(e));
    canvas.addEventListener("pointerup", e => this.#lift(e));
    canvas.addEventListener("pointercancel", e => this.#cancel(e));
    canvas.addEventListener("pointerleave", () => this.#mask.painting || this.#hideUnlessFocused());
    canvas.addEventListener("contextmenu", e => e.preventDefault());
    canvas.addEventListener("keydown", e => this.#keyDown(e));
    canvas.addEventListener("keyup", e => this.#keyUp(e));
    canvas.addEventListener("focus", () => canvas.matches(":focus-visible") && this.show());
    canvas.addEventListener("blur", () => this.#leave());
  }

  get erases() { return this.#erases; }
  set erases(erases) {
    this.#erases = erases;
    this.#ring.classList.toggle("erasing", erases);
  }

  /** Puts the brush into the middle of a new picture. */
  centre() {
    this.#x = this.#mask.canvas.width / 2;
    this.#y = this.#mask.canvas.height / 2;
    this.#ring.hidden = true;
  }

  show() {
    this.#ring.hidden = false;
    this.draw();
  }

  draw() {
    const { width, height } = this.#mask.canvas;
    const ring = this.#ring;
    ring.style.left = `${100 * this.#x / width}%`;
    ring.style.top = `${100 * this.#y / height}%`;
    const across = this.shape === "brush" ? this.width * this.#view.scale : 8;
    ring.style.width = ring.style.height = `${across}px`;
    ring.classList.toggle("down", this.#mask.painting);
  }

  #at(event) {
    ({ x: this.#x, y: this.#y } = this.#view.toPicture(event.clientX, event.clientY));
  }

  #press(event) {
    if (event.pointerType === "touch") {
      this.#fingers.set(event.pointerId, event);
      if (this.#fingers.size === 2) this.#beginPinch();
      if (this.#fingers.size > 1) return;
    }
    if (event.button !== 0 || this.#mask.painting) return;
    this.#mask.canvas.setPointerCapture(event.pointerId);
    this.#at(event);
    this.#begin();
    this.show();
  }

  #move(event) {
    if (this.#fingers.has(event.pointerId)) this.#fingers.set(event.pointerId, event);
    if (this.#pinch) return this.#continuePinch();
    if (this.#held) return;
    const steps = event.getCoalescedEvents?.() ?? [];
    for (const step of steps.length ? steps : [event]) {
      this.#at(step);
      if (this.#mask.painting) this.#mask.to(this.#x, this.#y);
    }
    if (event.pointerType !== "touch" || this.#mask.painting) this.show();
  }

  #lift(event) {
    this.#fingers.delete(event.pointerId);
    if (this.#fingers.size === 0) this.#pinch = null;
    if (this.#mask.painting && !this.#held) this.#end();
    if (event.pointerType === "touch") this.#hideUnlessFocused();
  }

  #cancel(event) {
    this.#fingers.delete(event.pointerId);
    if (this.#fingers.size === 0) this.#pinch = null;
    if (this.#mask.painting) {
      this.#mask.abandon();
      this.#changed();
    }
  }

  /** Two fingers move and enlarge the picture; what the first one has begun to paint goes. */
  #beginPinch() {
    if (this.#mask.painting) {
      this.#mask.abandon();
      this.#changed();
    }
    this.#ring.hidden = true;
    this.#pinch = this.#fingersNow();
  }

  #continuePinch() {
    if (this.#fingers.size !== 2) return;
    const now = this.#fingersNow();
    this.#view.pan(this.#pinch.x - now.x, this.#pinch.y - now.y);
    this.#view.zoomBy(now.distance / this.#pinch.distance, now.x, now.y);
    this.#pinch = now;
  }

  #fingersNow() {
    const [a, b] = [...this.#fingers.values()];
    return {
      x: (a.clientX + b.clientX) / 2,
      y: (a.clientY + b.clientY) / 2,
      distance: Math.max(1, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)),
    };
  }

  #keyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const direction = directions[event.key];
    if (direction) {
      this.#step(direction, Math.max(1, this.width * (event.shiftKey ? 1 : 1 / 4)));
    } else if (event.key === " ") {
      if (!event.repeat && !this.#mask.painting) this.#hold();
    } else if (event.key === "Enter") {
      if (!event.repeat) this.#mask.painting ? this.#release() : this.#hold();
    } else if (event.key === "Escape" && this.#held) {
      this.#release();
    } else {
      return;
    }
    event.preventDefault();
    this.show();
  }

  #keyUp(event) {
    if (event.key === " " && this.#held) this.#release();
  }

  #step([x, y], distance) {
    const { width, height } = this.#mask.canvas;
    this.#x = Math.min(width, Math.max(0, this.#x + x * distance));
    this.#y = Math.min(height, Math.max(0, this.#y + y * distance));
    if (this.#mask.painting) this.#mask.to(this.#x, this.#y);
    this.#view.reveal(this.#x, this.#y);
  }

  #hold() {
    this.#held = true;
    this.#begin();
  }

  #release() {
    this.#held = false;
    this.#end();
  }

  #begin() {
    this.#mask.begin(this.#x, this.#y, { shape: this.shape, width: this.width, erases: this.#erases });
    this.#changed();
  }

  #end() {
    this.#mask.end();
    this.draw();
    this.#changed();
  }

  #leave() {
    if (this.#held) this.#release();
    this.#ring.hidden = true;
  }

  #hideUnlessFocused() {
    this.#ring.hidden = !this.#mask.canvas.matches(":focus-visible");
  }
}
