package io.github.dl4jinpaint.examples.server;

import java.util.List;

/**
 * A picture whose holes are filled.
 *
 * @param png its file's bytes
 * @param warnings what the user should know of the mask, in sentences; none for a proper one
 */
public record Filled(byte[] png, List<String> warnings) {}
