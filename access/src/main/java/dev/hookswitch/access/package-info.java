/** Who calls and what is theirs: tokens, problems, cursors; written once for all services. */
@NullMarked
package dev.hookswitch.access;

import org.jspecify.annotations.NullMarked;
