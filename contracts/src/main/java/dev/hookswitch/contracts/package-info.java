/** What is on the wire: one record per command, event and answer. */
@NullMarked
package dev.hookswitch.contracts;

import org.jspecify.annotations.NullMarked;
