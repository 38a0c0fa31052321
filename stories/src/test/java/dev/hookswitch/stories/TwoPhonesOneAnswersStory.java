package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callUser;
import static dev.hookswitch.stories.Told.answered;
import static dev.hookswitch.stories.Told.assertEndsWith;
import static dev.hookswitch.stories.Told.settled;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A door station rings both of mum's phones; one answers and the other stops. */
class TwoPhonesOneAnswersStory {
    @Test
    void theOtherPhoneStopsRingingAndCannotAnswer() {
        try (var world = World.make()) {
            var phone = world.phone(World.MUM, "mums-phone");
            var tablet = world.phone(World.MUM, "mums-tablet");
            var door = world.doorSeat();

            var room = door.call(callUser(World.MUM));
            door.must(room, "join");
            phone.awaitRing(room);
            tablet.awaitRing(room);
            answered(room, door, phone);

            assertThat(tablet.tell(room, "answer", java.util.Map.of()).status()).isEqualTo(409);
            assertEndsWith(tablet, room, "cancelVoip", "endVoip");
            door.must(room, "hang-up");
            settled(world, room);
            assertEndsWith(phone, room, "hangOnVoip", "startVoip", "hangUpVoip", "endVoip", "finishVoip");
            assertThat(tablet.pluginEvents(room)).containsExactly("cancelVoip", "endVoip");
        }
    }
}
