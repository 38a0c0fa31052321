/** How all of it looks as JSON, and what all messages have in common. */
@NullMarked
package dev.hookswitch.contracts;

import org.jspecify.annotations.NullMarked;
