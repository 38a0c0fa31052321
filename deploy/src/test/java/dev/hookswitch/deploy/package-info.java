/** Holds what deploys the platform to what the platform is, read from what was built. */
@NullMarked
package dev.hookswitch.deploy;

import org.jspecify.annotations.NullMarked;
