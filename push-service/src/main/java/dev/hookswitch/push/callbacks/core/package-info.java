/** What may be a callback address. */
@NullMarked
package dev.hookswitch.push.callbacks.core;

import org.jspecify.annotations.NullMarked;
