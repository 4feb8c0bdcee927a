/**
 * What this project's modules share and nobody else needs: no part of the library's interface, and
 * free to change at any time.
 */
package io.github.dl4jinpaint.layers.internal;
