package dev.hookswitch.local.demo;

/** What a process of the demo tells the demo, one line each on its standard output. */
final class Says {
    static final String ROOM = "room ";

    /** For the person at the terminal. */
    static final String LINE = "- ";

    private Says() {}

    static void line(String text) {
        System.out.println(LINE + text);
    }

    static void room(String id) {
        System.out.println(ROOM + id);
    }

    static void ready() {
        System.out.println(Role.READY);
    }
}
