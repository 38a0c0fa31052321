/** Seed files: what a platform shall hold, written down by its user; read, checked, planted by the public interface, and exported. */
@NullMarked
package dev.hookswitch.local.seed;

import org.jspecify.annotations.NullMarked;
