/** What commands that train share: options, places, and what is shown of a run. */
package io.github.dl4jinpaint.examples.training;
