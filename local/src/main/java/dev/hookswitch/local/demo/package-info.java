/** Two calls between processes of their own, through the public interface only. */
@NullMarked
package dev.hookswitch.local.demo;

import org.jspecify.annotations.NullMarked;
