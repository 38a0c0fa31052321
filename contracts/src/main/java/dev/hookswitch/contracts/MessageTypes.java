package dev.hookswitch.contracts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The message types under some sealed interfaces, by the name that stands in {@code ce_type}.
 *
 * @param <T> what all of them are
 */
public final class MessageTypes<T extends Message> {
    private final Map<String, Class<? extends T>> byName;

    private MessageTypes(Map<String, Class<? extends T>> byName) {
        this.byName = byName;
    }

    /** All records below the given sealed interfaces; throws {@link IllegalArgumentException} when two share a name. */
    @SafeVarargs
    public static <T extends Message> MessageTypes<T> of(Class<? extends T>... sealedRoots) {
        var byName = new TreeMap<String, Class<? extends T>>();
        for (var root : sealedRoots) {
            for (var leaf : leaves(root)) {
                var before = byName.put(leaf.getSimpleName(), leaf);
                if (before != null && before != leaf) {
                    throw new IllegalArgumentException("two message types are called " + leaf.getSimpleName());
                }
            }
        }
        return new MessageTypes<>(byName);
    }

    public static String nameOf(Message message) {
        return message.getClass().getSimpleName();
    }

    public Optional<Class<? extends T>> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public List<Class<? extends T>> all() {
        return List.copyOf(byName.values());
    }

    @SuppressWarnings("unchecked") // a permitted subclass of a T is a T
    private static <T> List<Class<? extends T>> leaves(Class<? extends T> type) {
        if (!type.isSealed()) {
            return List.of(type);
        }
        var leaves = new ArrayList<Class<? extends T>>();
        Arrays.stream(type.getPermittedSubclasses())
                .forEach(permitted -> leaves.addAll(leaves((Class<? extends T>) permitted)));
        return leaves;
    }
}
