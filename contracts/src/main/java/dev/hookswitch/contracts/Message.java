package dev.hookswitch.contracts;

/**
 * A record that travels on a topic of its own kind: a command, an event, an answer or a refusal.
 *
 * <p>Its type travels beside it, as the CloudEvents attribute {@code type} (header {@code ce_type}), and is the simple
 * name of its class; names are unique over all topics (see {@link Messages}).
 */
public interface Message {}
