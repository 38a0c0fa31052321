package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.Wire;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Sends commands whose verdict somebody waits for: ask and answer for REST handlers, one per process.
 *
 * <p>Answers come on this process's own partition of {@code answers}, read by assignment from the end; those of others
 * that share the partition are dropped. At most {@value #WAITING_MAX} questions wait; each has its time limit and is
 * entered before its command is sent, so that no answer can come too early.
 */
public final class Questions implements AutoCloseable {
    static final int WAITING_MAX = 20_000;
    private static final Logger LOG = Logger.getLogger(Questions.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration START_MAX = Duration.ofSeconds(30);

    @SuppressWarnings("ArrayRecordComponent") // compared by content, explicitly
    private record Waiting(byte[] command, CompletableFuture<Verdict> verdict) {}

    private final Commands commands;
    private final String instance;
    private final MessageTypes<? extends Message> answers;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final Semaphore free = new Semaphore(WAITING_MAX);
    /** What follows from an answer may block; the reading thread must not. */
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();

    private final Thread reader;
    private volatile boolean closing;

    /**
     * @param instance this process's name among all processes, the same as its {@code Asker.instance}
     * @param answers every type an answer or a refusal can have
     */
    public Questions(
            String bootstrapServers, String instance, Commands commands, MessageTypes<? extends Message> answers) {
        this.commands = commands;
        this.instance = instance;
        this.answers = answers;
        this.consumer = Clients.reader(bootstrapServers, instance + "-answers", "latest", 1000);
        this.reader = Thread.ofPlatform().name(instance + "-answers").unstarted(this::read);
    }

    /** Takes its place at the end of its partition; only then may anything be asked. */
    public void start() {
        var topic = Topic.ANSWERS.wireName();
        var mine = new TopicPartition(topic, Partitions.ofInstance(instance, commands.partitions(topic)));
        consumer.assign(List.of(mine));
        consumer.seekToEnd(List.of(mine));
        consumer.position(mine, START_MAX);
        reader.start();
    }

    public CompletableFuture<Verdict> ask(Topic topic, String key, Message command, String id, Duration timeout) {
        return ask(CommandToSend.of(topic, key, command, id), timeout);
    }

    /**
     * Sends the command as asked by this process. Completes with the verdict, on a virtual thread, or exceptionally
     * with {@link NoAnswer} or {@link CommandNotSent}; both leave open whether the command is carried out.
     *
     * <p>A command under an id that already waits here joins the same wait and is not sent again;
     * {@link QuestionDiffers} when its content is another.
     */
    public CompletableFuture<Verdict> ask(CommandToSend question, Duration timeout) {
        var id = question.id();
        var content = Wire.bytes(question.command());
        var mine = new Waiting(content, new CompletableFuture<>());
        var earlier = waiting.putIfAbsent(id, mine);
        if (earlier != null) {
            return Arrays.equals(earlier.command(), content)
                    ? told(id, earlier.verdict())
                    : CompletableFuture.failedFuture(new QuestionDiffers(id));
        }
        if (!free.tryAcquire()) {
            waiting.remove(id, mine);
            mine.verdict().completeExceptionally(new CommandNotSent(id, WAITING_MAX + " questions wait"));
            return mine.verdict();
        }
        var _ = mine.verdict().whenComplete((_, _) -> {
            waiting.remove(id, mine);
            free.release();
        });
        var _ = mine.verdict().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        var _ = commands.send(question.askedBy(Asker.instance(instance, id))).whenComplete((_, failure) -> {
            if (failure != null) {
                mine.verdict().completeExceptionally(failure);
            }
        });
        return told(id, mine.verdict());
    }

    /** A copy, so that no asker can end the wait of another. */
    private static CompletableFuture<Verdict> told(String id, CompletableFuture<Verdict> verdict) {
        return verdict.copy().exceptionallyCompose(failure -> {
            var cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return CompletableFuture.failedFuture(cause instanceof TimeoutException ? new NoAnswer(id) : cause);
        });
    }

    /** Questions that wait for their answer now. */
    public int waiting() {
        return waiting.size();
    }

    private void read() {
        while (!closing) {
            try {
                consumer.poll(POLL).forEach(this::answered);
            } catch (KafkaException e) {
                LOG.warnf(e, "answers unreadable instance=%s", instance);
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
        consumer.close();
    }

    private void answered(ConsumerRecord<byte[], byte[]> answer) {
        try {
            var asker = Ce.asker(answer.headers());
            if (asker == null || !asker.name().equals(instance)) {
                return;
            }
            var question = waiting.get(asker.command());
            if (question != null) {
                var verdict = verdict(answer);
                handlers.execute(() -> question.verdict().complete(verdict));
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "answer unreadable offset=%d", answer.offset());
        }
    }

    private Verdict verdict(ConsumerRecord<byte[], byte[]> answer) {
        var type = Ce.text(answer.headers(), Ce.TYPE);
        if (type == null || type.equals(Outputs.NOTHING_TO_SAY)) {
            return new Verdict.Accepted(Optional.empty());
        }
        var known = answers.named(type).orElseThrow(() -> new IllegalStateException("unknown type of answer " + type));
        Message message = Wire.read(answer.value(), known);
        return Ce.REFUSED.equals(Ce.text(answer.headers(), Ce.VERDICT))
                ? new Verdict.Refused(message)
                : new Verdict.Accepted(Optional.of(message));
    }

    @Override
    public void close() {
        closing = true;
        try {
            reader.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        waiting.forEach((id, question) -> question.verdict().completeExceptionally(new NoAnswer(id)));
        handlers.shutdown();
    }
}
