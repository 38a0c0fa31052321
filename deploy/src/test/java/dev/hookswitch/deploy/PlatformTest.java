package dev.hookswitch.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.deploy.Chart.Pods;
import dev.hookswitch.local.Routes;
import dev.hookswitch.messaging.CreateTopics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart says of the platform what the platform says of itself. */
class PlatformTest {
    /** {@code $(SECRET_OF_ROOM)} */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Z0-9_]+)\\)");

    /** Read by the JVM of whichever program. */
    private static final Set<String> OF_THE_JVM = Set.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS");

    static Stream<Chart> charts() {
        return Chart.all();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyServiceRunsAsWhatItIs(Chart chart) {
        for (var service : BuiltService.all()) {
            var pods = chart.pods(service.shortName());

            assertThat(pods.image()).isEqualTo(service.name());
            assertThat(pods.owner()).startsWith(service.hasDatabase() ? "StatefulSet" : "Deployment");
        }
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everySelectorFindsThePodsItIsMeantFor(Chart chart) {
        for (var owner : List.of("StatefulSet", "Deployment")) {
            assertThat(chart.of(owner))
                    .allSatisfy(document -> assertThat(Chart.strings(document.at("/spec/template/metadata/labels")))
                            .containsAllEntriesOf(Chart.strings(document.at("/spec/selector/matchLabels"))));
        }
        var selectors = Stream.of(
                        chart.of("Service").map(document -> Map.entry(document, document.at("/spec/selector"))),
                        chart.of("PodDisruptionBudget")
                                .map(document -> Map.entry(document, document.at("/spec/selector/matchLabels"))))
                .flatMap(each -> each)
                .toList();
        assertThat(selectors)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(chart.pods()
                                .filter(pods -> pods.labels()
                                        .entrySet()
                                        .containsAll(
                                                Chart.strings(each.getValue()).entrySet()))
                                .map(Pods::component))
                        .as(Chart.kind(each.getKey()) + " " + Chart.name(each.getKey()))
                        .containsExactly(Chart.name(each.getKey()).substring(Chart.RELEASE.length() + 1)));
        assertThat(chart.pods().filter(pods -> pods.template().at("/spec").has("topologySpreadConstraints")))
                .hasSize(5)
                .allSatisfy(pods -> assertThat(Chart.each(pods.template().at("/spec/topologySpreadConstraints")))
                        .allSatisfy(spread -> assertThat(pods.labels())
                                .containsAllEntriesOf(Chart.strings(spread.at("/labelSelector/matchLabels")))));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void whatScalesIsThere(Chart chart) {
        assertThat(Stream.concat(chart.of("ScaledObject"), chart.of("HorizontalPodAutoscaler")))
                .allSatisfy(scaler -> {
                    var target = scaler.at("/spec/scaleTargetRef");
                    var scaled = chart.of(
                            target.path("kind").asText(), target.path("name").asText());
                    // Whoever scales says how many: helm must not set it back.
                    assertThat(scaled.path("spec").has("replicas")).isFalse();
                });
        assertThat(Stream.concat(chart.of("StatefulSet"), chart.of("Deployment")))
                .filteredOn(document -> !document.path("spec").has("replicas"))
                .hasSize((int) Stream.concat(chart.of("ScaledObject"), chart.of("HorizontalPodAutoscaler"))
                        .count());
    }

    @ParameterizedTest
    @MethodSource("charts")
    void whatScalesGoesByWhatTheServicesMeasure(Chart chart) {
        var metrics = Map.of(
                "auth", constant("auth-service", "dev.hookswitch.auth.rights.RightsLog"),
                "billing", constant("billing-service", "dev.hookswitch.billing.BillingLog"),
                "push", constant("push-service", "dev.hookswitch.push.PushLog"),
                "room", constant("room-service", "dev.hookswitch.room.call.RoomLog"));
        assertThat(chart.of("ScaledObject")).allSatisfy(scaled -> {
            var service = Chart.name(scaled).substring(Chart.RELEASE.length() + 1);
            var trigger = scaled.at("/spec/triggers/0/metadata");
            assertThat(trigger.path("consumerGroup").asText()).isEqualTo(metrics.get(service));
            assertThat(trigger.path("topic").asText()).isEqualTo(service + ".commands");
            assertThat(partitions(chart)).containsKey(service + ".commands");
            assertThat(trigger.path("bootstrapServers").asText())
                    .isEqualTo(chart.pods(service).value("KAFKA_BOOTSTRAP_SERVERS"));
            assertThat(scaled.at("/spec/maxReplicaCount").asInt())
                    .isLessThanOrEqualTo(partitions(chart).get(service + ".commands"));
        });
        var gauge = BuiltService.of("event-gateway").constant("dev.hookswitch.gateway.live.LiveStatus", "CONNECTIONS");
        assertThat(chart.of("HorizontalPodAutoscaler"))
                .allSatisfy(scaler -> assertThat(
                                scaler.at("/spec/metrics/0/pods/metric/name").asText())
                        .isEqualTo(new PrometheusNamingConvention().name(gauge, Meter.Type.GAUGE)));
    }

    private static String constant(String service, String className) {
        return BuiltService.of(service).constant(className, "GROUP");
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyPortIsTheOneTheServiceListensAt(Chart chart) {
        for (var service : BuiltService.all()) {
            var pods = chart.pods(service.shortName());
            var told = pods.value("HTTP_PORT");
            var port = told.isEmpty() ? service.port() : Integer.parseInt(told);

            assertThat(pods.value("HTTP_HOST")).isEqualTo("0.0.0.0");
            assertThat(pods.container().at("/ports/0/containerPort").asInt()).isEqualTo(port);
            var name = pods.container().at("/ports/0/name").asText();
            for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(pods.container().at("/" + probe + "/httpGet/port").asText())
                        .isEqualTo(name);
            }
            var door = chart.own("Service", service.shortName());
            assertThat(door.at("/spec/ports/0/targetPort").asText()).isEqualTo(name);
            for (var caller : chart.pods().toList()) {
                var address = caller.value(service.shortName().toUpperCase(Locale.ROOT) + "_URL");
                if (!address.isEmpty()) {
                    assertThat(address)
                            .isEqualTo("http://" + Chart.name(door) + ":"
                                    + door.at("/spec/ports/0/port").asInt());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyProbeAsksForWhatItsNameSays(Chart chart) {
        var paths = Map.of(
                "startupProbe", "/q/health/started",
                "livenessProbe", "/q/health/live",
                "readinessProbe", "/q/health/ready");
        for (var service : BuiltService.all()) {
            var container = chart.pods(service.shortName()).container();
            paths.forEach((probe, path) -> assertThat(
                            container.at("/" + probe + "/httpGet/path").asText())
                    .isEqualTo(path));
        }
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyVariableIsOneTheProgramKnows(Chart chart) {
        var tools = Set.of("KAFKA_BOOTSTRAP_SERVERS", "HOOKSWITCH_LOG_PARTITIONS", "HOOKSWITCH_REPLICAS");
        for (var pods : chart.pods().toList()) {
            if (pods.component().equals("redis")) {
                continue;
            }
            var known = new HashSet<>(OF_THE_JVM);
            known.addAll(
                    pods.image().equals("tools")
                            ? tools
                            : BuiltService.of(pods.image()).environment());
            pods.environment()
                    .flatMap(variable ->
                            REFERENCE.matcher(variable.path("value").asText()).results())
                    .forEach(reference -> known.add(reference.group(1)));
            assertThat(pods.environment().map(variable -> variable.path("name").asText()))
                    .as(pods.owner())
                    .doesNotHaveDuplicates()
                    .isSubsetOf(known);
        }
    }

    /** What a service cannot start without has no default of its own. */
    @ParameterizedTest
    @MethodSource("charts")
    void everyVariableThatAServiceNeedsIsThere(Chart chart) {
        for (var service : BuiltService.all()) {
            for (var pods : chart.pods()
                    .filter(each -> each.image().equals(service.name()))
                    .toList()) {
                assertThat(pods.environment()
                                .map(variable -> variable.path("name").asText()))
                        .as(pods.owner())
                        .containsAll(service.needed());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("charts")
    void aServiceHasANameOfItsOwnThatComesBackWithItsOrdinal(Chart chart) {
        for (var service : BuiltService.all()) {
            var instance = chart.pods(service.shortName())
                    .environment()
                    .filter(variable -> variable.path("name").asText().equals("HOOKSWITCH_INSTANCE"))
                    .toList();
            assertThat(instance)
                    .singleElement()
                    .satisfies(variable -> assertThat(
                                    variable.at("/valueFrom/fieldRef/fieldPath").asText())
                            .isEqualTo("metadata.name"));
        }
        // The longest name of a gateway's pod, of 48: release, component, template's hash and pod's.
        assertThat("x".repeat(23) + "-gateway-1234567890-12345").hasSizeLessThanOrEqualTo(48);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void topicsAreThoseThatCreateTopicsMakes(Chart chart) {
        if (chart.of("Kafka").findAny().isEmpty()) {
            var job = chart.pods("topics");
            assertThat(job.value("HOOKSWITCH_LOG_PARTITIONS")).isNotEmpty();
            return;
        }
        var made = chart.of("KafkaTopic").toList();
        var copies = made.getFirst().at("/spec/replicas").asInt();
        var wanted = new CreateTopics(partitions(chart).get("room.commands"), 32, (short) copies).topics();

        assertThat(made.stream().map(topic -> topic.at("/spec/topicName").asText()))
                .containsExactlyInAnyOrderElementsOf(
                        wanted.stream().map(NewTopic::name).toList());
        for (var topic : wanted) {
            var document = chart.of("KafkaTopic", topic.name());
            assertThat(document.at("/spec/partitions").asInt()).as(topic.name()).isEqualTo(topic.numPartitions());
            assertThat(document.at("/spec/replicas").asInt()).as(topic.name()).isEqualTo(topic.replicationFactor());
            assertThat(Chart.strings(document.at("/spec/config")))
                    .as(topic.name())
                    .isEqualTo(topic.configs());
            assertThat(document.at("/metadata/labels/strimzi.io~1cluster").asText())
                    .isEqualTo(Chart.name(chart.of("Kafka").findFirst().orElseThrow()));
        }
    }

    private static Map<String, Integer> partitions(Chart chart) {
        if (chart.of("Kafka").findAny().isEmpty()) {
            var all = Integer.parseInt(chart.pods("topics").value("HOOKSWITCH_LOG_PARTITIONS"));
            return new CreateTopics(all, 32, (short) 3)
                    .topics().stream().collect(toMap(NewTopic::name, NewTopic::numPartitions));
        }
        return chart.of("KafkaTopic")
                .collect(toMap(
                        topic -> topic.at("/spec/topicName").asText(),
                        topic -> topic.at("/spec/partitions").asInt()));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void theBrokersKeepWhatTheDesignPromises(Chart chart) {
        assertThat(chart.of("Kafka")).allSatisfy(kafka -> {
            var config = kafka.at("/spec/kafka/config");
            var copies = chart.of("KafkaTopic")
                    .findFirst()
                    .orElseThrow()
                    .at("/spec/replicas")
                    .asInt();
            assertThat(config.path("auto.create.topics.enable").asBoolean(true)).isFalse();
            assertThat(config.path("offsets.topic.replication.factor").asInt()).isEqualTo(copies);
            assertThat(config.path("min.insync.replicas").asInt()).isEqualTo(copies == 3 ? 2 : 1);
            assertThat(config.path("offsets.retention.minutes").asInt()).isEqualTo(30 * 24 * 60);
            var pool = chart.of("KafkaNodePool").findFirst().orElseThrow();
            assertThat(pool.at("/metadata/labels/strimzi.io~1cluster").asText()).isEqualTo(Chart.name(kafka));
            assertThat(pool.at("/spec/replicas").asInt()).isGreaterThanOrEqualTo(copies);
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void uninstallingLeavesWhatHoldsData(Chart chart) {
        for (var kind : List.of("Kafka", "KafkaNodePool", "KafkaTopic", "Cluster")) {
            assertThat(chart.of(kind))
                    .allSatisfy(document -> assertThat(document.at("/metadata/annotations/helm.sh~1resource-policy")
                                    .asText())
                            .as(kind + " " + Chart.name(document))
                            .isEqualTo("keep"));
        }
        assertThat(chart.of("KafkaNodePool"))
                .allSatisfy(pool -> assertThat(
                                pool.at("/spec/storage/volumes/0/deleteClaim").asBoolean(true))
                        .isFalse());
    }

    /** Labels of engines are handed on to their pods. */
    @ParameterizedTest
    @MethodSource("charts")
    void noPolicyOfTheServicesTakesHoldOfAnEngine(Chart chart) {
        for (var kind : List.of("Kafka", "KafkaNodePool", "Cluster")) {
            assertThat(chart.of(kind))
                    .allSatisfy(document -> assertThat(Chart.strings(document.at("/metadata/labels"))
                                    .keySet())
                            .doesNotContain("app.kubernetes.io/name", "app.kubernetes.io/instance"));
        }
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everySecretIsAReferenceAndNoneIsInTheChart(Chart chart) {
        assertThat(chart.of("Secret")).isEmpty();
        var literals = chart.pods()
                .flatMap(Pods::environment)
                .filter(variable -> variable.path("name").asText().matches(".*(SECRET|PASSWORD|_KEY$|_USER).*"))
                .filter(variable -> !variable.at("/valueFrom/secretKeyRef").has("key"))
                .filter(variable -> !variable.path("value").asText().matches("([a-z]+=\\$\\([A-Z_]+\\),?)+"))
                .map(JsonNode::toString);
        assertThat(literals).isEmpty();
        assertThat(chart.documents().stream().map(JsonNode::toString))
                .noneMatch(text -> text.matches("(?s).*://[^/\"$@]*:[^/\"$@]+@.*"));
    }

    /** Of the platform's own Secret each pod gets its own keys, and auth all services'. */
    @ParameterizedTest
    @MethodSource("charts")
    void everyKeyOfASecretIsGivenToWhomItIsMeantFor(Chart chart) {
        var given = new TreeMap<String, Set<String>>();
        for (var pods : chart.pods().toList()) {
            pods.environment()
                    .map(variable -> variable.at("/valueFrom/secretKeyRef"))
                    .filter(reference -> reference.path("name").asText().equals("hookswitch"))
                    .forEach(reference -> given.computeIfAbsent(
                                    reference.path("key").asText(), _ -> new TreeSet<>())
                            .add(pods.component().replace("-migrate", "")));
        }
        var services = BuiltService.all().stream().map(BuiltService::shortName).toList();
        for (var service : services) {
            if (!service.equals("auth")) {
                assertThat(given.remove("service-" + service)).containsExactlyInAnyOrder("auth", service);
            }
        }
        assertThat(given.remove("operator")).containsExactly("auth");
        assertThat(given.remove("key-encryption-key")).containsExactly("auth");
        given.remove("redis-password");
        assertThat(given).isEmpty();
        var wanted = services.stream()
                .filter(service -> !service.equals("auth"))
                .map(service -> service + "=$(SECRET_OF_" + service.toUpperCase(Locale.ROOT) + ")")
                .toList();
        assertThat(chart.pods("auth").value("HOOKSWITCH_SERVICE_SECRETS").split(","))
                .containsExactlyInAnyOrderElementsOf(wanted);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyPodIsNobody(Chart chart) {
        assertThat(chart.pods()).isNotEmpty().allSatisfy(pods -> {
            var spec = pods.template().path("spec");
            assertThat(spec.path("automountServiceAccountToken").asBoolean(true))
                    .isFalse();
            assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(spec.at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(spec.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(spec.path("containers")).hasSize(1);
            var container = pods.container();
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .isTrue();
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                    .isEqualTo("ALL");
            assertThat(container.at("/resources/requests").has("cpu")).isTrue();
            assertThat(container.at("/resources/limits").has("memory")).isTrue();
        });
        assertThat(chart.of("ServiceAccount"))
                .singleElement()
                .satisfies(account -> assertThat(
                                account.path("automountServiceAccountToken").asBoolean(true))
                        .isFalse());
    }

    @ParameterizedTest
    @MethodSource("charts")
    void theFrontDoorLeadsWhereTheLocalOneLeads(Chart chart) {
        var wanted = new TreeMap<String, String>();
        Routes.modulesByPath().forEach((path, module) -> wanted.put(path, door(chart, module)));
        wanted.put("/v1/events", door(chart, "room-service"));
        wanted.put("/v1/events, upgraded", door(chart, "event-gateway"));

        assertThat(chart.of("HTTPRoute").count() + chart.of("Ingress").count()).isPositive();
        assertThat(chart.of("HTTPRoute")).allSatisfy(route -> {
            var found = new TreeMap<String, String>();
            Chart.each(route.at("/spec/rules"))
                    .forEach(rule -> Chart.each(rule.path("matches"))
                            .forEach(match -> found.put(
                                    match.at("/path/value").asText() + (match.has("headers") ? ", upgraded" : ""),
                                    rule.at("/backendRefs/0/name").asText() + ":"
                                            + rule.at("/backendRefs/0/port").asInt())));
            assertThat(found).isEqualTo(wanted);
        });
        if (chart.of("Ingress").findAny().isPresent()) {
            var found = new TreeMap<>(paths(chart.of("Ingress", Chart.RELEASE)));
            paths(chart.own("Ingress", "upgrade")).forEach((path, door) -> found.put(path + ", upgraded", door));
            assertThat(found).isEqualTo(wanted);
        }
    }

    private static Map<String, String> paths(JsonNode ingress) {
        return Chart.each(ingress.at("/spec/rules/0/http/paths"))
                .collect(toMap(
                        path -> path.path("path").asText(),
                        path -> path.at("/backend/service/name").asText() + ":"
                                + path.at("/backend/service/port/number").asInt()));
    }

    private static String door(Chart chart, String module) {
        var service = chart.own("Service", BuiltService.of(module).shortName());
        return Chart.name(service) + ":" + service.at("/spec/ports/0/port").asInt();
    }

    /** ingress-nginx takes only what has path and type of another for its canary. */
    @ParameterizedTest
    @MethodSource("charts")
    void theUpgradeIsACanaryOfThePathBesideIt(Chart chart) {
        assertThat(chart.of("Ingress").filter(ingress -> Chart.name(ingress).endsWith("-upgrade")))
                .allSatisfy(upgrade -> {
                    var path = upgrade.at("/spec/rules/0/http/paths/0");
                    assertThat(Chart.each(chart.of("Ingress", Chart.RELEASE).at("/spec/rules/0/http/paths")))
                            .anyMatch(beside -> beside.path("path").equals(path.path("path"))
                                    && beside.path("pathType").equals(path.path("pathType")));
                });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void aDatabaseTakesTheConnectionsOfAllTheProcessesThereMayBe(Chart chart) {
        assertThat(chart.of("Cluster")).allSatisfy(cluster -> {
            var name = Chart.name(cluster).replaceAll("^" + Chart.RELEASE + "-|-db$", "");
            var pool =
                    Integer.parseInt(BuiltService.of(name + "-service").property("quarkus.datasource.jdbc.max-size"));
            var processes = Stream.concat(
                            chart.of("ScaledObject").map(each -> Map.entry(each, "/spec/maxReplicaCount")),
                            chart.of("StatefulSet").map(each -> Map.entry(each, "/spec/replicas")))
                    .filter(each -> Chart.name(each.getKey()).equals(Chart.RELEASE + "-" + name))
                    .mapToInt(each -> each.getKey().at(each.getValue()).asInt())
                    .max()
                    .orElseThrow();
            assertThat(cluster.at("/spec/postgresql/parameters/max_connections").asInt())
                    .as(name)
                    .isGreaterThan(pool * processes);
        });
    }

    /** Longer than what each waits for: the endpoint to be forgotten, sockets to be closed, the log to be left. */
    @ParameterizedTest
    @MethodSource("charts")
    void aPodHasTheTimeToGoInOrder(Chart chart) {
        for (var service : BuiltService.all()) {
            var pods = chart.pods(service.shortName());
            var grace =
                    pods.template().at("/spec/terminationGracePeriodSeconds").asInt();
            var before = pods.container().at("/lifecycle/preStop/sleep/seconds").asInt();
            assertThat(before).isPositive();
            // CommandLogConfig.Timings: a thread of the log gets 20 s.
            assertThat(grace).isGreaterThanOrEqualTo(before + 20);
        }
    }

    /** What runs before the release must need nothing of it. */
    @ParameterizedTest
    @MethodSource("charts")
    void jobsAreHooksThatTheirTurnAllows(Chart chart) {
        assertThat(chart.of("Job")).allSatisfy(job -> {
            var when = job.at("/metadata/annotations/" + Chart.HOOK).asText();
            assertThat(when).contains("pre-upgrade");
            var account = job.at("/spec/template/spec").has("serviceAccountName");
            assertThat(account).as("an account of the release's own").isEqualTo(!when.contains("pre-install"));
        });
        assertThat(chart.of("Job")
                        .map(job -> job.at("/spec/template/spec/containers/0/args/0")
                                .asText()))
                .contains("migrate");
    }
}
