/** Apps' books: the log, the tables and the REST interface around {@code core}. */
@NullMarked
package dev.hookswitch.billing.ledger;

import org.jspecify.annotations.NullMarked;
