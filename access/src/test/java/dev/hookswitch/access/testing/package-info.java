/** What the tests of every service use in auth-service's place. */
@NullMarked
package dev.hookswitch.access.testing;

import org.jspecify.annotations.NullMarked;
