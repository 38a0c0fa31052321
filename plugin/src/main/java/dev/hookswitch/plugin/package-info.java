/** What browsers load of the plugin and its pages, as the build has bundled it. */
@NullMarked
package dev.hookswitch.plugin;

import org.jspecify.annotations.NullMarked;
