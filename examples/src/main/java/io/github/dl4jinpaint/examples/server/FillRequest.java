package io.github.dl4jinpaint.examples.server;

/**
 * A picture to fill, and how.
 *
 * @param picture a file's bytes, of any format that can be read
 * @param mask a file's bytes, of the picture's size
 * @param whiteHoles whether the mask's white pixels are the holes, or its black ones
 * @param texture whether holes get the picture's texture, or are filled smoothly; null is as the
 *     server was told
 * @param model name of what fills it; null for what usually does
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
public record FillRequest(
    byte[] picture, byte[] mask, boolean whiteHoles, Boolean texture, String model) {}
