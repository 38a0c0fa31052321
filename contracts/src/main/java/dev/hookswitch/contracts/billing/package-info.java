/** Commands, events, answers and refusals of billing-service. */
@NullMarked
package dev.hookswitch.contracts.billing;

import org.jspecify.annotations.NullMarked;
