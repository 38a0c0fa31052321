package dev.hookswitch.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * What has changed between two JSON Schemas that breaks a program of one release which meets the other. Each finding is a
 * sentence that begins with the place.
 */
final class Compatibility {
    private static final List<String> UPPER = List.of("maximum", "maxLength", "maxItems", "maxProperties");
    private static final List<String> LOWER = List.of("minimum", "minLength", "minItems", "minProperties");
    private static final List<String> SAME = List.of("format", "pattern", "const");

    /** Who reads what of whom. */
    enum Use {
        /** Owners are upgraded first, so a new value is written when they know it; what is stored is read for ever. */
        COMMAND(true, true, true),
        /** Events, answers and reports: also read by services that are still of the former release. */
        EVENT(true, true, false),
        REQUEST(true, false, true),
        RESPONSE(false, true, true);

        /** This release reads what the former one has written. */
        private final boolean formerIsRead;
        /** The former release, or a client made for it, reads what this one writes. */
        private final boolean formerReads;
        /** Who reads bears a value or a kind that it does not know, or never sees one. */
        private final boolean mayGrow;

        Use(boolean formerIsRead, boolean formerReads, boolean mayGrow) {
            this.formerIsRead = formerIsRead;
            this.formerReads = formerReads;
            this.mayGrow = mayGrow;
        }
    }

    private final JsonNode formerDocument;
    private final JsonNode document;
    private final Use use;
    private final List<String> broken = new ArrayList<>();
    private final Set<List<String>> compared = new HashSet<>();

    private Compatibility(JsonNode formerDocument, JsonNode document, Use use) {
        this.formerDocument = formerDocument;
        this.document = document;
        this.use = use;
    }

    /** Of two documents that are schemas themselves. */
    static List<String> broken(JsonNode former, JsonNode now, Use use) {
        return broken(former, former, now, now, use, "");
    }

    /** Of schemas within documents, in which their references lead on. */
    static List<String> broken(
            JsonNode formerDocument, JsonNode former, JsonNode document, JsonNode now, Use use, String where) {
        var comparison = new Compatibility(formerDocument, document, use);
        comparison.compare(where, former, now);
        return comparison.broken;
    }

    /** What a reference leads to; what is none is itself. */
    static JsonNode resolved(JsonNode document, JsonNode node) {
        var at = node;
        while (at.path("$ref").isTextual()) {
            at = document.at(at.get("$ref").textValue().substring(1));
        }
        return at;
    }

    private void compare(String where, JsonNode formerNode, JsonNode nowNode) {
        var pair =
                List.of(formerNode.path("$ref").asText(), nowNode.path("$ref").asText());
        if (!pair.getFirst().isEmpty() && !compared.add(pair)) {
            return;
        }
        var former = resolved(formerDocument, formerNode);
        var now = resolved(document, nowNode);
        if (now.isMissingNode() && !former.isMissingNode()) {
            broken.add(where + " is gone");
            return;
        }
        types(where, former, now);
        for (var key : SAME) {
            if (!former.path(key).equals(now.path(key))) {
                broken.add("%s: %s was %s and is %s".formatted(where, key, shown(former, key), shown(now, key)));
            }
        }
        if (use.formerIsRead) {
            bounds(where, former, now);
        }
        choices(where, names(former.path("enum")), names(now.path("enum")), "value");
        properties(where, former, now);
        variants(where, former, now);
        if (former.has("items")) {
            compare(where + "[]", former.get("items"), now.path("items"));
        }
        if (former.path("additionalProperties").isObject()) {
            compare(where + "{}", former.get("additionalProperties"), now.path("additionalProperties"));
        }
    }

    private void types(String where, JsonNode former, JsonNode now) {
        var before = names(former.path("type"));
        var after = names(now.path("type"));
        var fits = (!use.formerIsRead || after.isEmpty() || (after.containsAll(before) && !before.isEmpty()))
                && (!use.formerReads || before.isEmpty() || (before.containsAll(after) && !after.isEmpty()));
        if (!fits) {
            broken.add("%s: type was %s and is %s".formatted(where, shown(former, "type"), shown(now, "type")));
        }
    }

    private void bounds(String where, JsonNode former, JsonNode now) {
        for (var key : UPPER) {
            if (now.has(key)
                    && former.path(key).asDouble(Double.MAX_VALUE)
                            > now.get(key).asDouble()) {
                broken.add("%s: %s was %s and is %s".formatted(where, key, shown(former, key), shown(now, key)));
            }
        }
        for (var key : LOWER) {
            if (now.has(key)
                    && former.path(key).asDouble(-Double.MAX_VALUE)
                            < now.get(key).asDouble()) {
                broken.add("%s: %s was %s and is %s".formatted(where, key, shown(former, key), shown(now, key)));
            }
        }
    }

    private void properties(String where, JsonNode former, JsonNode now) {
        var before = names(former.path("required"));
        var after = names(now.path("required"));
        former.path("properties").properties().forEach(property -> {
            var name = property.getKey();
            var place = where.isEmpty() ? name : where + "." + name;
            compare(place, property.getValue(), now.path("properties").path(name));
            if (use.formerIsRead && after.contains(name) && !before.contains(name)) {
                broken.add(place + " was optional and is required");
            }
            var isThere = now.path("properties").has(name);
            if (use.formerReads && isThere && before.contains(name) && !after.contains(name)) {
                broken.add(place + " was required and is optional");
            }
        });
        if (use.formerIsRead) {
            for (var name : after) {
                if (!former.path("properties").has(name)) {
                    broken.add((where.isEmpty() ? name : where + "." + name)
                            + " is new and required: the former release does not write it");
                }
            }
        }
    }

    private void variants(String where, JsonNode former, JsonNode now) {
        var before = variants(formerDocument, former);
        var after = variants(document, now);
        choices(where, before.keySet(), after.keySet(), "kind");
        before.forEach((name, variant) -> {
            if (after.containsKey(name)) {
                compare(where + "(" + name + ")", variant, after.getOrDefault(name, MissingNode.getInstance()));
            }
        });
    }

    /** A choice by what tells it from the others: its constants, else the name it is referred to by, else what it demands. */
    private static Map<String, JsonNode> variants(JsonNode document, JsonNode schema) {
        var variants = new LinkedHashMap<String, JsonNode>();
        for (var variant : schema.path("oneOf")) {
            var properties = resolved(document, variant).path("properties");
            var constants = new ArrayList<String>();
            properties.properties().forEach(property -> {
                if (property.getValue().has("const")) {
                    constants.add(property.getValue().get("const").asText());
                }
            });
            var name = !constants.isEmpty()
                    ? String.join("+", constants)
                    : variant.path("$ref").asText(String.join("+", names(variant.path("required"))));
            variants.put(name, variant);
        }
        return variants;
    }

    private void choices(String where, Set<String> before, Set<String> after, String what) {
        if (before.isEmpty() && (after.isEmpty() || !use.formerIsRead)) {
            return;
        }
        if (before.isEmpty()) {
            broken.add("%s: any %s was allowed, and now only %s".formatted(where, what, after));
            return;
        }
        if (after.isEmpty() && use.mayGrow) {
            return;
        }
        minus(before, after).forEach(gone -> broken.add("%s: %s %s is gone".formatted(where, what, gone)));
        if (!use.mayGrow) {
            minus(after, before)
                    .forEach(added -> broken.add(
                            "%s: %s %s is new, and a reader of the former release cannot read it; make it a new type"
                                    .formatted(where, what, added)));
        }
    }

    private static Set<String> minus(Set<String> all, Set<String> without) {
        var rest = new TreeSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    /** The texts of an array, or the one that stands alone. */
    private static Set<String> names(JsonNode node) {
        if (node.isValueNode()) {
            return Set.of(node.asText());
        }
        var names = new TreeSet<String>();
        StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText).forEach(names::add);
        return names;
    }

    private static String shown(JsonNode schema, String key) {
        return schema.has(key) ? schema.get(key).toString() : "open";
    }
}
