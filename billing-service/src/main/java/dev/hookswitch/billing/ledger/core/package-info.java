/** What may happen to an app's book, decided without clock, database or broker. */
@NullMarked
package dev.hookswitch.billing.ledger.core;

import org.jspecify.annotations.NullMarked;
