/** Sockets and what flows through them: events, resume, app subscribers, signalling. */
@NullMarked
package dev.hookswitch.gateway.live;

import org.jspecify.annotations.NullMarked;
