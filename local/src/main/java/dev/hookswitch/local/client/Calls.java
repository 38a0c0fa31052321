package dev.hookswitch.local.client;

import java.util.LinkedHashMap;
import java.util.Map;

/** Requests for calls, as the three call interfaces make them (contract §1.3–§1.5). */
public final class Calls {
    private Calls() {}

    /** {@code callDevice}: a phone calls a Linux or RTOS device. */
    public static Map<String, Object> callDevice(String sn, String modelId) {
        var body = new LinkedHashMap<String, Object>();
        body.put("via", "callDevice");
        body.put("roomType", "video");
        body.put("caller", Map.of("name", "妈妈"));
        body.put("listener", Map.of("id", sn, "modelId", modelId));
        body.put("chargeType", "duration");
        return body;
    }

    /** {@code initByCaller}, businessType 1: a device calls a phone. */
    public static Map<String, Object> callUser(String openId) {
        var body = new LinkedHashMap<String, Object>();
        body.put("via", "initByCaller");
        body.put("businessType", 1);
        body.put("roomType", "video");
        body.put("caller", Map.of());
        body.put("listener", Map.of("id", openId, "name", "妈妈"));
        return body;
    }

    /** The same request with one field more or changed. */
    public static Map<String, Object> with(Map<String, Object> body, String field, Object value) {
        var changed = new LinkedHashMap<>(body);
        changed.put(field, value);
        return changed;
    }
}
