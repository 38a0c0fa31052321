/** Apps, models, devices and users: administration that no other service must hear of, in plain SQL. */
@NullMarked
package dev.hookswitch.auth.registry;

import org.jspecify.annotations.NullMarked;
