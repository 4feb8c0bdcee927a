/**
 * What the commands share: options, models and pictures by their files, interruption, errors in a
 * line.
 */
package io.github.dl4jinpaint.examples.command;
