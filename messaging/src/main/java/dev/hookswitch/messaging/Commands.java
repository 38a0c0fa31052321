package dev.hookswitch.messaging;

import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Wire;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Sends commands to their owners' logs; one per process, for all its threads.
 *
 * <p>At most {@value #UNDER_WAY_MAX} are under way. While the broker is away a send blocks its caller for up to one
 * second, and fails with {@link CommandNotSent}.
 */
public final class Commands implements AutoCloseable {
    static final int UNDER_WAY_MAX = 10_000;
    private static final Duration BLOCK_MAX = Duration.ofSeconds(1);
    /** A busy machine's broker takes seconds to say what topics there are; longer is none. */
    private static final Duration START_MAX = Duration.ofSeconds(30);
    /** Below the 5 s that a REST caller waits (design §2). */
    private static final Duration SEND_MAX = Duration.ofSeconds(4);

    private final String source;
    private final InstantSource clock;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Semaphore free = new Semaphore(UNDER_WAY_MAX);

    /** @param source who sends: {@code ce_source}, and the client's name at the broker */
    public Commands(String bootstrapServers, String source) {
        this(bootstrapServers, source, InstantSource.system());
    }

    Commands(String bootstrapServers, String source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
        this.producer = Clients.producer(bootstrapServers, source + "-commands", BLOCK_MAX, SEND_MAX, Duration.ZERO);
    }

    /** Completes when all in-sync replicas have the command; exceptionally with {@link CommandNotSent}. */
    public CompletableFuture<Void> send(CommandToSend command) {
        if (!free.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new CommandNotSent(command.id(), UNDER_WAY_MAX + " commands are under way"));
        }
        var sent = new CompletableFuture<Void>();
        try {
            var _ = producer.send(record(command, source, clock.instant()), (_, failure) -> {
                free.release();
                if (failure == null) {
                    sent.complete(null);
                } else {
                    sent.completeExceptionally(new CommandNotSent(command.id(), failure));
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            // What send() itself throws, no callback hears of.
            free.release();
            sent.completeExceptionally(new CommandNotSent(command.id(), e));
        }
        return sent;
    }

    /**
     * How many partitions a topic has; throws {@link IllegalStateException} where there is none of this name, also after
     * the broker had time to start beside this process.
     */
    int partitions(String topic) {
        var begun = System.nanoTime();
        while (true) {
            try {
                return producer.partitionsFor(topic).size();
            } catch (RetriableException e) {
                // Each attempt has waited as long as a send may block.
                if (System.nanoTime() - begun > START_MAX.toNanos()) {
                    throw new IllegalStateException("no topic " + topic + "; run CreateTopics first", e);
                }
            } catch (KafkaException e) {
                throw new IllegalStateException("no topic " + topic + "; run CreateTopics first", e);
            }
        }
    }

    static ProducerRecord<byte[], byte[]> record(CommandToSend command, String source, Instant time) {
        var headers = Ce.headers(command.id(), MessageTypes.nameOf(command.command()), source, time, command.key());
        command.asker().ifPresent(asker -> Ce.putAsker(headers, asker));
        command.validUntil().ifPresent(until -> Ce.put(headers, Ce.VALIDUNTIL, Wire.millis(until)));
        command.traceparent().ifPresent(trace -> Ce.put(headers, Ce.TRACEPARENT, trace));
        return new ProducerRecord<>(
                command.topic().wireName(), null, Ce.bytes(command.key()), Wire.bytes(command.command()), headers);
    }

    @Override
    public void close() {
        producer.close(SEND_MAX);
    }
}
