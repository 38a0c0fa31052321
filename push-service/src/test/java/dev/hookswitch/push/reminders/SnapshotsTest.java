package dev.hookswitch.push.reminders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.access.testing.KeptSnapshot;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.push.reminders.core.Reminder;
import dev.hookswitch.push.reminders.core.ReminderMachine;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reminder's row of an earlier release is read as what its events say; one in another form is folded again from them. */
class SnapshotsTest {
    static Stream<KeptSnapshot> kept() {
        return Stream.of(
                        KeptSnapshot.of("push", "Trying", "ReminderTaken", "ReminderFailed"),
                        KeptSnapshot.of("push", "Over", "ReminderTaken", "ReminderReached"))
                .flatMap(snapshots -> snapshots);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void isWhatItsEventsSay(KeptSnapshot kept) {
        Reminder folded = kept.folded(Messages.PUSH_EVENTS, new Reminder.Absent(), ReminderMachine::evolve);
        kept.keep(ReminderStore.SHAPE, folded);

        assertThat(folded.getClass().getSimpleName()).isEqualTo(kept.name());
        if (kept.shape() == ReminderStore.SHAPE) {
            assertThat(Wire.read(kept.state(), Reminder.class)).isEqualTo(folded);
        }
    }
}
