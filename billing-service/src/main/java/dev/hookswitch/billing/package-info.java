/** Licences and talking time in one double-entry ledger. */
@NullMarked
package dev.hookswitch.billing;

import org.jspecify.annotations.NullMarked;
