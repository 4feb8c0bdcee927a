import { cutOuts } from "./parts.js";
import { inpaint } from "./server.js";

/**
 * Has a picture's holes filled by the server: at once, or cut-out by cut-out. What was filled is known to the next one.
 * @param {Mask} mask
 * @param {{texture: boolean, model: string}} how
 * @param {AbortSignal} signal ends it
 * @param tell called with what the server does, in words
 * @returns {Promise<{picture: Picture, warning: string}>} with what is doubtful about the mask; empty for nothing
 */
export async function filled(picture, mask, how, signal, tell) {
  if (!picture.inParts) {
    const all = { x: 0, y: 0, ...picture.size };
    const { png, warning } = await inpaint(picture.whole, await mask.toPng(all), how, signal, tell);
    return { picture: picture.replaced(png), warning };
  }
  const parts = cutOuts(mask.cells(), picture.size, picture.mostPixels);
  let result = picture;
  for (const [i, part] of parts.entries()) {
    const tellOf = text => tell(parts.length === 1 ? text : `Part ${i + 1} of ${parts.length}: ${text}`);
    const maskOfPart = await mask.toPng(part, parts.slice(0, i).map(({ core }) => core));
    // What would be doubtful about the mask of a cut-out needn't be so of the picture's.
    const { png } = await inpaint(await result.cutOut(part), maskOfPart, how, signal, tellOf);
    result = result.patched(png, part.x, part.y, part.width, part.height);
  }
  return { picture: result, warning: "" };
}
