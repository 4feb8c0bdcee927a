/**
 * CIFAR-10: its official binary files, downloaded and checked when they aren't there.
 *
 * <p>{@link io.github.dl4jinpaint.data.cifar10.Cifar10} gives its images; everything else here
 * serves that.
 *
 * <p>The binary layout: records of 3,073 bytes, a label (0 to 9) and the red, the green and the
 * blue plane of 32 × 32 pixels, each row by row; the official files hold 10,000 of them.
 */
package io.github.dl4jinpaint.data.cifar10;
