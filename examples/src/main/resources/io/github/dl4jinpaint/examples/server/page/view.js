const MOST_ZOOM = 32;

/** Shows a picture so that it fits, or enlarged. The sheet is the picture on the screen, the stage what is around it. */
export class View {
  #stage;
  #sheet;
  #width = 1;
  #height = 1;
  #zoom = 1;
  #changed;

  constructor(stage, sheet, changed) {
    this.#stage = stage;
    this.#sheet = sheet;
    this.#changed = changed;
    new ResizeObserver(() => this.#layOut()).observe(stage);
  }

  /** Screen pixels that a pixel of the picture takes. */
  get scale() { return this.#fit() * this.#zoom; }
  get zoom() { return this.#zoom; }

  show(width, height) {
    this.#width = width;
    this.#height = height;
    this.fit();
  }

  fit() {
    this.#zoom = 1;
    this.#layOut();
  }

  /** Enlarges, and keeps the point of the picture that is at a place of the screen there. */
  zoomBy(factor, clientX, clientY) {
    const stage = this.#stage.getBoundingClientRect();
    clientX ??= stage.left + stage.width / 2;
    clientY ??= stage.top + stage.height / 2;
    const at = this.toPicture(clientX, clientY);
    this.#zoom = Math.min(MOST_ZOOM, Math.max(1, this.#zoom * factor));
    if (this.#zoom < 1.01) this.#zoom = 1;
    this.#layOut();
    const now = this.#sheet.getBoundingClientRect();
    this.pan(now.left + at.x * this.scale - clientX, now.top + at.y * this.scale - clientY);
  }

  pan(x, y) {
    this.#stage.scrollLeft += x;
    this.#stage.scrollTop += y;
  }

  toPicture(clientX, clientY) {
    const sheet = this.#sheet.getBoundingClientRect();
    return { x: (clientX - sheet.left) / this.scale, y: (clientY - sheet.top) / this.scale };
  }

  /** Scrolls a point of the picture into sight. */
  reveal(x, y) {
    const sheet = this.#sheet.getBoundingClientRect();
    const stage = this.#stage.getBoundingClientRect();
    const margin = 40;
    const left = sheet.left + x * this.scale;
    const top = sheet.top + y * this.scale;
    this.pan(
      Math.min(0, left - stage.left - margin) + Math.max(0, left - stage.right + margin),
      Math.min(0, top - stage.top - margin) + Math.max(0, top - stage.bottom + margin));
  }

  #fit() {
    const style = getComputedStyle(this.#stage);
    const width = this.#stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const height = this.#stage.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    return Math.max(1e-3, Math.min(width / this.#width, height / this.#height, 16));
  }

  #layOut() {
    // Without scrollbars, or they would make the place smaller that the picture is fitted into.
    this.#stage.style.overflow = this.#zoom === 1 ? "hidden" : "scroll";
    const scale = this.scale;
    this.#sheet.style.width = `${this.#width * scale}px`;
    this.#sheet.style.height = `${this.#height * scale}px`;
    this.#sheet.classList.toggle("coarse", scale >= 3);
    this.#changed();
  }
}
