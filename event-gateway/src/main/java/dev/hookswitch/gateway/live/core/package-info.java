/** The decisions of sockets: what is told to whom, in which order, within which bounds. No I/O, no clock. */
@NullMarked
package dev.hookswitch.gateway.live.core;

import org.jspecify.annotations.NullMarked;
