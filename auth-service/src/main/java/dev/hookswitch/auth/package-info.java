/** Apps, models, devices, users, grants and the tokens that name them. */
@NullMarked
package dev.hookswitch.auth;

import org.jspecify.annotations.NullMarked;
