const $ = id => document.getElementById(id);

/** Shows a result over the picture that it was made of, up to a line that the user moves, or not while something is held. */
export class Comparison {
  #urls = [];

  /** @param isShown tells whether a result is there */
  constructor(isShown) {
    $("split").addEventListener("input", () => this.#split());
    const button = $("compare");
    button.addEventListener("pointerdown", e => {
      button.setPointerCapture(e.pointerId);
      this.#hold(true);
    });
    for (const end of ["pointerup", "pointercancel", "blur"]) button.addEventListener(end, () => this.#hold(false));
    button.addEventListener("contextmenu", e => e.preventDefault());
    const isHeld = e => e.key.toLowerCase() === "c" || ([" ", "Enter"].includes(e.key) && e.target === button);
    document.addEventListener("keydown", e => {
      if (isShown() && isHeld(e) && !e.ctrlKey && !e.metaKey) this.#hold(true);
    });
    document.addEventListener("keyup", e => isHeld(e) && this.#hold(false));
    addEventListener("blur", () => this.#hold(false));
  }

  /**
   * Shows the result alone.
   * @param {{png: Blob, x: number, y: number, width: number, height: number}[]} patches what is new
   * @param {{width: number, height: number}} size of the picture
   */
  show(patches, size) {
    this.hide();
    const share = (part, of) => `${100 * part / of}%`;
    for (const { png, x, y, width, height } of patches) {
      const image = new Image();
      image.alt = "";
      this.#urls.push(image.src = URL.createObjectURL(png));
      image.style.left = share(x, size.width);
      image.style.top = share(y, size.height);
      image.style.width = share(width, size.width);
      image.style.height = share(height, size.height);
      $("after").append(image);
    }
    $("split").value = 0;
    this.#split();
    $("split").focus({ preventScroll: true });
  }

  hide() {
    $("after").replaceChildren();
    this.#urls.forEach(url => URL.revokeObjectURL(url));
    this.#urls = [];
  }

  #split() {
    const before = $("split").value / 10;
    this.#hold(false);
    $("split").setAttribute("aria-valuetext", `${Math.round(before)} percent before, ${Math.round(100 - before)} percent after`);
  }

  /** Whether the picture as it was is shown whatever the line. */
  #hold(holds) {
    $("sheet").style.setProperty("--split", holds ? "100%" : `${$("split").value / 10}%`);
  }
}
