package dev.hookswitch.push;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A developer's server as a developer would write it: it verifies each request by Standard Webhooks' rules, on its own
 * code, and answers what the test has planned, 200 after that.
 */
final class DeveloperServer implements AutoCloseable {
    /** Answered by silence until the server is closed. */
    static final int SILENCE = 0;

    record Heard(String id, String body, boolean isGenuine) {}

    private final HttpServer server;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final Deque<Integer> planned = new ConcurrentLinkedDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String secret = "";

    DeveloperServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/ring", this::ring);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/ring";
    }

    void verifiesWith(String whsec) {
        secret = whsec;
    }

    void answers(Integer... statuses) {
        planned.addAll(List.of(statuses));
    }

    List<Heard> heard() {
        return heard;
    }

    private void ring(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = exchange.getRequestHeaders();
        var id = headers.getFirst("webhook-id");
        heard.add(new Heard(
                id,
                body,
                isGenuine(id, headers.getFirst("webhook-timestamp"), headers.getFirst("webhook-signature"), body)));
        var next = planned.pollFirst();
        if (next != null && next == SILENCE) {
            try {
                closed.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        if (next != null && next == 302) {
            exchange.getResponseHeaders().add("Location", url() + "/elsewhere");
        }
        exchange.sendResponseHeaders(next == null || next == SILENCE ? 200 : next, -1);
        exchange.close();
    }

    private boolean isGenuine(String id, String timestamp, String signature, String body) {
        var age = System.currentTimeMillis() / 1000 - Long.parseLong(timestamp);
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            var right = "v1,"
                    + Base64.getEncoder()
                            .encodeToString(
                                    mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8)));
            return Math.abs(age) < 300
                    && MessageDigest.isEqual(
                            right.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
