import { Brush } from "./brush.js";
import { Comparison } from "./compare.js";
import { filled } from "./filling.js";
import { Hand } from "./hand.js";
import { Mask } from "./mask.js";
import { Picture, decoded } from "./picture.js";
import { receiveFiles } from "./receiving.js";
import { Saving, download } from "./saving.js";
import { Series } from "./series.js";
import { Failure, limits, models } from "./server.js";
import { View } from "./view.js";

const $ = id => document.getElementById(id);
const picture = $("picture");
const mask = new Mask($("mask"));
const view = new View($("stage"), $("sheet"), () => {
  $("zoom").textContent = view.zoom === 1 ? "Fit" : `${Math.round(100 * view.zoom)} %`;
  brush.draw();
});
const brush = new Brush(mask, view, $("brush"), () => {
  if (mask.painting) later = [];
  showHistory();
  // Not in the middle of a stroke: the picture moves to where the message was.
  if (!mask.painting) hush();
});
new Hand($("stage"), view);
const comparison = new Comparison(() => document.body.dataset.state === "result");
const saving = new Saving();
const series = new Series(saving, attempt);

/** The picture as it was opened or filled last. */
let opened = null;
/** Pictures before and after this one, of which each is the one before it, filled; with what was painted on them. */
let earlier = [];
let later = [];
/** Files that were opened together with this one. */
let others = [];
/** What the server made of this picture, which hasn't become the picture yet. */
let result = null;
let running = null;

// ---- States: start, paint, busy, result, series

function enter(state) {
  document.body.dataset.state = state;
  const shown = (id, ...states) => { $(id).hidden = !states.includes(state); };
  shown("start", "start");
  shown("editor", "paint", "busy", "result");
  shown("series", "series");
  shown("working", "busy");
  shown("cancel", "busy");
  shown("fill", "paint");
  for (const id of ["after", "divider", "split", "compare", "download", "saving", "back", "next"]) shown(id, "result");
  shown("other", "paint", "result");
  $("fill-all").hidden = state !== "paint" || others.length === 0;
}

function say(text) { $("status").textContent = text; }

function complain(text) {
  $("error").querySelector("p").textContent = text;
  $("error").hidden = false;
}

function hush() { $("error").hidden = true; }

/** Runs something; what goes wrong is told to the user. */
async function attempt(action) {
  hush();
  try {
    await action();
  } catch (e) {
    complain(e instanceof Failure ? e.message : `Something went wrong in this page: ${e.message}`);
    if (!(e instanceof Failure)) throw e;
  }
}

// ---- Opening

async function open(file, name, together = []) {
  if (running) return;
  const next = await Picture.open(file, name, await limits());
  // Nothing has changed so far: what is open and painted on stays where opening another fails.
  if (running || !mayReplace()) return;
  earlier = [];
  later = [];
  others = together;
  opened = next;
  await show(opened);
  $("title").textContent = `Editing ${opened.name}`;
  $("fill-all").textContent = `Fill all ${others.length + 1} alike`;
  saving.suit(opened);
  forget();
  series.forget();
  startPainting();
  say(`${toldOf(opened)} Paint over what should go.${hint()}`);
}

function toldOf({ width, height, opened: before, shrunk, cmyk, becomesShallow }) {
  const told = [shrunk
    ? `Made smaller, from ${before.width} × ${before.height} to ${width} × ${height} pixels, which is what this server takes.`
    : `${width} × ${height} pixels.`];
  if (cmyk) told.push("It is in CMYK; it is filled and saved in RGB, as it is shown here.");
  if (becomesShallow) told.push("Of its 16 bits 8 are kept, as it is large.");
  if (others.length) told.push(`${others.length} more ${others.length === 1 ? "picture waits" : "pictures wait"} for the same mask.`);
  return told.join(" ");
}

/** Whether a picture that was painted on but not filled, or filled but not downloaded, may go. */
function mayReplace() {
  if (unsaved()) return confirm("Open the other picture? What is filled is not downloaded.");
  return !unfinished() || confirm("Open the other picture? What you painted on this one goes.");
}

function unfinished() { return document.body.dataset.state === "paint" && mask.canClear; }
function unsaved() { return series.unsaved || (result ?? opened)?.saved === false; }

addEventListener("beforeunload", e => { if (unfinished() || unsaved() || running) e.preventDefault(); });

async function show(next) {
  await next.show(picture);
  if ($("mask").width !== next.width || $("mask").height !== next.height) {
    $("mask").width = next.width;
    $("mask").height = next.height;
  }
}

function startPainting() {
  mask.restore();
  enter("paint");
  view.show(picture.width, picture.height);
  setBrush(Math.max(1, Math.round(Math.max(picture.width, picture.height) / 20)));
  $("pixels").max = widest();
  brush.erases = false;
  showMode();
  brush.centre();
  showHistory();
  $("mask").focus({ preventScroll: true });
}

/** Keys are told beside the picture; what fingers do isn't. */
function hint() { return coarse() ? " Two fingers enlarge." : ""; }

function coarse() { return matchMedia("(pointer: coarse)").matches; }

/** Opens the first of several files; the others are for the same mask. */
function openFirst(files) {
  const all = [...files];
  const first = all.find(f => f.type.startsWith("image/")) ?? all[0];
  const together = all.filter(f => f !== first && f.type.startsWith("image/"));
  if (first) attempt(() => open(first, first.name, together));
}

$("choose").addEventListener("click", () => $("file").click());
$("other").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", e => {
  openFirst([...e.target.files]);
  e.target.value = "";
});

for (const button of document.querySelectorAll("[data-sample]")) {
  button.addEventListener("click", () => attempt(async () => {
    const path = button.dataset.sample;
    let answer;
    try {
      answer = await fetch(path);
    } catch {
      throw new Failure("The server doesn't answer. Is it still running?");
    }
    await open(await answer.blob(), path.replace(/.*\//, ""));
  }));
}

receiveFiles(openFirst, () => complain("There is no picture in the clipboard."));

// ---- Painting

/** The widest brush covers the picture. */
function widest() { return Math.max(2, Math.max(picture.width, picture.height)); }

function setBrush(width) {
  brush.width = Math.min(widest(), Math.max(1, width || 1));
  $("pixels").value = brush.width;
  // Logarithmic: one pixel more matters to a narrow brush.
  $("width").value = 1000 * Math.log(brush.width) / Math.log(widest());
  $("width").setAttribute("aria-valuetext", `${brush.width} pixels`);
  brush.draw();
}

function widen(factor) {
  const width = Math.round(brush.width * factor);
  setBrush(width === brush.width ? brush.width + Math.sign(factor - 1) : width);
  brush.show();
}

function canStep() {
  return {
    undo: mask.canUndo || earlier.length > 0,
    redo: mask.canRedo || later.length > 0,
    clear: mask.canClear,
  };
}

function showHistory() {
  const can = canStep();
  for (const step of ["undo", "redo", "clear"]) $(step).disabled = !can[step];
}

function showMode() {
  $("paint").setAttribute("aria-pressed", !brush.erases);
  $("erase").setAttribute("aria-pressed", brush.erases);
}

function setErasing(erases) {
  brush.erases = erases;
  showMode();
}

async function history(step) {
  if (mask.painting || moving || !canStep()[step]) return;
  if (step === "clear") later = [];
  if (step === "undo" && !mask.canUndo) {
    await move(earlier, later);
  } else if (step === "redo" && !mask.canRedo) {
    await move(later, earlier);
  } else {
    mask[step]();
  }
  showHistory();
  say({ undo: "Undone.", redo: "Done again.", clear: "Cleared." }[step]);
}

let moving = false;

/** Goes to the picture before or after this one, with what was painted on it. */
async function move(from, to) {
  moving = true;
  try {
    const next = from.at(-1);
    await show(next.opened);
    from.pop();
    to.push({ opened, memory: mask.memory });
    opened = next.opened;
    mask.restore(next.memory);
  } finally {
    moving = false;
  }
}

function setShape(shape) {
  brush.shape = shape;
  for (const button of document.querySelectorAll("[data-shape]")) {
    button.setAttribute("aria-pressed", button.dataset.shape === shape);
  }
  $("width").disabled = $("pixels").disabled = shape !== "brush";
  brush.draw();
}

let texture = true;

function setTexture(wanted) {
  texture = wanted;
  $("texture").setAttribute("aria-pressed", texture);
  $("smooth").setAttribute("aria-pressed", !texture);
}

async function saveMask() {
  download(await mask.toPng(), `${opened.name}-mask.png`);
}

async function loadMask(file) {
  const bitmap = await decoded(file);
  const sizes = [opened, opened.opened];
  if (!sizes.some(({ width, height }) => width === bitmap.width && height === bitmap.height)) {
    throw new Failure(`This mask has ${bitmap.width} × ${bitmap.height} pixels, the picture ${opened.width} × ${opened.height}. They have to be of one size.`);
  }
  if (!mask.load(bitmap)) throw new Failure("This mask has nothing white, which is what would be filled.");
  bitmap.close();
  later = [];
  showHistory();
  say("Mask loaded. What is white in it is to be filled.");
}

$("width").addEventListener("input", e => setBrush(Math.round(widest() ** (e.target.value / 1000))));
$("pixels").addEventListener("change", e => setBrush(Math.round(e.target.valueAsNumber)));
$("paint").addEventListener("click", () => setErasing(false));
$("erase").addEventListener("click", () => setErasing(true));
for (const step of ["undo", "redo", "clear"]) $(step).addEventListener("click", () => attempt(() => history(step)));
for (const button of document.querySelectorAll("[data-shape]")) {
  button.addEventListener("click", () => setShape(button.dataset.shape));
}
$("texture").addEventListener("click", () => setTexture(true));
$("smooth").addEventListener("click", () => setTexture(false));
$("more").open = !matchMedia("(max-width: 46rem), (max-height: 32rem)").matches;
$("save-mask").addEventListener("click", () => attempt(saveMask));
$("load-mask").addEventListener("click", () => $("mask-file").click());
$("mask-file").addEventListener("change", e => {
  const [file] = e.target.files;
  if (file) attempt(() => loadMask(file));
  e.target.value = "";
});
$("smaller").addEventListener("click", () => view.zoomBy(1 / 1.5));
$("larger").addEventListener("click", () => view.zoomBy(1.5));
$("fit").addEventListener("click", () => view.fit());
$("stage").addEventListener("wheel", e => {
  if (e.ctrlKey || e.metaKey) {
    e.preventDefault();
    view.zoomBy(Math.exp(-e.deltaY / 300), e.clientX, e.clientY);
  } else if (e.target === $("mask") && brush.shape === "brush" && e.deltaY !== 0 && (e.altKey || view.zoom === 1)) {
    // An enlarged picture is moved by the wheel alone.
    e.preventDefault();
    if (!mask.painting) widen(Math.exp(-e.deltaY / 600));
  }
}, { passive: false });

document.addEventListener("keydown", e => {
  const state = document.body.dataset.state;
  if (state === "start" || e.target.matches("input[type=number]")) return;
  const key = e.key.toLowerCase();
  if (e.ctrlKey || e.metaKey) {
    const redo = key === "y" || e.shiftKey;
    if (!["z", "y"].includes(key) || !["paint", "result"].includes(state)) return;
    e.preventDefault();
    if (state === "paint") attempt(() => history(redo ? "redo" : "undo"));
    else if (!redo) back();
    return;
  }
  if (e.altKey) return;
  const painting = {
    "[": () => widen(1 / 1.15),
    "]": () => widen(1.15),
    "e": () => setErasing(!brush.erases),
    "b": () => setShape("brush"),
    "r": () => setShape("rectangle"),
    "l": () => setShape("lasso"),
  };
  const always = { "+": () => view.zoomBy(1.5), "-": () => view.zoomBy(1 / 1.5), "0": () => view.fit() };
  const action = (state === "paint" && painting[key]) || always[key];
  if (action) {
    e.preventDefault();
    action();
  }
});

// ---- Filling

/** In milliseconds, between two clicks that are meant as one. */
const DOUBLE_CLICK = 500;
let began = 0;

/** How holes are filled, as the user has chosen. */
function how() { return { texture, model: $("model").value }; }

function requirePainted() {
  const { count } = mask.cells();
  if (count === 0) throw new Failure("Nothing is painted yet. Paint over what should go, then press the button.");
  if (count === picture.width * picture.height) {
    throw new Failure("Everything is painted over, so that nothing is left to fill it from. Erase some of it.");
  }
}

/** Runs what takes the server's time, once at a time, and lets the user end it. */
async function run(state, work) {
  if (running) return;
  requirePainted();
  running = new AbortController();
  began = performance.now();
  enter(state);
  const clock = setInterval(() => {
    const seconds = `${Math.round((performance.now() - began) / 1000)} s`;
    for (const each of document.querySelectorAll(".clock")) each.textContent = seconds;
  }, 1000);
  try {
    await work(running.signal);
  } finally {
    running = null;
    clearInterval(clock);
    for (const each of document.querySelectorAll(".clock")) each.textContent = "";
  }
}

async function fill(signal) {
  $("cancel").focus();
  try {
    const { picture: next, warning } = await filled(opened, mask, how(), signal, say);
    showResult(next);
    say(`Filled. To compare, move the line, or hold the button${coarse() ? "" : " or the key C"}.`);
    if (warning) complain(warning);
  } catch (e) {
    enter("paint");
    $("fill").focus();
    say(e.name === "AbortError" ? "Stopped." : "Not filled.");
    if (e.name !== "AbortError") throw e;
  }
}

/** A result that is no longer needed. */
function forget() {
  comparison.hide();
  result = null;
}

function showResult(next) {
  result = next;
  enter("result");
  // On the result two fingers don't make it smaller, and a phone has no buttons for that.
  view.fit();
  comparison.show(result.since(opened), result.size);
}

function back() {
  hush();
  enter("paint");
  showHistory();
  say("Paint more, or erase, and fill again.");
  $("mask").focus({ preventScroll: true });
}

/** The result becomes the picture; undoing leads back to the one that it was made of. */
async function goOn() {
  await show(result);
  earlier.push({ opened, memory: mask.memory });
  later = [];
  opened = result;
  forget();
  mask.restore();
  enter("paint");
  showHistory();
  say("Paint over what else should go. Undo leads back.");
  $("mask").focus({ preventScroll: true });
}

async function save() {
  const told = await saving.download(result);
  say(told || "Downloaded.");
}

async function fillSeries(signal) {
  $("series-cancel").hidden = false;
  $("series-back").hidden = true;
  $("series-cancel").focus();
  try {
    await series.run(opened, others, mask, how(), signal);
  } finally {
    $("series-cancel").hidden = true;
    $("series-back").hidden = false;
    $("series-back").focus();
  }
}

$("fill").addEventListener("click", () => attempt(() => run("busy", fill)));
$("fill-all").addEventListener("click", () => {
  if (series.unsaved && !confirm("Fill them again? What was filled is not downloaded.")) return;
  attempt(() => run("series", fillSeries));
});
for (const id of ["cancel", "series-cancel"]) {
  $(id).addEventListener("click", e => {
    // It takes Fill's place: the second click of a double one is not meant for it.
    if (e.timeStamp - began > DOUBLE_CLICK) running?.abort();
  });
}
$("download").addEventListener("click", () => attempt(save));
$("back").addEventListener("click", back);
$("series-back").addEventListener("click", back);
$("next").addEventListener("click", () => attempt(goOn));
$("error").querySelector("button").addEventListener("click", hush);

// ---- What the server offers

async function offer() {
  const offered = await models();
  setTexture(offered.texture);
  for (const { name, title, usual } of offered.models) $("model").add(new Option(title, name, usual, usual));
  $("models").hidden = offered.models.length < 2;
}

enter("start");
attempt(offer);
