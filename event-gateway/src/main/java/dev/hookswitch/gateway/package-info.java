/** Live links to devices and pages: fan-out with resume, presence, signalling. */
@NullMarked
package dev.hookswitch.gateway;

import org.jspecify.annotations.NullMarked;
