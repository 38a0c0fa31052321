package dev.hookswitch.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.access.testing.KeptSnapshot;
import dev.hookswitch.billing.ledger.core.Book;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.call.AppId;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A transfer's row of an earlier release is read as what its events say, whatever its form. */
class SnapshotsTest {
    static Stream<KeptSnapshot> kept() {
        return Stream.of(
                        transfer("OnHold", "HoldPlaced"),
                        transfer("Settled", "HoldPlaced", "HoldCaptured"),
                        transfer("Refused", "HoldRefused"),
                        transfer("Undone", "HoldVoided"),
                        transfer("Added", "TimeAdded"),
                        transfer("Activated", "LicenceActivated"))
                .flatMap(snapshots -> snapshots);
    }

    private static Stream<KeptSnapshot> transfer(String name, String... events) {
        return KeptSnapshot.of("billing", name, events);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void isWhatItsEventsSay(KeptSnapshot kept) {
        Book book = kept.folded(Messages.BILLING_EVENTS, Book.empty(new AppId("wx0123456789abcdef")), Book::evolve);
        var folded = book.transfers().values().iterator().next();
        kept.keep(BookStore.SHAPE, folded);

        assertThat(folded.getClass().getSimpleName()).isEqualTo(kept.name());
        assertThat(BookStore.transfer(kept.shape(), kept.state())).isEqualTo(folded);
    }
}
