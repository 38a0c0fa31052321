/** Counterparts for trying calls without a second person: the commands call, phone and watch, and devices that behave. */
@NullMarked
package dev.hookswitch.local.terminal;

import org.jspecify.annotations.NullMarked;
