/** Where an app's developer wants to hear of calls, and how what goes there is signed. */
@NullMarked
package dev.hookswitch.push.callbacks;

import org.jspecify.annotations.NullMarked;
