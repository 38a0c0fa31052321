package dev.hookswitch.contracts.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.call.RoomId;

/** One of the plugin's documented events as {@code onVoipEvent} delivers it (contract §2.1, §2.2). */
public record PluginEvent(String eventName, RoomId roomId, RoomId groupId, JsonNode data) {}
