import { Brush } from "./brush.js";
import { Mask } from "./mask.js";
import { Failure, inpaint, limits } from "./server.js";
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

/** The picture as it was opened or filled last, what to call it, and whether it is on the user's disk. */
let opened = null;
/** Pictures before and after this one, of which each is the one before it, filled; with what was painted on them. */
let earlier = [];
let later = [];
let filled = null;
let running = null;

// ---- States: start, paint, busy, result

function enter(state) {
  document.body.dataset.state = state;
  const shown = (id, ...states) => { $(id).hidden = !states.includes(state); };
  shown("start", "start");
  shown("editor", "paint", "busy", "result");
  shown("working", "busy");
  shown("cancel", "busy");
  shown("fill", "paint");
  for (const id of ["after", "divider", "split", "compare", "download", "back", "next"]) shown(id, "result");
  shown("other", "paint", "result");
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

async function open(file, name) {
  if (running) return;
  const bitmap = await decoded(file);
  const allowed = await limits();
  const size = fitting(bitmap, allowed.pixels);
  const asItIs = ["image/png", "image/jpeg"].includes(file.type) && !size.shrunk;
  const image = asItIs ? file : await encoded(bitmap, size);
  if (image.size > allowed.uploadBytes) {
    throw new Failure(
      `This picture's file has ${megabytes(image.size)} MB; this server takes up to ${megabytes(allowed.uploadBytes)} MB.`);
  }
  // Nothing has changed so far: what is open and painted on stays where opening another fails.
  if (running || !mayReplace()) return;
  opened = { image, name: name.replace(/\.[^.]*$/, "") || "picture", width: bitmap.width, height: bitmap.height, saved: true };
  earlier = [];
  later = [];
  show(bitmap, size);
  $("title").textContent = `Editing ${opened.name}`;
  forget();
  startPainting();
  say(size.shrunk
    ? `Made smaller, from ${bitmap.width} × ${bitmap.height} to ${size.width} × ${size.height} pixels, which is what this server takes. Paint over what should go.`
    : `${size.width} × ${size.height} pixels. Paint over what should go.${hint()}`);
  bitmap.close();
}

/** Whether a picture that was painted on but not filled, or filled but not downloaded, may go. */
function mayReplace() {
  if (unsaved()) return confirm("Open the other picture? This one is filled and not downloaded.");
  return !unfinished() || confirm("Open the other picture? What you painted on this one goes.");
}

function unfinished() { return document.body.dataset.state === "paint" && mask.canClear; }
function unsaved() { return filled === null ? opened !== null && !opened.saved : !filled.saved; }

addEventListener("beforeunload", e => { if (unfinished() || unsaved() || running) e.preventDefault(); });

function show(bitmap, { width, height }) {
  picture.width = $("mask").width = width;
  picture.height = $("mask").height = height;
  picture.getContext("2d").drawImage(bitmap, 0, 0, width, height);
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

async function decoded(file) {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new Failure(`${file.name || "This"} is not a picture that this browser can show, or it is damaged.`);
  }
}

async function encoded(bitmap, { width, height }) {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
  return canvas.convertToBlob({ type: "image/png" });
}

function fitting({ width, height }, pixels) {
  if (width * height <= pixels) return { width, height, shrunk: false };
  const scale = Math.sqrt(pixels / (width * height));
  const shorter = length => Math.max(1, Math.floor(length * scale));
  return { width: shorter(width), height: shorter(height), shrunk: true };
}

/** Keys are told beside the picture; what fingers do isn't. */
function hint() { return coarse() ? " Two fingers enlarge." : ""; }

function coarse() { return matchMedia("(pointer: coarse)").matches; }

function megabytes(bytes) { return (bytes / 1e6).toFixed(1); }

function openFirst(files) {
  const file = [...files].find(f => f.type.startsWith("image/")) ?? files[0];
  if (file) attempt(() => open(file, file.name));
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

document.addEventListener("paste", e => {
  if (e.clipboardData.files.length) {
    e.preventDefault();
    openFirst(e.clipboardData.files);
  } else if (!e.target.matches("input")) {
    complain("There is no picture in the clipboard.");
  }
});

let draggedOver = 0;
const dragsFiles = e => e.dataTransfer.types.includes("Files");
document.addEventListener("dragenter", e => {
  if (dragsFiles(e) && ++draggedOver) document.body.classList.add("dragging");
});
document.addEventListener("dragleave", e => {
  if (dragsFiles(e) && --draggedOver <= 0) endDrag();
});
document.addEventListener("dragover", e => dragsFiles(e) && e.preventDefault());
document.addEventListener("drop", e => {
  if (!dragsFiles(e)) return;
  e.preventDefault();
  endDrag();
  openFirst(e.dataTransfer.files);
});

function endDrag() {
  draggedOver = 0;
  document.body.classList.remove("dragging");
}

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
    const bitmap = await decoded(next.opened.image);
    from.pop();
    to.push({ opened, memory: mask.memory });
    opened = next.opened;
    show(bitmap, picture);
    bitmap.close();
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
  const { png } = await mask.toPng();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(png);
  link.download = `${opened.name}-mask.png`;
  link.click();
  // The browser has to have begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function loadMask(file) {
  const bitmap = await decoded(file);
  const sizes = [[picture.width, picture.height], [opened.width, opened.height]];
  if (!sizes.some(([width, height]) => width === bitmap.width && height === bitmap.height)) {
    throw new Failure(`This mask has ${bitmap.width} × ${bitmap.height} pixels, the picture ${picture.width} × ${picture.height}. They have to be of one size.`);
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

async function fill() {
  if (running) return;
  running = new AbortController();
  try {
    await fillHoles(await painted());
  } finally {
    running = null;
  }
}

async function painted() {
  const { png, holes } = await mask.toPng();
  if (holes === 0) throw new Failure("Nothing is painted yet. Paint over what should go, then press the button.");
  if (holes === picture.width * picture.height) {
    throw new Failure("Everything is painted over, so that nothing is left to fill it from. Erase some of it.");
  }
  return png;
}

async function fillHoles(png) {
  began = performance.now();
  enter("busy");
  say("Filling…");
  $("cancel").focus();
  const clock = setInterval(() => { $("clock").textContent = `${Math.round((performance.now() - began) / 1000)} s`; }, 1000);
  try {
    const { png: result, warning } = await inpaint(opened.image, png, texture, running.signal);
    showResult(result);
    say(`Filled. To compare, move the line, or hold the button${coarse() ? "" : " or the key C"}.`);
    if (warning) complain(warning);
  } catch (e) {
    enter("paint");
    $("fill").focus();
    say(e.name === "AbortError" ? "Stopped." : "Not filled.");
    if (e.name !== "AbortError") throw e;
  } finally {
    clearInterval(clock);
    $("clock").textContent = "";
  }
}

/** A result that is no longer needed. */
function forget() {
  if (filled) URL.revokeObjectURL(filled.url);
  filled = null;
}

function showResult(png) {
  forget();
  filled = { png, url: URL.createObjectURL(png), saved: false };
  $("after").src = filled.url;
  $("download").href = filled.url;
  $("download").download = `${opened.name}-inpainted.png`;
  enter("result");
  // On the result two fingers don't make it smaller, and a phone has no buttons for that.
  view.fit();
  $("split").value = 0;
  split();
  $("split").focus({ preventScroll: true });
}

function split() {
  const before = $("split").value / 10;
  $("sheet").style.setProperty("--split", `${before}%`);
  $("split").setAttribute("aria-valuetext", `${Math.round(before)} percent before, ${Math.round(100 - before)} percent after`);
}

/** Shows the picture as it was, for as long as a key, a button or a finger is held. */
function showBefore(shows) {
  $("sheet").style.setProperty("--split", shows ? "100%" : `${$("split").value / 10}%`);
}

$("compare").addEventListener("pointerdown", e => {
  $("compare").setPointerCapture(e.pointerId);
  showBefore(true);
});
for (const end of ["pointerup", "pointercancel", "blur"]) $("compare").addEventListener(end, () => showBefore(false));
$("compare").addEventListener("contextmenu", e => e.preventDefault());
const held = e => e.key.toLowerCase() === "c" || ([" ", "Enter"].includes(e.key) && e.target === $("compare"));
document.addEventListener("keydown", e => {
  if (document.body.dataset.state === "result" && held(e) && !e.ctrlKey && !e.metaKey) showBefore(true);
});
document.addEventListener("keyup", e => held(e) && showBefore(false));
addEventListener("blur", () => showBefore(false));

$("download").addEventListener("click", () => { filled.saved = true; });
$("fill").addEventListener("click", () => attempt(fill));
$("cancel").addEventListener("click", e => {
  // It takes Fill's place: the second click of a double one is not meant for it.
  if (e.timeStamp - began > DOUBLE_CLICK) running?.abort();
});
$("split").addEventListener("input", split);
function back() {
  hush();
  enter("paint");
  showHistory();
  say("Paint more, or erase, and fill again.");
  $("mask").focus({ preventScroll: true });
}

/** The result becomes the picture; undoing leads back to the one that it was made of. */
async function goOn() {
  const bitmap = await decoded(filled.png);
  earlier.push({ opened, memory: mask.memory });
  later = [];
  opened = { ...opened, image: filled.png, saved: filled.saved };
  show(bitmap, picture);
  bitmap.close();
  forget();
  mask.restore();
  enter("paint");
  showHistory();
  say("Paint over what else should go. Undo leads back.");
  $("mask").focus({ preventScroll: true });
}

$("back").addEventListener("click", back);
$("next").addEventListener("click", () => attempt(goOn));
$("error").querySelector("button").addEventListener("click", hush);

enter("start");
