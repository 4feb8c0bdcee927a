/**
 * What a measurement is told with: tables on the console, CSV, JSON and a page, sheets of pictures,
 * a chart of the losses.
 */
package io.github.dl4jinpaint.examples.report;
