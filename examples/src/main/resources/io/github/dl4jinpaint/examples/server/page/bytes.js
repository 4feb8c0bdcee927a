/** The characters of a file's bytes from a place on. */
export function ascii(bytes, at, length) { return String.fromCharCode(...bytes.subarray(at, at + length)); }

export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes that went through a stream, such as a compressing one. */
export async function through(stream, bytes) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}
