/** PushTokens: how a device or phone gets one, and how it is taken back. */
@NullMarked
package dev.hookswitch.push.registrations;

import org.jspecify.annotations.NullMarked;
