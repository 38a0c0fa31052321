package dev.hookswitch.messaging.core;

import java.util.List;

/**
 * What a reader may filter an event by without parsing it; these travel as headers.
 *
 * @param app the appid it belongs to, empty for what belongs to no app
 * @param parties the subjects it concerns
 * @param audience the roles that may see it
 */
public record Labels(String app, List<String> parties, List<String> audience) {}
