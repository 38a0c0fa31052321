/** What a call is: the words all services share. */
@NullMarked
package dev.hookswitch.contracts.call;

import org.jspecify.annotations.NullMarked;
