/** What the gateway's tests put around it: a platform of real engines, room-service's documented door, a client. */
@NullMarked
package dev.hookswitch.gateway.testing;

import org.jspecify.annotations.NullMarked;
