/** Commands, events of push-service, and what a ring carries. */
@NullMarked
package dev.hookswitch.contracts.push;

import org.jspecify.annotations.NullMarked;
