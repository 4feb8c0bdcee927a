import { filled } from "./filling.js";
import { Picture } from "./picture.js";
import { Failure, limits } from "./server.js";

const $ = id => document.getElementById(id);

/** In milliseconds: of downloads that begin at the same moment browsers take one. */
const BETWEEN_DOWNLOADS = 300;

/** Fills several pictures by one mask, and lists what became of each. */
export class Series {
  #saving;
  #attempt;
  #results = [];

  /**
   * @param saving that downloads
   * @param attempt runs something, and tells what goes wrong
   */
  constructor(saving, attempt) {
    this.#saving = saving;
    this.#attempt = attempt;
    $("series-save").addEventListener("click", () => attempt(() => this.#downloadAll()));
  }

  get unsaved() { return this.#results.some(picture => !picture.saved); }

  /**
   * Fills one picture after the other. Those of another size, and those that can't be filled, are told and passed over.
   * @param {Picture} first that the mask was painted on
   * @param {File[]} others
   * @param mask
   * @param {{texture: boolean, model: string}} how
   * @param {AbortSignal} signal ends it
   */
  async run(first, others, mask, how, signal) {
    this.forget();
    const rows = [first.file, ...others.map(file => file.name)].map(name => this.#row(name));
    const allowed = await limits();
    for (const [i, row] of rows.entries()) {
      if (signal.aborted) {
        row.tell("Not begun.");
        continue;
      }
      this.#tell(`Picture ${i + 1} of ${rows.length}`);
      try {
        const picture = i === 0 ? first : await Picture.open(others[i - 1], others[i - 1].name, allowed);
        if (picture.width !== first.width || picture.height !== first.height) {
          row.tell(`Not filled: it has ${picture.width} × ${picture.height} pixels, the mask ${first.width} × ${first.height}.`);
          continue;
        }
        const result = await filled(picture, mask, how, signal, text => row.tell(text));
        this.#results.push(result.picture);
        row.offer(result.picture, result.warning || "Filled.");
      } catch (e) {
        if (!(e instanceof Failure) && e.name !== "AbortError") throw e;
        row.tell(e.name === "AbortError" ? "Stopped." : `Not filled: ${e.message}`);
      }
    }
    $("series-save").disabled = this.#results.length === 0;
    this.#tell(`${this.#results.length} of ${rows.length} pictures are filled.`);
  }

  forget() {
    this.#results = [];
    $("series-list").replaceChildren();
    $("series-save").disabled = true;
  }

  #tell(text) { $("series-status").textContent = text; }

  #row(name) {
    const item = document.createElement("li");
    const title = document.createElement("strong");
    const state = document.createElement("span");
    title.textContent = name;
    state.textContent = "Waits.";
    item.append(title, state);
    $("series-list").append(item);
    return {
      tell: text => { state.textContent = text; },
      offer: (picture, text) => {
        state.textContent = text;
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = "Download";
        button.setAttribute("aria-label", `Download ${name}`);
        button.addEventListener("click", () => this.#attempt(() => this.#download(picture)));
        item.append(button);
      },
    };
  }

  async #download(picture) {
    const told = await this.#saving.download(picture);
    if (told) this.#tell(told);
  }

  async #downloadAll() {
    for (const picture of this.#results) {
      await this.#download(picture);
      await new Promise(resolve => { setTimeout(resolve, BETWEEN_DOWNLOADS); });
    }
  }
}
