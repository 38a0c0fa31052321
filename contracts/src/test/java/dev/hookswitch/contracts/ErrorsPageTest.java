package dev.hookswitch.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.contracts.problem.ErrCode;
import dev.hookswitch.contracts.problem.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/errors.md} says what the code says. After a change of a code,
 * {@code ./mvnw -pl contracts test -Dcontracts.update=true} writes it anew.
 */
class ErrorsPageTest {
    private static final Path PAGE = Path.of("../docs/errors.md");

    private static final Pattern GIVEN = Pattern.compile("\\bReason[.]([A-Z_]+)");

    private static final Language ENGLISH = new Language(
            """
            Each answer that is not good says why in three ways: `errCode`, a number that existing programs know; the last part of the
            problem's `type`, one word for programs to compare (`urn:hookswitch:problem:no-such-room`), which is also the `reason` of a
            refused call and of a `problem` frame; and `detail` (also as `errMsg`), a sentence for the developer about this very case. The
            vendor's doors (`/cgi-bin/…`, `/sns/…`, `/wxa/…`) answer with `errcode` and `errmsg` alone, and HTTP status 200.
            """,
            "## Numbers\n\n"
                    + "From 2000 to 2999 are a client's own, for why it could not join a call; the platform passes them"
                    + " on.\n",
            List.of("errCode", "means, and what to do", "types"),
            ErrCode::english,
            "## Types\n",
            List.of("type", "means, and what to do", "errCode"),
            Reason::english,
            "## Close codes of a socket\n",
            List.of("code", "connect again?", "means, and what to do"),
            Map.of(
                    CloseCode.Reconnect.NO, "no",
                    CloseCode.Reconnect.NOW, "yes",
                    CloseCode.Reconnect.WITH_NEW_TOKEN, "with a new token"),
            CloseCode::english);

    private static final Language CHINESE = new Language(
            """
            每个失败的应答以三种方式说明原因：`errCode` 是现有程序熟知的数字；`type` 的最后一段是供程序比较的词
            （`urn:hookswitch:problem:no-such-room`），被拒呼叫与 `problem` 帧中的 `reason` 也是它；`detail`（同 `errMsg`）是写给开发者、
            针对该次情形的一句话。兼容接口（`/cgi-bin/…`、`/sns/…`、`/wxa/…`）只返回 `errcode` 与 `errmsg`，HTTP 状态为 200。
            """,
            "## 错误码\n\n2000 至 2999 由客户端给出，说明其为何未能加入通话；平台原样转达。\n",
            List.of("errCode", "含义与处理", "类型"),
            ErrCode::chinese,
            "## 类型\n",
            List.of("类型", "含义与处理", "errCode"),
            Reason::chinese,
            "## WebSocket 关闭码\n",
            List.of("关闭码", "是否重连", "含义与处理"),
            Map.of(
                    CloseCode.Reconnect.NO, "否",
                    CloseCode.Reconnect.NOW, "是",
                    CloseCode.Reconnect.WITH_NEW_TOKEN, "换新令牌后重连"),
            CloseCode::chinese);

    @Test
    void thePageIsTheCode() throws IOException {
        var page = page();
        if (Boolean.getBoolean("contracts.update")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    @Test
    void everyNumberIsToldWithSomeReason() {
        assertThat(Arrays.stream(Reason.values())
                        .flatMap(reason -> reason.codes().stream())
                        .distinct())
                .containsExactlyInAnyOrder(ErrCode.values());
    }

    @Test
    void everyReasonIsGivenSomewhere() throws IOException {
        var given = new HashSet<String>();
        try (var modules = Files.list(Path.of(".."))) {
            for (var sources : modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (var files = Files.walk(sources)) {
                    for (var file : files.filter(Files::isRegularFile).toList()) {
                        GIVEN.matcher(Files.readString(file)).results().forEach(found -> given.add(found.group(1)));
                    }
                }
            }
        }

        assertThat(Arrays.stream(Reason.values()).map(Reason::name)).isSubsetOf(given);
    }

    @Test
    void noTextBreaksItsTable() {
        assertThat(Stream.of(ENGLISH, CHINESE).flatMap(Language::texts)).noneMatch(text -> text.contains("|"));
    }

    private record Language(
            String preface,
            String numbers,
            List<String> numberColumns,
            Function<ErrCode, String> ofCode,
            String types,
            List<String> typeColumns,
            Function<Reason, String> ofReason,
            String closes,
            List<String> closeColumns,
            Map<CloseCode.Reconnect, String> reconnect,
            Function<CloseCode, String> ofClose) {
        Stream<String> texts() {
            return Stream.of(
                            Arrays.stream(ErrCode.values()).map(ofCode),
                            Arrays.stream(Reason.values()).map(ofReason),
                            Arrays.stream(CloseCode.values()).map(ofClose))
                    .flatMap(texts -> texts);
        }

        String text() {
            return preface
                    + "\n" + numbers
                    + table(
                            numberColumns,
                            Arrays.stream(ErrCode.values())
                                    .sorted(Comparator.comparingInt(ErrCode::number))
                                    .map(code -> List.of(
                                            Integer.toString(code.number()), ofCode.apply(code), typesWith(code))))
                    + "\n" + types
                    + table(
                            typeColumns,
                            Arrays.stream(Reason.values())
                                    .sorted(Comparator.comparing(Reason::slug))
                                    .map(reason ->
                                            List.of("`" + reason.slug() + "`", ofReason.apply(reason), codes(reason))))
                    + "\n" + closes
                    + table(
                            closeColumns,
                            Arrays.stream(CloseCode.values())
                                    .sorted(Comparator.comparingInt(CloseCode::code))
                                    .map(close -> List.of(
                                            Integer.toString(close.code()),
                                            reconnect.get(close.reconnect()),
                                            ofClose.apply(close))));
        }
    }

    private static String page() {
        return "# Errors · 错误码\n\n[English](#english) · [中文](#中文). Written from the code; see `CONTRIBUTING.md`.\n"
                + "\n# English\n\n" + ENGLISH.text() + "\n# 中文\n\n" + CHINESE.text();
    }

    private static String typesWith(ErrCode code) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.codes().contains(code))
                .map(reason -> "`" + reason.slug() + "`")
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String codes(Reason reason) {
        return reason.codes().stream()
                .map(code -> Integer.toString(code.number()))
                .collect(Collectors.joining(", "));
    }

    private static String table(List<String> columns, Stream<List<String>> rows) {
        return Stream.concat(Stream.of(columns, columns.stream().map(_ -> "---").toList()), rows)
                .map(cells -> "| " + String.join(" | ", cells) + " |\n")
                .collect(Collectors.joining("", "\n", ""));
    }
}
