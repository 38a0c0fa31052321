package dev.hookswitch.contracts.problem;

import java.util.List;
import java.util.Locale;

/**
 * Why something was not done, one word for programs to compare: the last part of a problem's {@code type}, the
 * {@code reason} of an objection to a call and of a problem frame. Its constants are all that leave the platform; what each
 * means stands in {@code docs/errors.md}, which is written from here.
 */
public enum Reason {
    ANSWERED_ELSEWHERE(
            "Another of the listener's phones answered first. Stop ringing.",
            "被叫方的另一部手机已接听。请停止振铃。",
            ErrCode.INTERRUPTED),
    APP_DISABLED(
            "The app is unknown or disabled. Ask the operator.",
            "应用不存在或已停用。请联系运营方。",
            ErrCode.APP_NOT_APPROVED,
            ErrCode.APP_FORBIDDEN),
    APP_EXISTS("There is an app with this appid. Choose another.", "此 appid 的应用已存在。请换一个。", ErrCode.APP_WRONG),
    APP_TOKEN_CHANGED(
            "The app's token has just been renewed by another request. Ask again.",
            "应用令牌刚被另一请求更新。请再请求一次。",
            ErrCode.BUSY),
    ASSERTION_WRONG(
            "The assertion is not accepted; detail names the claim. Make a new one with a new jti.",
            "断言未被接受，detail 指出哪一项有误。请用新的 jti 重新生成。",
            ErrCode.ASSERTION_WRONG),
    AUTH_AWAY("auth-service does not answer. Try again.", "auth-service 无应答。请重试。", ErrCode.BUSY),
    BAD_CHARGE_TYPE(
            "chargeType is neither duration nor license. Send one of them.",
            "chargeType 既不是 duration 也不是 license。请发送其中之一。",
            ErrCode.CHARGE_TYPE_WRONG),
    BAD_INPUT(
            "A parameter is missing or wrong; field and detail name it and its rule. Correct it.",
            "参数缺失或有误，field 与 detail 指出字段和规则。请更正。",
            ErrCode.BAD_PARAMETER,
            ErrCode.GRANT_TYPE_WRONG,
            ErrCode.ACCESS_TOKEN_MISSING,
            ErrCode.APPID_MISSING,
            ErrCode.SECRET_MISSING,
            ErrCode.CODE_MISSING,
            ErrCode.EMPTY_BODY,
            ErrCode.MALFORMED,
            ErrCode.SN_TOO_LONG,
            ErrCode.SN_ILLEGAL,
            ErrCode.MODEL_UNKNOWN),
    BAD_ORIGIN(
            "Pages of this web origin may not call this platform. Name the origin in HOOKSWITCH_ORIGINS.",
            "此来源的网页不能访问本平台。请将来源加入 HOOKSWITCH_ORIGINS。",
            ErrCode.NOT_AUTHORISED),
    BAD_SUBPROTOCOL(
            "The socket offers other subprotocols only. Offer cloudevents.json, or none.",
            "WebSocket 只提出了其他子协议。请提出 cloudevents.json，或不提子协议。",
            ErrCode.BAD_PARAMETER),
    BODY_TOO_LARGE("The body is larger than it may be. Send less.", "请求体过大。请缩小。", ErrCode.BAD_PARAMETER),
    BUSY("The gateway has too much to do. Send the frame again in a moment.", "网关繁忙。请稍后重发该帧。", ErrCode.BUSY),
    CALL_OVER("The call is over. Show its end.", "通话已结束。请显示结束。", ErrCode.INTERRUPTED),
    CALLER_DIFFERS(
            "caller.id is not the token's openId. Leave it out, or send the token's.",
            "caller.id 与令牌的 openId 不符。请省略，或发送令牌对应的 openId。",
            ErrCode.OPEN_ID_WRONG),
    CALLER_IN_CALL(
            "The caller is in the room that detail names. Leave it first.",
            "呼叫方正处于 detail 所示的房间。请先离开。",
            ErrCode.IN_CALL),
    CANCELLED(
            "The caller cancelled while the call was being checked. Nothing to do.",
            "呼叫方在检查期间取消了呼叫。无需处理。",
            ErrCode.INTERRUPTED),
    CHARGE_TYPE(
            "A call of businessType 2 is charged by duration. Do not ask for license.",
            "businessType 2 的通话按时长计费。请勿要求 license。",
            ErrCode.CHARGE_TYPE_WRONG),
    CHECKS_TIMED_OUT(
            "The call could not be checked in time; detail names who did not answer. Call again.",
            "未能按时完成检查，detail 指出未应答的服务。请重新呼叫。",
            ErrCode.CALL_NOT_MADE),
    CLIENT_WRONG(
            "The clientId is unknown or the clientSecret is wrong. Check both.",
            "clientId 不存在或 clientSecret 有误。请检查两者。",
            ErrCode.SECRET_WRONG),
    CODES_AWAY("Codes and tickets cannot be kept now. Try again.", "暂时无法保存 code 与票据。请重试。", ErrCode.BUSY),
    COMMAND_NOT_SENT(
            "The platform's log takes no commands now. Send the same request again.",
            "平台日志暂不接收命令。请重发同一请求。",
            ErrCode.BUSY),
    DEMO_NOT_THERE(
            "The demo apps are not as they were made. Start with a fresh data directory.",
            "演示应用已被改动，无法登录。请使用新的数据目录启动。",
            ErrCode.BUSY),
    DEVICE_DISABLED("The device is disabled. Enable it.", "设备已停用。请启用。", ErrCode.DEVICE_WRONG),
    DEVICE_EXISTS(
            "The device is registered with another modelId. Use that one.",
            "设备已以另一 modelId 注册。请使用该 modelId。",
            ErrCode.DEVICE_NOT_REGISTERED),
    DEVICE_FULL("The device keeps as many grants as it may. Remove one.", "设备授权数已达上限。请删除一项。", ErrCode.DEVICE_FULL),
    DEVICE_NOT_REGISTERED(
            "The device has not registered its key. Register it with an snTicket.",
            "设备尚未注册密钥。请用 snTicket 注册。",
            ErrCode.DEVICE_NOT_REGISTERED),
    ENDED_BY_OPERATOR(
            "An operator ended the call while it was being checked. Call later.",
            "运营方在检查期间结束了通话。请稍后再呼叫。",
            ErrCode.INTERRUPTED),
    ENDED_BY_SERVER(
            "The app's server ended the call while it was being checked. Ask it why.",
            "应用的服务器在检查期间结束了通话。请向其查询原因。",
            ErrCode.INTERRUPTED),
    FORBIDDEN(
            "The token is not of a kind that may do this. Use another.", "此类令牌无权做此操作。请换用其他令牌。", ErrCode.NOT_AUTHORISED),
    FOREIGN_OPEN_ID(
            "The openId belongs to another app. Use this app's.",
            "openId 属于其他应用。请使用本应用的 openId。",
            ErrCode.FOREIGN_OPEN_ID),
    FULL("The gateway has all the sockets it may have. Come again later.", "网关的连接数已满。请稍后再试。", ErrCode.BUSY),
    GRANT_REVOKED(
            "The user's grant was revoked while the call was being checked. Ask for it again.",
            "用户授权在检查期间被撤销。请重新请求授权。",
            ErrCode.NOT_GRANTED),
    HOLD_NAME_USED(
            "The name of this call's hold was used for something else. Call again.",
            "此通话的预留名称已被占用。请重新呼叫。",
            ErrCode.CALL_NOT_MADE),
    HOLD_VOIDED(
            "The call was over before money was set aside for it. Call again.",
            "尚未预留费用通话即已结束。请重新呼叫。",
            ErrCode.CALL_NOT_MADE),
    IN_ARREARS("The app has no talking time left. Buy some.", "应用的通话时长已用完。请购买。", ErrCode.IN_ARREARS),
    KEYS_AWAY("The keys to check tokens with cannot be had now. Try again.", "暂时无法取得校验令牌的密钥。请重试。", ErrCode.BUSY),
    LICENCE_EXPIRED("The device's licence has expired. Renew it.", "设备许可已过期。请续期。", ErrCode.LICENCE_EXPIRED),
    LOGIN_CODE_EXPIRED(
            "The login code is older than five minutes. Let the user log in again.",
            "登录 code 已超过五分钟。请让用户重新登录。",
            ErrCode.LOGIN_CODE_WRONG),
    LOGIN_CODE_FOREIGN(
            "The login code is another app's, or for the app's server alone. Exchange it there.",
            "登录 code 属于其他应用，或只能由应用的服务器使用。请在那里兑换。",
            ErrCode.LOGIN_CODE_WRONG),
    LOGIN_CODE_UNKNOWN(
            "There is no such login code. Let the user log in again.",
            "没有此登录 code。请让用户重新登录。",
            ErrCode.LOGIN_CODE_WRONG),
    LOGIN_CODE_USED(
            "The login code has been used. Let the user log in again.",
            "登录 code 已被使用。请让用户重新登录。",
            ErrCode.LOGIN_CODE_WRONG,
            ErrCode.LOGIN_CODE_USED),
    MALFORMED_JSON("The body is not JSON. Correct it.", "请求体不是 JSON。请更正。", ErrCode.BAD_PARAMETER, ErrCode.MALFORMED),
    MODEL_EXISTS(
            "There is another model with this modelId. Choose another.",
            "此 modelId 已有其他型号。请换一个。",
            ErrCode.MODEL_UNKNOWN),
    NO_ANSWER(
            "The command was not answered in time and may still be carried out. Send the same request again.",
            "命令未按时得到应答，仍可能被执行。请重发同一请求。",
            ErrCode.BUSY),
    NO_CALLBACK("The app has no callback address. Set one.", "应用没有回调地址。请先设置。", ErrCode.REQUEST_FAILED),
    NO_DEVICE("Neither side of the call is a device. One must be.", "通话双方都不是设备。至少一方应为设备。", ErrCode.DEVICE_WRONG),
    NO_LICENCE("The device has no activated licence. Activate one.", "设备没有已激活的许可。请先激活。", ErrCode.NO_LICENCE),
    NO_LICENCE_LEFT("The app has no licence left to activate. Buy some.", "应用没有可激活的许可。请购买。", ErrCode.NO_LICENCE_LEFT),
    NO_SIGNALLING(
            "Signals pass between the endpoints of an answered, live room only. Wait for RoomAnswered.",
            "信令只在已接听且未结束的房间两端之间传递。请等到 RoomAnswered。",
            ErrCode.BAD_PARAMETER),
    NO_SUCH_APP("There is no such app. Check the appid.", "没有此应用。请检查 appid。", ErrCode.APP_WRONG),
    NO_SUCH_COMMAND(
            "No verdict is known under this id: unknown, still waiting, or forgotten. Ask for the room instead.",
            "此编号没有结果：命令不存在、仍在等待或已被清除。请改查房间。",
            ErrCode.ROOM_WRONG),
    NO_SUCH_DEVICE(
            "The app has no device with this sn. Check it, or make the device.",
            "应用没有此 sn 的设备。请检查或先创建。",
            ErrCode.DEVICE_WRONG),
    NO_SUCH_GRANT(
            "The user has never said anything about this device. Ask first.",
            "用户从未就此设备作过授权。请先请求授权。",
            ErrCode.NOT_GRANTED),
    NO_SUCH_METHOD(
            "This path does not take this method. Use one that Allow names.",
            "此路径不支持该方法。请使用 Allow 中的方法。",
            ErrCode.REQUEST_FAILED,
            ErrCode.GET_NEEDED,
            ErrCode.POST_NEEDED),
    NO_SUCH_MODEL(
            "The app has no model with this modelId. Make it first.", "应用没有此 modelId。请先创建型号。", ErrCode.MODEL_UNKNOWN),
    NO_SUCH_NEGOTIATION(
            "The signal's n is none that this room has had. Use that of the last renegotiate, or 1 before the first.",
            "信令的 n 在此房间中不存在。请使用最近一次 renegotiate 的 n；首次之前使用 1。",
            ErrCode.BAD_PARAMETER),
    NO_SUCH_RESOURCE("There is nothing at this path. Check the address.", "此路径没有内容。请检查地址。", ErrCode.REQUEST_FAILED),
    NO_SUCH_ROOM(
            "There is no such room, or it is not yours. Check the roomId.",
            "房间不存在或不属于您。请检查 roomId。",
            ErrCode.ROOM_WRONG),
    NO_SUCH_USER(
            "The app has no user with this openId. Make the user first.",
            "应用没有此 openId 的用户。请先创建。",
            ErrCode.OPEN_ID_WRONG),
    NO_USER("Neither side of the call is a user. One must be.", "通话双方都不是用户。至少一方应为用户。", ErrCode.OPEN_ID_WRONG),
    NOT_A_PARTY(
            "Receipts and signals are for users and devices. A server only listens.",
            "回执与信令只供用户和设备使用。服务器只能收听。",
            ErrCode.BAD_PARAMETER),
    NOT_ACCEPTABLE(
            "Answers are application/json only. Accept it.",
            "应答只有 application/json。请在 Accept 中接受。",
            ErrCode.REQUEST_FAILED),
    NOT_ASKED(
            "Nobody has asked this user about this device with an snTicket yet. Ask first.",
            "尚未凭 snTicket 就此设备征求过该用户。请先请求授权。",
            ErrCode.TICKET_WRONG),
    NOT_GRANTED("The user has not authorised this device. Ask for it again.", "用户未授权此设备。请重新请求授权。", ErrCode.NOT_GRANTED),
    NOT_NOW("What this needs does not answer now. Try again.", "所依赖的部分暂时无应答。请重试。", ErrCode.BUSY),
    NOT_OF_THE_DEMO(
            "Only the demo's own users and devices log in without a password. Let your server ask for the token.",
            "只有演示自带的用户和设备可以免密登录。请由您的服务器请求令牌。",
            ErrCode.BAD_PARAMETER),
    NOT_READY("The gateway takes no sockets now. Come again.", "网关暂不接受连接。请稍后再试。", ErrCode.BUSY),
    NOT_RINGING(
            "This room does not ring here. Send receipts only for rings you got.",
            "此房间并未在此振铃。只对收到的振铃发送回执。",
            ErrCode.BAD_PARAMETER),
    OTHER_CONTENT(
            "The Idempotency-Key, or the id, was used for another request. Use a new one for a new call.",
            "此 Idempotency-Key 或编号已用于另一请求。新的呼叫请使用新的值。",
            ErrCode.BAD_PARAMETER),
    OTHER_MODEL(
            "The device is registered with another modelId. Use that one.",
            "设备以另一 modelId 注册。请使用该 modelId。",
            ErrCode.MODEL_WRONG),
    OTHER_SIDE_NOT_HERE(
            "The other side has no socket now. It is back with a renegotiate; begin then.",
            "对端目前没有连接。待其恢复时会收到 renegotiate，届时重新协商。",
            ErrCode.BUSY),
    PARTY_DISABLED(
            "A party or the app was disabled while the call was being checked. Enable it.",
            "检查期间一方或应用被停用。请启用。",
            ErrCode.CALL_NOT_MADE),
    PUSH_TOKEN_EXPIRED(
            "The pushToken has expired. Let the device register again.",
            "pushToken 已过期。请让设备重新登记。",
            ErrCode.PUSH_TOKEN_WRONG),
    PUSH_TOKEN_OTHER_DEVICE(
            "The pushToken belongs to another device. Use this device's.",
            "pushToken 属于另一设备。请使用此设备的。",
            ErrCode.PUSH_TOKEN_WRONG),
    PUSH_TOKEN_OTHER_VERSION(
            "The pushToken is of another version of the Mini Program than the call names. Use that version's.",
            "pushToken 由小程序的另一版本登记，与呼叫所指版本不符。请使用相应版本的。",
            ErrCode.PUSH_TOKEN_WRONG),
    PUSH_TOKEN_TAKEN(
            "This pushToken stands for somebody else already. Give another.",
            "此 pushToken 已属于他人。请换一个。",
            ErrCode.PUSH_TOKEN_WRONG),
    PUSH_TOKEN_UNKNOWN(
            "The pushToken is unknown. Let the device register, and use its new one.",
            "pushToken 不存在。请让设备登记并使用新的。",
            ErrCode.PUSH_TOKEN_WRONG),
    PUSH_TOKENS_TOO_MANY(
            "The party has as many given pushTokens of this version as it may. Remove one.",
            "该方在此版本下的 pushToken 数已达上限。请删除一个。",
            ErrCode.PUSH_TOKEN_WRONG),
    RECEIPT_NOT_TAKEN("The platform is busy. Send the receipt again.", "平台繁忙。请重发回执。", ErrCode.BUSY),
    SERVICE_AWAY("A service is away. Send the same request again in a moment.", "某服务不可用。请稍后重发同一请求。", ErrCode.BUSY),
    SERVICE_BROKE_OFF(
            "The service ended before it answered. Send the same request again, with the same Idempotency-Key.",
            "服务在应答前中断。请用相同的 Idempotency-Key 重发同一请求。",
            ErrCode.BUSY),
    SIGNAL_TOO_LARGE(
            "The signal's data is too large. Send less, or in parts.", "信令数据过大。请缩小或分段发送。", ErrCode.BAD_PARAMETER),
    SIGNALS_AWAY(
            "Signals cannot pass between gateways now. The call goes on; send the signal again in a moment.",
            "网关之间暂时无法传递信令。通话不受影响，请稍后重发该信令。",
            ErrCode.BUSY),
    SN_TICKET_EXPIRED(
            "The snTicket is older than five minutes. Let the server get a new one.",
            "snTicket 已超过五分钟。请由服务器重新获取。",
            ErrCode.SN_TICKET_WRONG,
            ErrCode.TICKET_WRONG),
    SN_TICKET_FOREIGN(
            "The snTicket was issued for another app, sn or modelId. Get one for this device.",
            "snTicket 是为另一应用、sn 或 modelId 签发的。请为此设备获取。",
            ErrCode.SN_TICKET_WRONG,
            ErrCode.TICKET_WRONG),
    SN_TICKET_UNKNOWN(
            "There is no such snTicket. Let the server get a new one.",
            "没有此 snTicket。请由服务器重新获取。",
            ErrCode.SN_TICKET_WRONG,
            ErrCode.TICKET_WRONG),
    SUBJECT_DISABLED(
            "The user or device is disabled. Its app or the operator can enable it.",
            "用户或设备已停用。其应用或运营方可将其启用。",
            ErrCode.DEVICE_WRONG,
            ErrCode.OPEN_ID_INVALID,
            ErrCode.USER_BLOCKED),
    TOKEN_EXPIRED(
            "The access token has expired. Get a new one.",
            "访问令牌已过期。请重新获取。",
            ErrCode.BAD_TOKEN,
            ErrCode.DEVICE_TOKEN_WRONG),
    TOKEN_FORGED(
            "The access token's signature is wrong. Get a new one.",
            "访问令牌签名有误。请重新获取。",
            ErrCode.BAD_TOKEN,
            ErrCode.DEVICE_TOKEN_WRONG),
    TOKEN_MALFORMED(
            "The access token is not a JWT of this platform. Send it whole.",
            "访问令牌不是本平台的 JWT。请完整发送。",
            ErrCode.BAD_TOKEN,
            ErrCode.DEVICE_TOKEN_WRONG),
    TOKEN_MISSING(
            "There is no access token. Send Authorization: Bearer.",
            "缺少访问令牌。请发送 Authorization: Bearer。",
            ErrCode.BAD_TOKEN),
    TOKEN_NOT_YET(
            "The access token was issued in the future. Check the clocks.",
            "访问令牌的签发时间在未来。请检查时钟。",
            ErrCode.BAD_TOKEN,
            ErrCode.DEVICE_TOKEN_WRONG),
    TOKEN_OF_ANOTHER(
            "The new token is of another subject than the socket. Send its own.",
            "新令牌与此连接不属于同一主体。请发送其自己的令牌。",
            ErrCode.BAD_TOKEN),
    TOKEN_REPLACED(
            "The access token has given way to a newer one of its app. Use that one.",
            "访问令牌已被同一应用的新令牌取代。请使用新令牌。",
            ErrCode.BAD_TOKEN),
    TOKEN_REVOKED(
            "The access token's subject has been disabled. Ask its app or the operator.",
            "令牌的主体已停用。请联系其应用或运营方。",
            ErrCode.BAD_TOKEN,
            ErrCode.DEVICE_TOKEN_WRONG),
    TOKEN_UNKNOWN_KEY(
            "The access token is signed with a key that this platform does not have. Get a new one.",
            "访问令牌所用密钥不属于本平台。请重新获取。",
            ErrCode.BAD_TOKEN,
            ErrCode.DEVICE_TOKEN_WRONG),
    TOKEN_WRONG_ALGORITHM(
            "The access token is not signed with ES256. Get one here.",
            "访问令牌未用 ES256 签名。请在本平台获取。",
            ErrCode.BAD_TOKEN,
            ErrCode.DEVICE_TOKEN_WRONG),
    TOKEN_WRONG_AUDIENCE(
            "The access token is meant for somebody else. Get one for this platform.",
            "访问令牌的受众不符。请为本平台获取。",
            ErrCode.BAD_TOKEN,
            ErrCode.DEVICE_TOKEN_WRONG),
    TOKEN_WRONG_ISSUER(
            "The access token was issued by somebody else. Get one here.",
            "访问令牌由他方签发。请在本平台获取。",
            ErrCode.BAD_TOKEN,
            ErrCode.DEVICE_TOKEN_WRONG),
    TOKEN_WRONG_TYPE(
            "The JWT is not an access token. Send the accessToken, not an assertion or a ticket.",
            "该 JWT 不是访问令牌。请发送 accessToken，而非断言或票据。",
            ErrCode.BAD_TOKEN,
            ErrCode.DEVICE_TOKEN_WRONG),
    TOO_LATE("The request waited too long to be carried out. Try again.", "请求等待过久，未被执行。请重试。", ErrCode.CALL_NOT_MADE),
    TOO_MANY_WRONG(
            "Too many wrong attempts. Wait as long as Retry-After says.",
            "错误次数过多。请按 Retry-After 等待。",
            ErrCode.TOO_OFTEN),
    TOO_OFTEN(
            "Too many requests or frames in a time. Wait, then go on more slowly.",
            "单位时间内请求或帧过多。请等待并放慢速度。",
            ErrCode.TOO_OFTEN),
    TRANSFER_USED(
            "This transfer was used for something else. Give each purchase its own.",
            "此转账名已用于其他用途。请为每次购买使用不同名称。",
            ErrCode.TRANSFER_USED),
    UNEXPECTED(
            "A bug here. The service's log has it under the id in detail; report it.",
            "平台内部错误。服务日志中有 detail 所示编号的记录，请反馈。",
            ErrCode.BUSY),
    UNSUPPORTED_MEDIA_TYPE(
            "The body's type is not application/json. Send JSON.",
            "请求体类型不是 application/json。请发送 JSON。",
            ErrCode.BAD_PARAMETER),
    UPGRADE_REQUIRED("This path is a WebSocket. Ask for an upgrade.", "此路径是 WebSocket。请请求升级。", ErrCode.BAD_PARAMETER),
    USER_DISABLED(
            "The user is disabled. The app's server can enable it.", "用户已停用。应用的服务器可将其启用。", ErrCode.OPEN_ID_INVALID),
    USER_FULL(
            "The user keeps as many devices' grants as it may. Remove one.", "用户的设备授权数已达上限。请删除一项。", ErrCode.USER_FULL),
    VALID_TOO_LONG(
            "The licence would run for more than three years. Activate it later.",
            "许可有效期将超过三年。请稍后激活。",
            ErrCode.VALID_TOO_LONG),
    WRONG_STAGE(
            "The call is in another stage, which detail names. Do what fits there.",
            "通话处于 detail 所示的其他阶段。请做与该阶段相符的操作。",
            ErrCode.BAD_PARAMETER);

    private final String english;
    private final String chinese;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<ErrCode> codes;

    Reason(String english, String chinese, ErrCode... codes) {
        this.english = english;
        this.chinese = chinese;
        this.codes = List.of(codes);
    }

    /** As it leaves the platform: {@code no-such-room}. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it means and what to do. */
    public String english() {
        return english;
    }

    /** The same in Chinese. */
    public String chinese() {
        return chinese;
    }

    /** The code it is told with. */
    public ErrCode code() {
        return codes.getFirst();
    }

    /** All codes it may be told with; which depends on who is told. */
    public List<ErrCode> codes() {
        return codes;
    }
}
