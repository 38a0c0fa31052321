/** Which connections are open, told to the rooms, also when this process is killed. */
@NullMarked
package dev.hookswitch.gateway.presence;

import org.jspecify.annotations.NullMarked;
