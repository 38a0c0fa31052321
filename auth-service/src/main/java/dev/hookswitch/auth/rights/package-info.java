/** Who may call whom, and who is disabled: auth-service's command log. */
@NullMarked
package dev.hookswitch.auth.rights;

import org.jspecify.annotations.NullMarked;
