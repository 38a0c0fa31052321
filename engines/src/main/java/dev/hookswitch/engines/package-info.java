/** Starts and stops the real servers beneath the platform: Kafka, PostgreSQL and Redis. */
@NullMarked
package dev.hookswitch.engines;

import org.jspecify.annotations.NullMarked;
