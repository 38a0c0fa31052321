/** The log processor: batch, decide, store, publish; written once for all services. */
@NullMarked
package dev.hookswitch.messaging;

import org.jspecify.annotations.NullMarked;
