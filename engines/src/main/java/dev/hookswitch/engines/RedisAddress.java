package dev.hookswitch.engines;

/** Where a Redis is reached, and its password, which the text form leaves out. */
public record RedisAddress(String host, int port, String password) {
    /** {@code redis://:password@host:port}, as Quarkus takes it in {@code REDIS_HOSTS}. Holds the password. */
    public String url() {
        return password.isEmpty() ? "redis://" + host + ":" + port : "redis://:" + password + "@" + host + ":" + port;
    }

    @Override
    public String toString() {
        return "redis://" + host + ":" + port;
    }
}
