/** Everything on one machine: supervisor, front door, seeds, demo. */
@NullMarked
package dev.hookswitch.local;

import org.jspecify.annotations.NullMarked;
