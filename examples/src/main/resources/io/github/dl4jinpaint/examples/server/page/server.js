/** What went wrong, in words for the user. */
export class Failure extends Error {}

const GONE = "The server doesn't answer. Is it still running? What you painted is still here.";

/** In milliseconds, between two questions about what a request waits for. */
const ASK_EVERY = 500;

/** @returns {Promise<{uploadBytes: number, pixels: number, seconds: number}>} what the server takes */
export async function limits() {
  return (await ask("api/limits")).json();
}

/** @returns {Promise<{texture: boolean, models: {name: string, title: string, usual: boolean}[]}>} how the server fills holes */
export async function models() {
  return (await ask("api/models")).json();
}

/**
 * Has holes filled.
 * @param {Blob} image PNG or JPEG
 * @param {Blob} mask PNG of the same size, white where the holes are
 * @param {{texture: boolean, model: string}} how whether holes get the picture's texture, or are filled smoothly; and what fills them
 * @param {AbortSignal} signal ends it
 * @param tell called with what the server does, in words
 * @returns {Promise<{png: Blob, warning: string}>} with what is doubtful about the mask; empty for nothing
 */
export async function inpaint(image, mask, { texture, model }, signal, tell) {
  const form = new FormData();
  form.append("holes", "white");
  form.append("texture", texture);
  if (model) form.append("model", model);
  form.append("mask", mask, "mask.png");
  form.append("image", image, image.type === "image/jpeg" ? "image.jpg" : "image.png");
  const ticket = newTicket();
  const follow = follower(ticket, signal, tell);
  try {
    const answer = await ask(`api/inpaint?ticket=${ticket}`, { method: "POST", body: form, signal });
    return { png: await answer.blob(), warning: answer.headers.get("Inpaint-Warning") ?? "" };
  } finally {
    follow.end();
  }
}

/** Tells where a request stands, until it is told that it is answered. */
function follower(ticket, signal, tell) {
  let follows = true;
  tell("Sending…");
  const asks = setInterval(async () => {
    try {
      const text = await place(ticket, signal);
      // The answer may have come first.
      if (follows) tell(text);
    } catch (e) {
      // The request itself fails as well, if this is more than a question that was lost.
      if (!(e instanceof Failure) && e.name !== "AbortError") throw e;
    }
  }, ASK_EVERY);
  return {
    end() {
      follows = false;
      clearInterval(asks);
    },
  };
}

/** A name for a request, which nobody else guesses. crypto.randomUUID is there on this machine and with https only. */
function newTicket() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

async function place(ticket, signal) {
  const { state, before, seconds } = await (await ask(`api/queue/${ticket}`, { signal })).json();
  if (state === "waiting") {
    return `Waiting: ${before} ${before === 1 ? "picture is" : "pictures are"} before this one, about ${seconds} s.`;
  }
  return state === "running" ? "Filling…" : "Sending…";
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (e) {
    throw e.name === "AbortError" ? e : new Failure(GONE);
  }
  if (answer.ok) return answer;
  throw new Failure(await told(answer));
}

async function told(answer) {
  const wait = answer.headers.get("Retry-After");
  try {
    const { error } = await answer.json();
    return wait ? `${error} Try again in ${wait} ${wait === "1" ? "second" : "seconds"}.` : error;
  } catch {
    return `The server answered with an error (${answer.status}) and no reason.`;
  }
}
