/** What the tests of every service share. */
@NullMarked
package dev.hookswitch.access.testing;

import org.jspecify.annotations.NullMarked;
