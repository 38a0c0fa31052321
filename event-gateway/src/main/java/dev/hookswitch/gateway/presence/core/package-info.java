/** When another gateway counts as dead. No I/O, no clock. */
@NullMarked
package dev.hookswitch.gateway.presence.core;

import org.jspecify.annotations.NullMarked;
