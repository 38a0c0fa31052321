package dev.hookswitch.push.registrations.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Sn;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistrationTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final AppId APP = new AppId("wxdemo");
    private static final Sn DOOR = new Sn("door-1");
    private static final Registration REGISTERED =
            new Registration(APP, "device:door-1", AppVersion.RELEASE, NOON.plusSeconds(1));

    @Test
    void itsOwnDeviceAndVersionMayBeCalled() {
        assertThat(reason(APP, DOOR, AppVersion.RELEASE, NOON)).isEmpty();
    }

    @Test
    void aTokenThatIsUnknownOrOfAnotherAppIsUnknown() {
        assertThat(Registration.objection(Optional.empty(), APP, DOOR, AppVersion.RELEASE, NOON))
                .map(Objection::reason)
                .contains("push-token-unknown");
        assertThat(reason(new AppId("other"), DOOR, AppVersion.RELEASE, NOON)).contains("push-token-unknown");
    }

    @Test
    void aTokenOfAnotherDeviceIsNamedAsSuch() {
        assertThat(reason(APP, new Sn("door-2"), AppVersion.RELEASE, NOON)).contains("push-token-other-device");
    }

    @Test
    void aTokenOfAUserReachesNoDeviceOfThatName() {
        var user = new Registration(APP, "user:door-1", AppVersion.RELEASE, NOON.plusSeconds(1));

        assertThat(Registration.objection(Optional.of(user), APP, DOOR, AppVersion.RELEASE, NOON))
                .map(Objection::reason)
                .contains("push-token-other-device");
    }

    @Test
    void aReleaseReachesTheReleaseOnly() {
        assertThat(reason(APP, DOOR, AppVersion.TRIAL, NOON)).contains("push-token-other-version");
        assertThat(reason(APP, DOOR, AppVersion.DEVELOP, NOON)).contains("push-token-other-version");
    }

    @Test
    void aTokenIsExpiredFromItsLastMomentOn() {
        assertThat(reason(APP, DOOR, AppVersion.RELEASE, NOON.plusSeconds(1))).contains("push-token-expired");
    }

    private static Optional<String> reason(AppId app, Sn device, AppVersion version, Instant at) {
        return Registration.objection(Optional.of(REGISTERED), app, device, version, at)
                .map(Objection::reason);
    }
}
