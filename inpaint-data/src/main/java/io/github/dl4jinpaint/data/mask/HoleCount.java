package io.github.dl4jinpaint.data.mask;

/**
 * How many pixels of a mask are to be holes.
 *
 * @param fewest the least that the bounds allow
 * @param wanted the number to aim at, fewest to most
 * @param most the most that the bounds allow
 */
record HoleCount(int fewest, int wanted, int most) {}
