/** The ways to wake a listener, one class each. */
@NullMarked
package dev.hookswitch.push.transports;

import org.jspecify.annotations.NullMarked;
