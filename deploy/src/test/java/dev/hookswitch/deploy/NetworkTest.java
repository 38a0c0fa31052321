package dev.hookswitch.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Network policies, as a cluster's network applies them to the pods there are, against what the pods are told to talk to: each address
 * in their environment is an edge, and nothing else is one.
 */
class NetworkTest {
    /** {@code host:port} with or without a scheme, a path and whoever it is asked as. */
    private static final Pattern ADDRESS =
            Pattern.compile("^(?:[a-z:]+://)?(?:[^@/]*@)?([a-z0-9.-]+):(\\d+)(?:[/?].*)?$");

    /** A pod there is: of a service, a job or an engine, or somebody outside. */
    private record Peer(String name, Map<String, String> namespace, Map<String, String> labels) {}

    private record Edge(String from, String to, int port) implements Comparable<Edge> {
        @Override
        public int compareTo(Edge other) {
            return toString().compareTo(other.toString());
        }
    }

    private static final Map<String, String> HERE = Map.of("kubernetes.io/metadata.name", "calls");

    static Stream<Chart> charts() {
        return Chart.all();
    }

    /** On both sides: what one side alone allows too much would wait for a mistake on the other. */
    @ParameterizedTest
    @MethodSource("charts")
    void everybodyReachesWhatItIsToldToTalkToAndNothingElse(Chart chart) {
        var inside = inside(chart);
        var out = new TreeSet<Edge>();
        var in = new TreeSet<Edge>();
        for (var from : inside.stream().filter(peer -> !isEngine(peer)).toList()) {
            for (var to : inside) {
                for (var port : Set.of(8080, 6379, 5432, 9092, 8000)) {
                    var edge = new Edge(from.name(), to.name(), port);
                    if (isAllowedOut(chart, from, to, port)) {
                        out.add(edge);
                    }
                    if (isAllowedIn(chart, from, to, port)) {
                        in.add(edge);
                    }
                }
            }
        }

        assertThat(out).isEqualTo(told(chart, inside)).isNotEmpty();
        assertThat(in).isEqualTo(told(chart, inside));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void theFrontDoorReachesTheServicesAndNoEngine(Chart chart) {
        var large = chart.values().contains("large");
        var door = new Peer(
                "front door",
                Map.of("kubernetes.io/metadata.name", large ? "gateways" : "ingress-nginx"),
                Map.of("app", "x"));
        var stranger = new Peer("stranger", Map.of("kubernetes.io/metadata.name", "shop"), Map.of("app", "x"));
        var services = BuiltService.all().stream().map(BuiltService::shortName).toList();
        for (var peer : inside(chart)) {
            for (var port : Set.of(8080, 6379, 5432, 9092)) {
                assertThat(isAllowedIn(chart, door, peer, port))
                        .as(peer.name() + ":" + port)
                        .isEqualTo(services.contains(peer.name()) && port == 8080);
                assertThat(isAllowedIn(chart, stranger, peer, port))
                        .as(peer.name() + ":" + port)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everybodyWhoSpeaksCanLookNamesUp(Chart chart) {
        var dns = new Peer("dns", Map.of("kubernetes.io/metadata.name", "kube-system"), Map.of("k8s-app", "kube-dns"));
        for (var pods : chart.pods().toList()) {
            var peer = new Peer(pods.component(), HERE, pods.labels());
            assertThat(isAllowedOut(chart, peer, dns, 53))
                    .as(pods.owner())
                    .isEqualTo(!pods.component().equals("redis"));
        }
    }

    /** Callbacks lead to the public internet; of a cluster's own addresses push-service has only those it is told. */
    @ParameterizedTest
    @MethodSource("charts")
    void onlyPushSpeaksToTheInternetAndToNothingPrivateThere(Chart chart) {
        for (var policy : chart.of("NetworkPolicy").toList()) {
            var blocks = Chart.each(policy.at("/spec/egress"))
                    .flatMap(rule -> Chart.each(rule.path("to")))
                    .filter(to -> to.has("ipBlock"))
                    .map(to -> to.path("ipBlock"))
                    .filter(block -> !block.path("cidr").asText().equals("10.1.0.0/16"))
                    .toList();
            if (Chart.name(policy).equals("calls-push")) {
                assertThat(blocks).hasSize(2);
                assertThat(Chart.each(blocks.getFirst().path("except")).map(JsonNode::asText))
                        .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8");
            } else {
                assertThat(blocks).as(Chart.name(policy)).isEmpty();
            }
        }
    }

    /** An empty list of peers is everybody. */
    @ParameterizedTest
    @MethodSource("charts")
    void noRuleIsOpenByAccident(Chart chart) {
        for (var policy : chart.of("NetworkPolicy").toList()) {
            assertThat(Chart.each(policy.at("/spec/ingress")))
                    .as(Chart.name(policy))
                    .allSatisfy(rule -> {
                        assertThat(rule.path("from")).isNotEmpty();
                        assertThat(rule.path("ports")).isNotEmpty();
                    });
            assertThat(Chart.each(policy.at("/spec/egress")))
                    .as(Chart.name(policy))
                    .allSatisfy(rule -> {
                        assertThat(rule.path("ports")).isNotEmpty();
                        // An engine outside of which only the port is known.
                        assertThat(rule.path("to").isEmpty()).isEqualTo(isOutside(chart, rule));
                    });
        }
    }

    private static boolean isOutside(Chart chart, JsonNode rule) {
        return chart.of("Kafka").findAny().isEmpty()
                && Chart.each(rule.path("ports"))
                        .map(port -> port.path("port").asInt())
                        .allMatch(Set.of(9092, 6379)::contains);
    }

    /** The pods of the release, and those that operators make for it. */
    private static List<Peer> inside(Chart chart) {
        var peers = new ArrayList<Peer>();
        chart.pods().forEach(pods -> peers.add(new Peer(pods.component(), HERE, pods.labels())));
        chart.of("Kafka")
                .forEach(kafka -> peers.add(new Peer(
                        Chart.name(kafka) + "-kafka-engine",
                        HERE,
                        Map.of("strimzi.io/cluster", Chart.name(kafka), "strimzi.io/kind", "Kafka"))));
        chart.of("Cluster")
                .forEach(cluster -> peers.add(new Peer(
                        Chart.name(cluster) + "-engine", HERE, Map.of("cnpg.io/cluster", Chart.name(cluster)))));
        return peers;
    }

    /** What the pods' variables say; engines outside the cluster are no pods. */
    private static Set<Edge> told(Chart chart, List<Peer> inside) {
        var told = new TreeSet<Edge>();
        for (var pods : chart.pods().toList()) {
            pods.environment().map(variable -> variable.path("value").asText()).forEach(value -> {
                var address = ADDRESS.matcher(value);
                if (address.matches()) {
                    engineOrService(chart, inside, address.group(1))
                            .forEach(to -> told.add(
                                    new Edge(pods.component(), to.name(), Integer.parseInt(address.group(2)))));
                }
            });
        }
        // A migration is given all that its service is given, and opens the database only.
        told.removeIf(edge -> edge.from().endsWith("-migrate") && edge.port() != 5432);
        return told;
    }

    private static Stream<Peer> engineOrService(Chart chart, List<Peer> inside, String host) {
        var service = chart.of("Service")
                .filter(each -> Chart.name(each).equals(host))
                .findFirst();
        if (service.isPresent()) {
            var selector = Chart.strings(service.get().at("/spec/selector"));
            return inside.stream().filter(peer -> peer.labels().entrySet().containsAll(selector.entrySet()));
        }
        // As Strimzi and CloudNativePG call the services that they make.
        var engine = host.endsWith("-kafka-bootstrap")
                ? host.replaceAll("-bootstrap$", "-engine")
                : host.replaceAll("-rw$", "-engine");
        return inside.stream().filter(peer -> peer.name().equals(engine));
    }

    private static boolean isEngine(Peer peer) {
        return peer.name().endsWith("-engine");
    }

    private static boolean isAllowedOut(Chart chart, Peer from, Peer to, int port) {
        var policies = policies(chart, from, "Egress");
        return policies.isEmpty()
                || policies.stream()
                        .flatMap(policy -> Chart.each(policy.at("/spec/egress")))
                        .anyMatch(rule -> isOpen(rule, port) && matches(rule.path("to"), to));
    }

    private static boolean isAllowedIn(Chart chart, Peer from, Peer to, int port) {
        if (to.name().endsWith("-kafka-engine")) {
            // Strimzi makes a policy of its listener.
            return chart.of("Kafka")
                    .flatMap(kafka -> Chart.each(kafka.at("/spec/kafka/listeners")))
                    .anyMatch(listener -> listener.path("port").asInt() == port
                            && matches(listener.path("networkPolicyPeers"), from));
        }
        var policies = policies(chart, to, "Ingress");
        return policies.isEmpty()
                || policies.stream()
                        .flatMap(policy -> Chart.each(policy.at("/spec/ingress")))
                        .anyMatch(rule -> isOpen(rule, port) && matches(rule.path("from"), from));
    }

    private static List<JsonNode> policies(Chart chart, Peer pod, String direction) {
        return chart.of("NetworkPolicy")
                .filter(policy -> Chart.each(policy.at("/spec/policyTypes"))
                        .anyMatch(type -> type.asText().equals(direction)))
                .filter(policy -> selects(policy.at("/spec/podSelector"), pod.labels()))
                .toList();
    }

    private static boolean isOpen(JsonNode rule, int port) {
        return Chart.each(rule.path("ports"))
                .anyMatch(open -> open.path("port").asInt() <= port
                        && port <= open.path("endPort").asInt(open.path("port").asInt()));
    }

    /** Of address blocks, and of rules without peers, see the tests of their own. */
    private static boolean matches(JsonNode peers, Peer pod) {
        return Chart.each(peers)
                .filter(peer -> !peer.has("ipBlock"))
                .anyMatch(peer -> (peer.has("namespaceSelector")
                                ? selects(peer.path("namespaceSelector"), pod.namespace())
                                : pod.namespace().equals(HERE))
                        && (!peer.has("podSelector") || selects(peer.path("podSelector"), pod.labels())));
    }

    private static boolean selects(JsonNode selector, Map<String, String> labels) {
        assertThat(selector.has("matchExpressions")).isFalse();
        return labels.entrySet()
                .containsAll(Chart.strings(selector.path("matchLabels")).entrySet());
    }
}
