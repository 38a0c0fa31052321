/** End-to-end tests, one per user story, and the bench. */
@NullMarked
package dev.hookswitch.stories;

import org.jspecify.annotations.NullMarked;
