package dev.hookswitch.auth.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private static String key(int fill, int bytes) {
        var key = new byte[bytes];
        java.util.Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }

    @Test
    void aSecretMatchesItsHashAndNoOther() {
        var made = ClientSecrets.random();
        for (var hash : new String[] {ClientSecrets.hashOfMade(made), ClientSecrets.hashOfGiven(made)}) {
            assertThat(ClientSecrets.matches(hash, made)).isTrue();
            assertThat(ClientSecrets.matches(hash, made + "x")).isFalse();
            assertThat(ClientSecrets.matches(hash, "")).isFalse();
            assertThat(hash).doesNotContain(made);
        }
    }

    @Test
    void theSameGivenSecretIsKeptDifferentlyEachTime() {
        assertThat(ClientSecrets.hashOfGiven("one and the same"))
                .isNotEqualTo(ClientSecrets.hashOfGiven("one and the same"));
    }

    @Test
    void aSealedKeyIsOpenedByItsSealAndUnderItsKidOnly() {
        var seal = new KeySeal(key(1, 32));
        var sealed = seal.seal("kid-1", "private");
        assertThat(seal.open("kid-1", sealed)).isEqualTo("private");
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("private");
        assertThatThrownBy(() -> seal.open("kid-2", sealed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new KeySeal(key(2, 32)).open("kid-1", sealed))
                .hasMessageContaining("HOOKSWITCH_KEY_ENCRYPTION_KEY");
    }

    @Test
    void aBadKeyEncryptionKeyIsNamedAndNotShown() {
        assertThatThrownBy(() -> new KeySeal(key(7, 16)))
                .hasMessageContaining("16 bytes")
                .hasMessageContaining("HOOKSWITCH_KEY_ENCRYPTION_KEY");
        assertThatThrownBy(() -> new KeySeal("not base64!"))
                .hasMessageContaining("base64")
                .hasNoCause();
    }
}
