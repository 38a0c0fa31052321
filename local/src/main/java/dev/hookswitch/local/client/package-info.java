/** The platform's public interface as a program uses it: what demo, stories and bench are written with. */
@NullMarked
package dev.hookswitch.local.client;

import org.jspecify.annotations.NullMarked;
