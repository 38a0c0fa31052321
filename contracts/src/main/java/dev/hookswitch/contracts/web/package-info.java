/** Web pages, and where they come from. */
@NullMarked
package dev.hookswitch.contracts.web;

import org.jspecify.annotations.NullMarked;
