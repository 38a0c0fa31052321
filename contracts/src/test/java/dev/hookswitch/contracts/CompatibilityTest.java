package dev.hookswitch.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Compatibility.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of change that breaks somebody is found, and what breaks nobody is not. */
class CompatibilityTest {
    private static final String FORMER = """
            type: object
            required: [room, cause]
            properties:
              room: {type: string, maxLength: 64}
              cause: {$ref: '#/$defs/Cause'}
              origin: {enum: [button, page]}
              endpoints: {type: array, items: {type: string}}
            $defs:
              Cause:
                oneOf:
                  - {type: object, required: [kind], properties: {kind: {const: hungUp}}}
                  - {type: object, required: [kind, code], properties: {kind: {const: failed}, code: {type: integer}}}
            """;

    private static final String INTERFACE = """
            paths:
              /v1/rooms:
                parameters: [{name: app, in: query, schema: {type: string}}]
                post:
                  requestBody:
                    content: {application/json: {schema: {$ref: '#/components/schemas/Request'}}}
                  responses:
                    '201':
                      content: {application/json: {schema: {type: object, required: [room], properties: {room: {type: string}}}}}
            components:
              schemas:
                Request: {type: object, required: [via], properties: {via: {enum: [phone, device]}, limit: {type: integer, maximum: 60}}}
            """;

    @ParameterizedTest(name = "{1} for {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "room: {type: string, maxLength: 64}| # | EVENT | room is gone",
                "room: {| raum: { | COMMAND | room is gone",
                "{type: string, maxLength: 64}| {type: integer} | COMMAND | room: type was \"string\" and is \"integer\"",
                "maxLength: 64| maxLength: 32 | COMMAND | room: maxLength was 64 and is 32",
                "[room, cause]| [room, cause, origin] | EVENT | origin was optional and is required",
                "[room, cause]| [room] | EVENT | cause was required and is optional",
                "[room, cause]| [room, cause, later] | COMMAND | later is new and required",
                "[button, page]| [button] | COMMAND | origin: value page is gone",
                "[button, page]| [button, page, knob] | EVENT | origin: value knob is new",
                "const: failed| const: broken | COMMAND | cause: kind failed is gone",
                "const: failed| const: broken | EVENT | cause: kind broken is new",
                "code: {type: integer}| code: {type: string} | EVENT | cause(failed).code: type was",
                "items: {type: string}| items: {type: integer} | COMMAND | endpoints[]: type was",
            })
    void findsWhatBreaks(String before, String after, Use use, String finding) {
        assertThat(Compatibility.broken(yaml(FORMER), changed(FORMER, before, after), use))
                .anySatisfy(found -> assertThat(found).startsWith(finding));
    }

    @ParameterizedTest(name = "{1} for {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[button, page]| [button, page, knob] | COMMAND",
                "maxLength: 64| maxLength: 128 | EVENT",
                "[button, page]| [button, page, knob] | RESPONSE",
                "[room, cause]| [room] | REQUEST",
            })
    void letsPassWhatBreaksNobody(String before, String after, Use use) {
        assertThat(Compatibility.broken(yaml(FORMER), changed(FORMER, before, after), use))
                .isEmpty();
    }

    @Test
    void letsPassAnOptionalPropertyThatIsNew() {
        var grown = yaml(FORMER.replace("  origin:", "  note: {type: string}\n  origin:"));

        for (var use : Use.values()) {
            assertThat(Compatibility.broken(yaml(FORMER), grown, use)).isEmpty();
        }
        assertThat(Compatibility.broken(grown, yaml(FORMER), Use.EVENT)).containsExactly("note is gone");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/rooms:| /v2/rooms: | post /v1/rooms is gone",
                "post:| put: | post /v1/rooms is gone",
                "in: query| in: header | post /v1/rooms: query app is gone",
                "in: query,| in: query, required: true, | post /v1/rooms: query app was optional and is required",
                "[via]| [via, limit] | post /v1/rooms: body.limit was optional and is required",
                "[via]| [via, seat] | post /v1/rooms: body.seat is new and required",
                "[phone, device]| [phone] | post /v1/rooms: body.via: value device is gone",
                "limit: {| most: { | post /v1/rooms: body.limit is gone",
                "maximum: 60| maximum: 30 | post /v1/rooms: body.limit: maximum was 60 and is 30",
                "'201'| '200' | post /v1/rooms: status 201 is gone",
                "required: [room]| required: [] | post /v1/rooms: 201.room was required and is optional",
                "room: {type: string}| id: {type: string} | post /v1/rooms: 201.room is gone",
            })
    void findsWhatAClientCanNoLongerDo(String before, String after, String finding) {
        assertThat(ReleasedInterfacesTest.broken(yaml(INTERFACE), changed(INTERFACE, before, after)))
                .anySatisfy(found -> assertThat(found).startsWith(finding));
    }

    @Test
    void findsNothingWhereNothingChanged() {
        assertThat(ReleasedInterfacesTest.broken(yaml(INTERFACE), yaml(INTERFACE)))
                .isEmpty();
    }

    private static JsonNode changed(String document, String before, String after) {
        assertThat(document).contains(before);
        return yaml(document.replace(before, after));
    }

    private static JsonNode yaml(String text) {
        return Release.yaml(text);
    }
}
