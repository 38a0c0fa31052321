/** Access tokens: signing keys, client secrets, device assertions. */
@NullMarked
package dev.hookswitch.auth.tokens;

import org.jspecify.annotations.NullMarked;
