package dev.hookswitch.room.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.access.testing.KeptSnapshot;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.room.call.core.Room;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A room's row of an earlier release is read as what its events say; one in another form is folded again from them. */
class SnapshotsTest {
    static Stream<KeptSnapshot> kept() {
        return Stream.of(
                        room("Checking", "RoomOpened"),
                        room("Ringing", "RoomOpened", "PartiesFound", "CreditHeld", "RoomRang"),
                        room("Joining", "RoomOpened", "PartiesFound", "CreditHeld", "RoomRang", "RoomAnswered"),
                        room(
                                "Talking",
                                "RoomOpened",
                                "PartiesFound",
                                "CreditHeld",
                                "RoomRang",
                                "RoomAnswered",
                                "TalkStarted"),
                        room(
                                "Ended",
                                "RoomOpened",
                                "PartiesFound",
                                "CreditHeld",
                                "RoomRang",
                                "RoomAnswered",
                                "TalkStarted",
                                "RoomEnded"),
                        room(
                                "Settled",
                                "RoomOpened",
                                "PartiesFound",
                                "CreditHeld",
                                "RoomRang",
                                "RoomAnswered",
                                "TalkStarted",
                                "RoomEnded",
                                "RoomSettled"),
                        room("Refused", "RoomOpened", "RoomRefused"))
                .flatMap(snapshots -> snapshots);
    }

    private static Stream<KeptSnapshot> room(String name, String... events) {
        return KeptSnapshot.of("room", name, events);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void isWhatItsEventsSay(KeptSnapshot kept) {
        Room folded = kept.folded(Messages.ROOM_EVENTS, new Room.Absent(), Room::evolve);
        kept.keep(RoomStore.SHAPE, folded);

        assertThat(folded.getClass().getSimpleName()).isEqualTo(kept.name());
        if (kept.shape() == RoomStore.SHAPE) {
            assertThat(Wire.read(kept.state(), Room.class)).isEqualTo(folded);
        }
    }
}
