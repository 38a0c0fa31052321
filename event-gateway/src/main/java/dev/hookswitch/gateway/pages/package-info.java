/** The files of plugin and pages, which every browser may have. */
@NullMarked
package dev.hookswitch.gateway.pages;

import org.jspecify.annotations.NullMarked;
