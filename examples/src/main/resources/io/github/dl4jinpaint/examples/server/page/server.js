/** What went wrong, in words for the user. */
export class Failure extends Error {}

const GONE = "The server doesn't answer. Is it still running? What you painted is still here.";

/** @returns {Promise<{uploadBytes: number, pixels: number, seconds: number}>} what the server takes */
export async function limits() {
  return (await ask("api/limits")).json();
}

/**
 * Has holes filled.
 * @param {Blob} image PNG or JPEG
 * @param {Blob} mask PNG of the same size, white where the holes are
 * @param {boolean} texture whether holes get the picture's texture, or are filled smoothly
 * @returns {Promise<{png: Blob, warning: string}>} with what is doubtful about the mask; empty for nothing
 */
export async function inpaint(image, mask, texture, signal) {
  const form = new FormData();
  form.append("holes", "white");
  form.append("texture", texture);
  form.append("mask", mask, "mask.png");
  form.append("image", image, image.type === "image/jpeg" ? "image.jpg" : "image.png");
  const answer = await ask("api/inpaint", { method: "POST", body: form, signal });
  return { png: await answer.blob(), warning: answer.headers.get("Inpaint-Warning") ?? "" };
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
