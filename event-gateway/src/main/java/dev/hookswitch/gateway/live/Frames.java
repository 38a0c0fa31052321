package dev.hookswitch.gateway.live;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.live.PluginEvent;
import dev.hookswitch.contracts.live.ServerFrame;
import dev.hookswitch.gateway.live.core.News;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Frames as text. An event's data is copied as it stands on the log, not parsed and written again for each socket. */
final class Frames {
    private Frames() {}

    static String of(ServerFrame frame) {
        return Wire.text(frame);
    }

    /** The same as {@link ServerFrame.Event}. */
    static String event(News news, List<PluginEvent> plugin, Optional<Map<Integer, Long>> cursor) {
        var text = new StringBuilder(news.json().length() + 512);
        text.append("{\"kind\":\"event\",\"specversion\":\"1.0\",\"id\":");
        string(text, news.id());
        text.append(",\"source\":");
        string(text, news.source());
        text.append(",\"type\":");
        string(text, news.type());
        text.append(",\"subject\":");
        string(text, news.room().value());
        text.append(",\"time\":\"").append(Wire.millis(news.time())).append("\",\"seq\":");
        text.append(news.seq()).append(",\"data\":").append(news.json()).append(",\"plugin\":");
        text.append(plugin.isEmpty() ? "[]" : Wire.text(plugin));
        cursor.ifPresent(positions -> text.append(",\"cursor\":").append(Wire.text(positions)));
        return text.append('}').toString();
    }

    private static void string(StringBuilder text, String value) {
        text.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, text);
        text.append('"');
    }
}
