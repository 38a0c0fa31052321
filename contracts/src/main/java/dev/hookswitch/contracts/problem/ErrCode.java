package dev.hookswitch.contracts.problem;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The {@code errCode} of an answer: a number that existing programs know (contract §3.1, §3.2, §3.5, §3.6). */
public enum ErrCode {
    BUSY(
            -1,
            "A part of the platform does not answer now. Send the same again after Retry-After, or with growing"
                    + " pauses.",
            "平台的某一部分暂时无法应答。请按 Retry-After 或以递增的间隔重发同一请求。"),
    ROOM_WRONG(
            1,
            "There is no such room, or it is none of the caller's. Use the roomId that opening the call returned.",
            "房间不存在，或不属于调用者。请使用发起通话时返回的 roomId。"),
    DEVICE_WRONG(
            2,
            "The app has no such device, or it is disabled. Check sn and registration.",
            "该应用没有此设备，或设备已停用。请检查 sn 与设备注册情况。"),
    CALL_NOT_MADE(
            5,
            "The call was not made: a check did not end in time, or what it needs went away. Call again.",
            "未能建立通话：检查未按时完成，或所需条件在此期间失效。请重新呼叫。"),
    OPEN_ID_WRONG(
            7,
            "The app has no such user, or the openId is not the token's. Check it; the app's server makes users.",
            "该应用没有此用户，或 openId 与令牌不符。请检查 openId；用户由应用的服务器创建。"),
    NOT_GRANTED(
            9,
            "The user has not authorised this device. Ask the user to authorise it (again), then call.",
            "用户未授权此设备。请让用户（重新）授权后再呼叫。"),
    APP_NOT_APPROVED(
            12,
            "The app may not call: it is unknown or disabled. Ask the operator of the platform.",
            "该应用不能发起通话：应用不存在或已停用。请联系平台运营方。"),
    DEVICE_TOKEN_WRONG(
            13,
            "The deviceToken is not accepted. Get a new one with an assertion; never change the sn.",
            "deviceToken 无效。请用断言重新换取；切勿更换 sn。"),
    PUSH_TOKEN_WRONG(
            14,
            "The pushToken is not accepted. Let the device register again, and call with its new one.",
            "pushToken 无效。请让设备重新登记提醒，并用新的 pushToken 呼叫。"),
    IN_ARREARS(
            15,
            "The app has no talking time left. Buy some; show the user an error and no waiting page.",
            "应用的通话时长已用完。请购买时长；应向用户提示错误，而不是显示等待页。"),
    MODEL_WRONG(
            17,
            "The modelId is not the device's. Use the one it is registered with.",
            "modelId 与设备不符。请使用设备注册时的 modelId。"),
    FOREIGN_OPEN_ID(
            19,
            "The openId belongs to another app. An openId is good in its own app only.",
            "openId 属于其他应用。openId 只在其所属应用内有效。"),
    OPEN_ID_INVALID(20, "The user is disabled. The app's server can enable it.", "用户已停用。应用的服务器可将其启用。"),
    CHARGE_TYPE_WRONG(
            22,
            "The chargeType is unknown or does not fit. Use duration or license; businessType 2 knows duration only.",
            "chargeType 未知或不适用于此通话。请用 duration 或 license；businessType 2 只支持 duration。"),
    LICENCE_EXPIRED(23, "The device's licence has expired. Renew it.", "设备的授权许可已过期。请续期。"),
    NO_LICENCE(24, "The device has no activated licence. Activate one.", "设备没有已激活的授权许可。请先激活。"),
    REQUEST_FAILED(
            1002,
            "There is nothing at this path, or not by this method or in this format. Check all three.",
            "此路径没有内容，或不支持该方法或格式。请检查地址、方法和 Accept。"),
    BAD_PARAMETER(
            1004,
            "A parameter is missing or wrong. errMsg names the field and the rule; correct it.",
            "参数缺失或有误。errMsg 会指出字段与规则，请更正。"),
    IN_CALL(
            1005,
            "The caller is in another call. Leave that room first; errMsg names it.",
            "呼叫方正在另一通话中。请先离开该房间，errMsg 中有房间号。"),
    INTERRUPTED(
            1008,
            "The call was interrupted or is over; the problem's type says how. Show its end.",
            "通话被中断或已结束，type 说明原因。请显示通话结束。"),
    TICKET_WRONG(
            10008,
            "The snTicket shown for a grant is not good, or nobody asked this user. Get a new one and ask again.",
            "授权时出示的 snTicket 有误或已过期，或从未征求过该用户。请取新票后再次请求授权。"),
    BAD_TOKEN(
            40001,
            "The access token is missing or not accepted. Get a new one; the type says what is wrong with it.",
            "缺少访问令牌或令牌无效。请重新获取，type 说明问题所在。"),
    GRANT_TYPE_WRONG(
            40002,
            "grant_type is wrong. Send the one that this door takes; errmsg names it.",
            "grant_type 有误。请发送此接口要求的值，errmsg 会指出。"),
    APP_WRONG(
            40013,
            "There is no app with this appid, or it is taken. Check the appid.",
            "没有此 appid 的应用，或 appid 已被占用。请检查 appid。"),
    LOGIN_CODE_WRONG(
            40029,
            "The login code is unknown, expired or another app's. Let the user log in again for a new one.",
            "登录 code 不存在、已过期或属于其他应用。请让用户重新登录以取得新的 code。"),
    SECRET_WRONG(
            40125,
            "The clientId (appid) or its secret is wrong. Check both; wrong attempts are slowed down.",
            "clientId（appid）或密钥有误。请检查两者；错误尝试会被限速。"),
    LOGIN_CODE_USED(
            40163,
            "The login code has been used. A code is good once; let the user log in again.",
            "登录 code 已被使用。每个 code 只能用一次，请让用户重新登录。"),
    USER_BLOCKED(40226, "The user is disabled. The app's server can enable it.", "用户已停用。应用的服务器可将其启用。"),
    ASSERTION_WRONG(
            40234,
            "The device's assertion is not accepted. errMsg says which part; make a new one for each token.",
            "设备断言未被接受，errMsg 指出哪一部分有误。每次换取令牌都要生成新的断言。"),
    ACCESS_TOKEN_MISSING(
            41001,
            "access_token is missing. Send it in the address, as access_token=….",
            "缺少 access_token。请放在地址参数 access_token=… 中。"),
    APPID_MISSING(41002, "appid is missing. Send it.", "缺少 appid。请补上。"),
    SECRET_MISSING(41004, "secret is missing. Send it.", "缺少 secret。请补上。"),
    CODE_MISSING(41008, "js_code is missing. Send the user's login code.", "缺少 js_code。请发送用户的登录 code。"),
    GET_NEEDED(43001, "This door takes GET only.", "此接口只接受 GET。"),
    POST_NEEDED(43002, "This door takes POST only.", "此接口只接受 POST。"),
    EMPTY_BODY(44002, "The body is empty. Send a JSON object.", "请求体为空。请发送 JSON 对象。"),
    TOO_OFTEN(
            45011,
            "Too many requests, or too many wrong ones. Wait as long as Retry-After says.",
            "请求过于频繁，或错误次数过多。请按 Retry-After 等待。"),
    MALFORMED(47001, "The body is not JSON, or lacks a field. errmsg names it.", "请求体不是 JSON，或缺少字段，errmsg 会指出。"),
    NOT_AUTHORISED(
            48001,
            "The token is good, but not for this. Use the token of whom it belongs to.",
            "令牌有效，但无权做此操作。请使用有权一方的令牌。"),
    APP_FORBIDDEN(50007, "The app is disabled. Ask the operator of the platform.", "应用已停用。请联系平台运营方。"),
    SN_TOO_LONG(9800001, "The sn has more than 128 bytes. Choose a shorter one.", "sn 超过 128 字节。请缩短。"),
    SN_ILLEGAL(
            9800002,
            "The sn has characters that are not allowed. Use digits, letters, _ and -.",
            "sn 含有不允许的字符。只能用数字、字母、_ 和 -。"),
    MODEL_UNKNOWN(
            9800003,
            "The modelId is unknown to the app, malformed or taken. Create the model first, or correct it.",
            "应用没有此 modelId，或其格式有误、已被占用。请先创建型号或加以更正。"),
    DEVICE_NOT_REGISTERED(
            9800004,
            "The device has not registered, or with another modelId. Register it, or use its modelId.",
            "设备尚未注册密钥，或以另一 modelId 注册。请先注册，或使用其 modelId。"),
    SN_TICKET_WRONG(
            9800011,
            "The snTicket is unknown, expired, or for another device. Let the server get a new one.",
            "snTicket 不存在、已过期或属于其他设备。请由服务器重新获取。"),
    DEVICE_FULL(9800016, "The device keeps as many users' grants as it may. Remove one first.", "设备的用户授权数已达上限。请先删除一项。"),
    USER_FULL(9800020, "The user keeps as many devices' grants as it may. Remove one first.", "用户的设备授权数已达上限。请先删除一项。"),
    TRANSFER_USED(
            9800037,
            "This transfer's name was used for something else. Give each purchase its own.",
            "此转账名已用于其他用途。请为每次购买使用不同的名称。"),
    VALID_TOO_LONG(
            9800038, "The licence would run for more than three years. Activate it later.", "许可的有效期将超过三年。请稍后再激活。"),
    NO_LICENCE_LEFT(9800039, "The app has no licence left to activate. Buy some.", "应用没有可激活的许可。请先购买。");

    private static final Map<Integer, ErrCode> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrCode::number, Function.identity()));

    private final int number;
    private final String english;
    private final String chinese;

    ErrCode(int number, String english, String chinese) {
        this.number = number;
        this.english = english;
        this.chinese = chinese;
    }

    /** The code of this number, unless it is one of a later version. */
    public static Optional<ErrCode> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    public int number() {
        return number;
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
