package dev.hookswitch.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each object is one that its API server or operator would take. */
class ObjectsTest {
    static Stream<Chart> charts() {
        return Chart.all();
    }

    @Test
    void helmHasNothingToSayAgainstTheChart() {
        var lint = new Helm(Chart.PATH).lint().strict().call();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyObjectIsOneOfItsModel(Chart chart) {
        assertThat(chart.documents()).hasSizeGreaterThan(30);
        assertThat(chart.documents())
                .allSatisfy(document -> assertThat(Models.faults(document))
                        .as(Chart.kind(document) + " " + Chart.name(document))
                        .isEmpty());
        assertThat(chart.of("ScaledObject"))
                .allSatisfy(scaled -> assertThat(Models.faultsOfBehavior(
                                scaled.at("/spec/advanced/horizontalPodAutoscalerConfig/behavior")))
                        .isEmpty());
    }

    /** Otherwise the test before this would mean nothing. */
    @ParameterizedTest
    @MethodSource("charts")
    void aFieldThatNobodyKnowsIsAFaultInEveryKind(Chart chart) {
        var kinds = new HashSet<String>();
        for (var document : chart.documents()) {
            if (kinds.add(Chart.kind(document)) && document.has("spec")) {
                JsonNode wrong = document.deepCopy();
                ((ObjectNode) wrong.path("spec")).put("replicsa", 3);

                assertThat(Models.faults(wrong)).as(Chart.kind(document)).isNotEmpty();
            }
        }
        assertThat(kinds).contains("StatefulSet", "Deployment", "NetworkPolicy", "Job");
    }

    @ParameterizedTest
    @MethodSource("charts")
    void noTwoObjectsHaveOneName(Chart chart) {
        List<String> names = chart.documents().stream()
                .map(document -> Chart.kind(document) + " " + Chart.name(document))
                .toList();

        assertThat(names).doesNotHaveDuplicates();
    }
}
