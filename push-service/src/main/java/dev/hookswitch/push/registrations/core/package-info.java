/** What a pushToken stands for. */
@NullMarked
package dev.hookswitch.push.registrations.core;

import org.jspecify.annotations.NullMarked;
