/** Commands, events and refusals of auth-service. */
@NullMarked
package dev.hookswitch.contracts.auth;

import org.jspecify.annotations.NullMarked;
