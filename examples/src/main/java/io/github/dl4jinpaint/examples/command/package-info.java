/**
 * What the commands share: options, models and pictures by their files, a run that is shown and can
 * be interrupted, errors in a line.
 */
package io.github.dl4jinpaint.examples.command;
