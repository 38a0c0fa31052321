/** What a room's events look like to the plugin. */
@NullMarked
package dev.hookswitch.contracts.plugin;

import org.jspecify.annotations.NullMarked;
