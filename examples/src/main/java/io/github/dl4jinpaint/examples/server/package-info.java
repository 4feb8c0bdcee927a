/**
 * Inpainting over HTTP: a page to paint on, and an API for programs. {@link
 * io.github.dl4jinpaint.examples.server.InpaintingSite} puts them together; {@link
 * io.github.dl4jinpaint.examples.InpaintServer} is the main.
 */
package io.github.dl4jinpaint.examples.server;
