package dev.hookswitch.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.billing.BillingCommand;
import dev.hookswitch.contracts.billing.BillingCommand.Capture;
import dev.hookswitch.contracts.billing.BillingCommand.Hold;
import dev.hookswitch.contracts.billing.BillingCommand.VoidHold;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.HoldAnswered;
import dev.hookswitch.contracts.room.RoomCommand.SettlementAnswered;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.messaging.Commands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.core.ConditionFactory;

/** Rooms as billing knows them: they ask on its log and hear the answers on theirs. */
final class Rooms implements AutoCloseable {
    private static final ConditionFactory SOON = await().atMost(Duration.ofSeconds(20));

    private final Commands commands = new Commands(Platform.kafka(), "test");
    private final KafkaConsumer<byte[], byte[]> answers;
    private final Map<String, RoomCommand> heard = new HashMap<>();

    Rooms() {
        var properties = new Properties();
        properties.put("bootstrap.servers", Platform.kafka());
        answers = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partitions = answers.partitionsFor(Topic.ROOM_COMMANDS.wireName()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        answers.assign(partitions);
        answers.seekToEnd(partitions);
        partitions.forEach(answers::position);
    }

    static RoomId room() {
        var bytes = new byte[16];
        new Random().nextBytes(bytes);
        return RoomId.of(bytes);
    }

    HoldAnswered ask(Hold hold) {
        return (HoldAnswered) answer(hold, hold.room());
    }

    SettlementAnswered settle(BillingCommand command) {
        return (SettlementAnswered)
                answer(command, command instanceof Capture c ? c.room() : ((VoidHold) command).room());
    }

    RoomCommand answer(BillingCommand command, RoomId room) {
        var id = UUID.randomUUID().toString();
        send(command, id, room);
        SOON.until(() -> {
            poll();
            return heard.containsKey(id);
        });
        var answer = heard.get(id);
        assertThat(answer.room()).isEqualTo(room);
        return answer;
    }

    void send(BillingCommand command, String id) {
        send(command, id, new RoomId(RoomId.PREFIX + 1));
    }

    void send(BillingCommand command, String id, RoomId room) {
        commands.send(CommandToSend.of(Topic.BILLING_COMMANDS, command.app().value(), command, id)
                        .askedBy(new Asker("room", room.value(), id)))
                .join();
    }

    private void poll() {
        for (var record : answers.poll(Duration.ofMillis(100))) {
            var id = header(record.headers().lastHeader("ce_id").value());
            var type = header(record.headers().lastHeader("ce_type").value());
            if (id.endsWith("/answer")) {
                var known = Messages.ROOM_COMMANDS.named(type).orElseThrow();
                heard.put(id.substring(0, id.length() - "/answer".length()), Wire.read(record.value(), known));
            }
        }
    }

    private static String header(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        answers.close();
        commands.close();
    }
}
