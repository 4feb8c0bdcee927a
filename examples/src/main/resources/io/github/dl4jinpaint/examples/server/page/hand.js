/** Moves an enlarged picture with the mouse: by its middle button, or by any while the space bar is held. */
export class Hand {
  #stage;
  #view;
  /** Whether the mouse was moved over the picture after the last key that paints: then the space bar is the mouse's. */
  #over = false;
  #space = false;
  #grip = null;

  constructor(stage, view) {
    this.#stage = stage;
    this.#view = view;
    stage.addEventListener("pointerdown", e => this.#press(e), true);
    stage.addEventListener("pointermove", e => this.#move(e), true);
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, e => this.#lift(e), true);
    // It would begin to scroll by itself.
    stage.addEventListener("mousedown", e => e.button === 1 && e.preventDefault());
    stage.addEventListener("pointerleave", () => { this.#over = false; });
    document.addEventListener("keydown", e => this.#keyDown(e), true);
    document.addEventListener("keyup", e => this.#keyUp(e), true);
    addEventListener("blur", () => this.#leave());
  }

  #press(event) {
    if (event.pointerType !== "mouse" || !(event.button === 1 || (event.button === 0 && this.#space))) return;
    event.preventDefault();
    event.stopPropagation();
    this.#stage.setPointerCapture(event.pointerId);
    this.#grip = { x: event.clientX, y: event.clientY };
    this.#show();
  }

  #move(event) {
    if (event.pointerType === "mouse" && (event.movementX !== 0 || event.movementY !== 0)) this.#over = true;
    if (!this.#grip) return;
    event.stopPropagation();
    this.#view.pan(this.#grip.x - event.clientX, this.#grip.y - event.clientY);
    this.#grip = { x: event.clientX, y: event.clientY };
  }

  #lift(event) {
    if (!this.#grip) return;
    event.stopPropagation();
    this.#grip = null;
    this.#show();
  }

  #keyDown(event) {
    if (event.key !== " ") {
      if (event.key.startsWith("Arrow") || ["Enter", "Tab"].includes(event.key)) this.#over = false;
      return;
    }
    if (!this.#over || event.target.matches("input[type=number], select")) return;
    event.preventDefault();
    event.stopPropagation();
    this.#space = true;
    this.#show();
  }

  #keyUp(event) {
    if (event.key !== " " || !this.#space) return;
    event.preventDefault();
    event.stopPropagation();
    this.#leave();
  }

  #leave() {
    this.#space = false;
    this.#show();
  }

  #show() {
    this.#stage.classList.toggle("grab", this.#space);
    this.#stage.classList.toggle("grabbing", this.#grip !== null);
  }
}
