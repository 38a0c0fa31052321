/** Codes and tickets that live for minutes. */
@NullMarked
package dev.hookswitch.auth.codes;

import org.jspecify.annotations.NullMarked;
