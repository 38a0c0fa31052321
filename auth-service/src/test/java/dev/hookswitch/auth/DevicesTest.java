package dev.hookswitch.auth;

import static dev.hookswitch.auth.Api.app;
import static dev.hookswitch.auth.Api.assertProblem;
import static dev.hookswitch.auth.Api.json;
import static dev.hookswitch.auth.Api.model;
import static dev.hookswitch.auth.Api.name;
import static dev.hookswitch.auth.Api.token;
import static dev.hookswitch.auth.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.TokenRefused;
import dev.hookswitch.access.TokenVerifier;
import dev.hookswitch.auth.Api.TestApp;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.Sn;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device registers with an snTicket and gets its tokens by signed assertions. */
@QuarkusTest
@QuarkusTestResource(Beside.class)
class DevicesTest {
    @Inject
    TokenVerifier verifier;

    private TestApp app;
    private EllipticCurveJsonWebKey key;

    @BeforeEach
    void anAppWithAModel() throws JoseException {
        app = app();
        model(app, "m1", "linux");
        key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    }

    private String ticket(String sn) {
        return json(app.token(), Map.of("sn", sn, "modelId", "m1"))
                .post("/v1/sn-tickets")
                .then()
                .statusCode(201)
                .body("snTicket", matchesPattern("[A-Za-z0-9]{32}"))
                .body("expiresInMs", equalTo(300_000))
                .extract()
                .path("snTicket");
    }

    private Response register(String sn, String ticket, Map<String, Object> publicKey) {
        return json(Map.of("appid", app.appid(), "sn", sn, "modelId", "m1", "snTicket", ticket, "publicKey", publicKey))
                .post("/v1/devices/registrations");
    }

    private static Map<String, Object> publicPart(JsonWebKey key) {
        return key.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    private String registered() {
        var sn = name("sn");
        register(sn, ticket(sn), publicPart(key)).then().statusCode(201);
        return sn;
    }

    private JwtClaims claims(String sn) {
        var claims = new JwtClaims();
        claims.setIssuer(app.appid() + "/" + sn);
        claims.setSubject(app.appid() + "/" + sn);
        claims.setAudience("hookswitch");
        claims.setExpirationTime(
                NumericDate.fromSeconds(Instant.now().plusSeconds(120).getEpochSecond()));
        claims.setJwtId(UUID.randomUUID().toString());
        return claims;
    }

    private static String sign(JwtClaims claims, String algorithm, Key key) {
        var jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setAlgorithmHeaderValue(algorithm);
        jws.setKey(key);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private String assertion(JwtClaims claims) {
        return sign(claims, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, key.getPrivateKey());
    }

    private static Response show(String assertion) {
        return json(Map.of("grantType", "jwtBearer", "assertion", assertion)).post("/v1/tokens");
    }

    private static void assertRefused(Response response, String why) {
        assertProblem(response, 401, "assertion-wrong", 40234);
        assertThat(response.<String>path("detail")).contains(why);
    }

    @Test
    void aRegisteredDeviceGetsTokensByItsKey() throws TokenRefused {
        var sn = registered();
        assertThat(verifier.verify(token(show(assertion(claims(sn))))).caller())
                .isEqualTo(new Caller.Device(new AppId(app.appid()), new Sn(sn), new ModelId("m1")));
        with(app.token()).get("/v1/devices").then().body("items.registered", contains(true));
    }

    @Test
    void anAssertionCountsOnce() {
        var assertion = assertion(claims(registered()));
        token(show(assertion));
        assertRefused(show(assertion), "jti");
    }

    @Test
    void anAssertionThatIsNotTheDevicesIsRefused() throws JoseException {
        var sn = registered();
        var stranger = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        assertRefused(
                show(sign(
                        claims(sn), AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, stranger.getPrivateKey())),
                "signature");
        assertRefused(
                show(sign(
                        claims(sn),
                        AlgorithmIdentifiers.HMAC_SHA256,
                        new HmacKey(key.getECPublicKey().getEncoded()))),
                "ES256");
        assertRefused(show("nonsense"), "signed JWT");
        assertRefused(show("x".repeat(5000)), "too long");
    }

    @Test
    void anAssertionWithWrongClaimsIsRefused() {
        var sn = registered();
        var expired = claims(sn);
        expired.setExpirationTime(
                NumericDate.fromSeconds(Instant.now().minusSeconds(1).getEpochSecond()));
        assertRefused(show(assertion(expired)), "expired");
        var tooLong = claims(sn);
        tooLong.setExpirationTime(
                NumericDate.fromSeconds(Instant.now().plus(Duration.ofHours(1)).getEpochSecond()));
        assertRefused(show(assertion(tooLong)), "ahead");
        var otherAudience = claims(sn);
        otherAudience.setAudience("somebody-else");
        assertRefused(show(assertion(otherAudience)), "aud");
        var noId = claims(sn);
        noId.unsetClaim("jti");
        assertRefused(show(assertion(noId)), "jti");
        var otherIssuer = claims(sn);
        otherIssuer.setIssuer(app.appid() + "/another");
        assertRefused(show(assertion(otherIssuer)), "iss");
        var noExpiry = claims(sn);
        noExpiry.unsetClaim("exp");
        assertRefused(show(assertion(noExpiry)), "exp");
    }

    @Test
    void aDeviceThatOnlyTheAppKnowsHasNoTokenYet() {
        json(app.token(), Map.of("sn", "silent", "modelId", "m1"))
                .post("/v1/devices")
                .then()
                .statusCode(201);
        assertProblem(show(assertion(claims("silent"))), 401, "device-not-registered", 9800004);
        assertProblem(show(assertion(claims("nobody"))), 401, "device-not-registered", 9800004);
    }

    @Test
    void anSnTicketIsForOneDeviceOfOneApp() {
        var sn = name("sn");
        assertTicketRefused(register(name("sn"), ticket(sn), publicPart(key)), "foreign");
        assertTicketRefused(register(sn, "A".repeat(32), publicPart(key)), "unknown");
        assertTicketRefused(register(sn, "", publicPart(key)), "unknown");
        var ofOther = app;
        var foreign = ticket(sn);
        app = app();
        model(app, "m1", "linux");
        assertTicketRefused(register(sn, foreign, publicPart(key)), "foreign");
        app = ofOther;
        register(sn, foreign, publicPart(key)).then().statusCode(201);
        register(sn, foreign, publicPart(key)).then().statusCode(201);
    }

    @Test
    void anSnTicketIsForFiveMinutes() {
        var sn = name("sn");
        var ticket = ticket(sn);
        TestClock.forward(Duration.ofMinutes(5));
        try {
            assertTicketRefused(register(sn, ticket, publicPart(key)), "expired");
        } finally {
            TestClock.reset();
        }
    }

    private static void assertTicketRefused(Response response, String why) {
        assertProblem(response, 401, "sn-ticket-" + why, 9800011);
        assertThat(response.<String>path("errMsg")).contains("snTicket");
    }

    @Test
    void aTicketNeedsAModelOfTheApp() {
        assertProblem(
                json(app.token(), Map.of("sn", "sn-1", "modelId", "nobody")).post("/v1/sn-tickets"),
                404,
                "no-such-model",
                9800003);
        assertProblem(
                json(app.token(), Map.of("sn", "s n", "modelId", "m1")).post("/v1/sn-tickets"), 400, "bad-input", 1004);
    }

    @Test
    void onlyAPublicP256KeyIsRegistered() throws JoseException {
        var sn = name("sn");
        var ticket = ticket(sn);
        var withPrivatePart = register(sn, ticket, key.toParams(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE));
        assertProblem(withPrivatePart, 400, "bad-input", 1004);
        assertThat(withPrivatePart.<String>path("detail")).contains("private");
        var otherCurve = EcJwkGenerator.generateJwk(EllipticCurves.P384);
        assertProblem(register(sn, ticket, publicPart(otherCurve)), 400, "bad-input", 1004);
        assertProblem(register(sn, ticket, Map.of("kty", "EC", "crv", "P-256")), 400, "bad-input", 1004);
        assertProblem(
                register(sn, ticket, Map.of("kty", "EC", "crv", "P-256", "x", "AA", "y", "AA")),
                400,
                "bad-input",
                1004);
        assertProblem(register(sn, ticket, Map.of("kty", 7)), 400, "bad-input", 1004);
        register(sn, ticket, publicPart(key)).then().statusCode(201);
    }

    @Test
    void aLaterRegistrationReplacesTheKey() throws JoseException {
        var sn = registered();
        var old = assertion(claims(sn));
        key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        register(sn, ticket(sn), publicPart(key)).then().statusCode(201);
        assertRefused(show(old), "signature");
        token(show(assertion(claims(sn))));
    }

    /** Contract §3.1: what is wrong with a device's own token has the code 13, wherever it is shown. */
    @Test
    void aDeviceTokenThatDoesNotCountIsToldSo() {
        var sn = registered();
        var token = token(show(assertion(claims(sn))));
        with(token).get("/v1/grants").then().statusCode(200);
        assertProblem(with(token.substring(0, token.length() - 4) + "AAAA").get("/v1/grants"), 401, "token-forged", 13);
        TestClock.forward(Duration.ofHours(1));
        try {
            var expired = with(token).get("/v1/grants");
            assertProblem(expired, 401, "token-expired", 13);
            assertThat(expired.<String>path("errMsg")).contains("expired");
        } finally {
            TestClock.reset();
        }
        assertProblem(with(token).get("/v1/grants?sn=another"), 403, "forbidden", 48001);
    }

    @Test
    void aDisabledDeviceGetsNoToken() {
        var sn = registered();
        with(app.token()).put("/v1/devices/" + sn + "/disabled").then().statusCode(204);
        assertProblem(show(assertion(claims(sn))), 403, "subject-disabled", 2);
        with(app.token()).delete("/v1/devices/" + sn + "/disabled").then().statusCode(204);
        token(show(assertion(claims(sn))));
    }
}
