/** Load from outside, through the public interface, and the figures it gives. */
@NullMarked
package dev.hookswitch.stories.bench;

import org.jspecify.annotations.NullMarked;
