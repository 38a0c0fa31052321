package dev.hookswitch.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookswitch.access.testing.TestIssuer;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenVerifierTest {
    private static final AppId APP = new AppId("wx1");
    private static final Caller DEVICE = new Caller.Device(APP, new Sn("sn-1"), new ModelId("model-1"));
    private static final Caller USER = new Caller.User(APP, new OpenId("mum"));
    private static final Duration NO_PAUSE = Duration.ZERO;
    private static final Duration LONG_PAUSE = Duration.ofHours(1);
    private static final Duration AGE = Duration.ofMinutes(10);

    @TempDir
    Path directory;

    private final Revocations revocations = new Revocations();
    private TestIssuer issuer;
    private TokenVerifier verifier;

    @BeforeEach
    void start() {
        issuer = TestIssuer.start();
        verifier = verifier(Optional.empty(), NO_PAUSE);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private TokenVerifier verifier(Optional<Path> file, Duration pause) {
        var keys = new Jwks(URI.create(issuer.url()), file, pause, AGE, Duration.ofSeconds(2), InstantSource.system());
        return new TokenVerifier(keys, TestIssuer.ISSUER, InstantSource.system(), revocations);
    }

    static Stream<Caller> callers() {
        return Stream.of(new Caller.App(APP), USER, DEVICE, new Caller.Service("room"), new Caller.Operator());
    }

    @ParameterizedTest
    @MethodSource("callers")
    void everyKindOfCallerIsReadFromItsToken(Caller caller) throws TokenRefused {
        assertThat(verifier.verify(issuer.token(caller)).caller()).isEqualTo(caller);
    }

    private void assertFault(String token, TokenFault fault) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOfSatisfying(
                        TokenRefused.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }

    @Test
    void saysWhatIsWrongWithAToken() {
        assertFault(issuer.forged(DEVICE), TokenFault.FORGED);
        assertFault(issuer.ofUnknownKey(DEVICE), TokenFault.UNKNOWN_KEY);
        assertFault(issuer.ofOtherAudience(DEVICE), TokenFault.WRONG_AUDIENCE);
        assertFault(issuer.ofOtherIssuer(DEVICE), TokenFault.WRONG_ISSUER);
        assertFault(issuer.ofOtherAlgorithm(DEVICE), TokenFault.WRONG_ALGORITHM);
        assertFault(issuer.expired(DEVICE, Duration.ofSeconds(1)), TokenFault.EXPIRED);
        assertFault("", TokenFault.MALFORMED);
        assertFault("a.b.c", TokenFault.MALFORMED);
        assertFault("x".repeat(100_000), TokenFault.MALFORMED);
    }

    @Test
    void aTokenWithoutAlgorithmIsRefused() {
        var parts = issuer.token(DEVICE).split("\\.", -1);
        // {"alg":"none","typ":"at+jwt"}
        assertFault("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + parts[1] + ".", TokenFault.WRONG_ALGORITHM);
    }

    @Test
    void aChangedClaimBreaksTheSignature() {
        var own = issuer.token(DEVICE).split("\\.", -1);
        var foreign = issuer.token(USER).split("\\.", -1);
        assertFault(own[0] + "." + foreign[1] + "." + own[2], TokenFault.FORGED);
    }

    @Test
    void leavingIsAllowedTwelveHoursPastTheExpiryAndNoLonger() throws TokenRefused {
        var justExpired = issuer.expired(DEVICE, Duration.ofHours(11));
        var longExpired = issuer.expired(DEVICE, Duration.ofHours(13));
        assertThat(verifier.verifyForLeaving(justExpired).caller()).isEqualTo(DEVICE);
        assertThatThrownBy(() -> verifier.verifyForLeaving(longExpired)).isInstanceOf(TokenRefused.class);
        assertThatThrownBy(() -> verifier.verifyForLeaving(issuer.forged(DEVICE)))
                .isInstanceOf(TokenRefused.class);
    }

    @Test
    void aDisabledSubjectMayOnlyLeave() throws TokenRefused {
        var token = issuer.token(DEVICE);
        verifier.verify(token);
        revocations.on(new AuthEvent.DeviceDisabled(APP, new Sn("sn-1")));
        assertFault(token, TokenFault.REVOKED);
        assertThat(verifier.verifyForLeaving(token).caller()).isEqualTo(DEVICE);
        assertThat(verifier.verify(issuer.token(USER)).caller()).isEqualTo(USER);
        revocations.on(new AuthEvent.DeviceEnabled(APP, new Sn("sn-1")));
        assertThat(verifier.verify(token).caller()).isEqualTo(DEVICE);
    }

    @Test
    void aDisabledAppTakesItsUsersAndDevicesWithIt() throws TokenRefused {
        revocations.on(new AuthEvent.AppDisabled(APP));
        assertFault(issuer.token(DEVICE), TokenFault.REVOKED);
        assertFault(issuer.token(USER), TokenFault.REVOKED);
        assertThat(verifier.verify(issuer.operator()).caller()).isEqualTo(new Caller.Operator());
    }

    @Test
    void theSameTokenIsVerifiedOnce() throws TokenRefused {
        var token = issuer.token(DEVICE);
        verifier.verify(token);
        issuer.close();
        assertThat(verifier.verify(token).caller()).isEqualTo(DEVICE);
        assertThat(issuer.fetches()).isEqualTo(1);
    }

    @Test
    void aNewKeyIsFetched() throws TokenRefused {
        verifier.verify(issuer.token(DEVICE));
        issuer.rotate();
        assertThat(verifier.verify(issuer.token(DEVICE)).caller()).isEqualTo(DEVICE);
        assertThat(issuer.fetches()).isEqualTo(2);
    }

    @Test
    void unknownKeysDoNotMakeAFloodOfFetches() throws TokenRefused {
        verifier = verifier(Optional.empty(), LONG_PAUSE);
        verifier.verify(issuer.token(DEVICE));
        for (int i = 0; i < 20; i++) {
            assertFault(issuer.ofUnknownKey(DEVICE), TokenFault.UNKNOWN_KEY);
        }
        assertThat(issuer.fetches()).isEqualTo(1);
    }

    @Test
    void aRestartNeedsNoAuthService() throws TokenRefused, java.io.IOException {
        var file = Optional.of(directory.resolve("auth/keys.json"));
        verifier(file, NO_PAUSE).verify(issuer.token(DEVICE));
        issuer.close();
        assertThat(verifier(file, NO_PAUSE).verify(issuer.token(USER)).caller()).isEqualTo(USER);
        assertThat(Files.readString(file.get())).doesNotContain("\"d\"");
    }

    @Test
    void withoutAuthServiceAndWithoutKeysItIsNotTheTokensFault() {
        issuer.close();
        assertFault(issuer.token(DEVICE), TokenFault.KEYS_AWAY);
    }

    @Test
    void nothingThatIsThrownHoldsTheToken() {
        var token = issuer.forged(DEVICE);
        assertThatThrownBy(() -> verifier.verify(token))
                .satisfies(e -> assertThat(e.toString()).doesNotContain(token.substring(0, 20)));
    }
}
