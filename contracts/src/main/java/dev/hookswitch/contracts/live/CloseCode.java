package dev.hookswitch.contracts.live;

/** Why a gateway closes a socket, and whether connecting again helps. */
public enum CloseCode {
    UNAUTHENTICATED(
            4401,
            Reconnect.WITH_NEW_TOKEN,
            "The token is missing, forged or for something else. Get one, then connect.",
            "缺少令牌，或令牌系伪造、用途不符。请取得令牌后再连接。"),
    TOKEN_EXPIRED(
            4408,
            Reconnect.WITH_NEW_TOKEN,
            "The token expired and was not renewed in time. Get a new one, then connect with the cursor.",
            "令牌已过期且未及时更新。请取得新令牌，并带上游标重新连接。"),
    REVOKED(
            4403,
            Reconnect.NO,
            "The subject or its app was disabled. Stop; who runs the app can enable it.",
            "主体或其应用已停用。请停止重连；应用的管理者可将其启用。"),
    BAD_FRAME(
            4400,
            Reconnect.NO,
            "A frame is none that the gateway knows, or not in its turn. Correct the program.",
            "收到未知的帧，或帧的次序不对。请修正程序。"),
    FRAME_TOO_LARGE(4413, Reconnect.NO, "A frame is larger than 64 KiB. Correct the program.", "帧超过 64 KiB。请修正程序。"),
    NO_HELLO(
            4407,
            Reconnect.NOW,
            "No hello came in time. Send it as soon as the socket is open.",
            "未按时收到 hello。请在连接建立后立即发送。"),
    REPLACED(
            4409,
            Reconnect.NO,
            "This endpoint has connected anew. Leave the older socket alone; give each installation an endpoint of its"
                    + " own.",
            "同一 endpoint 已重新连接。旧连接不必理会；每个安装应有自己的 endpoint。"),
    TOO_MANY(
            4430,
            Reconnect.NO,
            "The subject has as many sockets as it may have. Close one first.",
            "该主体的连接数已达上限。请先关闭一个。"),
    TOO_SLOW(
            4429,
            Reconnect.NOW,
            "The reader is too slow for its queue. Connect with the cursor; read faster.",
            "读取过慢，队列已满。请带上游标重新连接并加快读取。"),
    GOING_AWAY(4503, Reconnect.NOW, "The gateway stops. Connect with the cursor.", "网关即将停止。请带上游标重新连接。");

    /** What the client should do. */
    public enum Reconnect {
        NO,
        /** At once, with its cursor and a little random delay. */
        NOW,
        WITH_NEW_TOKEN
    }

    private final int code;
    private final Reconnect reconnect;
    private final String english;
    private final String chinese;

    CloseCode(int code, Reconnect reconnect, String english, String chinese) {
        this.code = code;
        this.reconnect = reconnect;
        this.english = english;
        this.chinese = chinese;
    }

    public int code() {
        return code;
    }

    public Reconnect reconnect() {
        return reconnect;
    }

    /** What it means and what to do. */
    public String english() {
        return english;
    }

    /** The same in Chinese. */
    public String chinese() {
        return chinese;
    }
}
