package dev.hookswitch.room.call;

import dev.hookswitch.access.Problem;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.problem.ErrCode;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.contracts.room.RoomRefusal;
import dev.hookswitch.contracts.room.RoomRefusal.AnsweredElsewhere;
import dev.hookswitch.contracts.room.RoomRefusal.CallCancelled;
import dev.hookswitch.contracts.room.RoomRefusal.CallOver;
import dev.hookswitch.contracts.room.RoomRefusal.CallRefused;
import dev.hookswitch.contracts.room.RoomRefusal.CallerInCall;
import dev.hookswitch.contracts.room.RoomRefusal.NoSuchRoom;
import dev.hookswitch.contracts.room.RoomRefusal.OtherContent;
import dev.hookswitch.contracts.room.RoomRefusal.TooLate;
import dev.hookswitch.contracts.room.RoomRefusal.WrongStage;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals of rooms as problem documents, with the contract's codes (§3.1, §3.2). */
class RoomProblems {
    @ServerExceptionMapper
    public Response refused(CommandRefused e) {
        if (!(e.reason() instanceof RoomRefusal refusal)) {
            throw new IllegalStateException("not a refusal of a room: " + e.reason());
        }
        return of(refusal).response();
    }

    static Problem noSuchRoom() {
        return of(new NoSuchRoom());
    }

    static Problem of(RoomRefusal refusal) {
        return switch (refusal) {
            case NoSuchRoom _ -> Problem.of(404, Reason.NO_SUCH_ROOM, "There is no such room.");
            case CallerInCall r ->
                Problem.of(
                        409,
                        Reason.CALLER_IN_CALL,
                        "You are in room " + r.room().value() + "; leave it first.");
            case AnsweredElsewhere _ ->
                Problem.of(409, Reason.ANSWERED_ELSEWHERE, "Another of your devices answered first.");
            case OtherContent _ ->
                Problem.of(422, Reason.OTHER_CONTENT, "This Idempotency-Key was used for another call.");
            case TooLate _ ->
                Problem.of(503, Reason.TOO_LATE, "The request waited too long to be carried out; try again.");
            case CallRefused r -> of(r.objection());
            case CallCancelled _ ->
                Problem.of(409, Reason.CANCELLED, "The caller cancelled the call while it was being checked.");
            case CallOver _ -> Problem.of(409, Reason.CALL_OVER, "The call is over.");
            case WrongStage r ->
                Problem.of(409, Reason.WRONG_STAGE, "The call is %s; this does not fit now.".formatted(r.stage()));
        };
    }

    /** The slug is the objection's own reason; a code of a later version of the service that objects is told, too. */
    static Problem of(Objection objection) {
        return Problem.of(
                ErrCode.of(objection.errCode()).map(RoomProblems::status).orElse(422), objection);
    }

    private static int status(ErrCode code) {
        return switch (code) {
            case CALL_NOT_MADE -> 503;
            case NOT_GRANTED, APP_NOT_APPROVED -> 403;
            case IN_ARREARS, LICENCE_EXPIRED, NO_LICENCE -> 402;
            case INTERRUPTED -> 409;
            case DEVICE_WRONG,
                    OPEN_ID_WRONG,
                    PUSH_TOKEN_WRONG,
                    MODEL_WRONG,
                    FOREIGN_OPEN_ID,
                    OPEN_ID_INVALID,
                    CHARGE_TYPE_WRONG -> 422;
            case BUSY,
                    ROOM_WRONG,
                    REQUEST_FAILED,
                    BAD_PARAMETER,
                    IN_CALL,
                    DEVICE_TOKEN_WRONG,
                    TICKET_WRONG,
                    BAD_TOKEN,
                    GRANT_TYPE_WRONG,
                    APP_WRONG,
                    LOGIN_CODE_WRONG,
                    SECRET_WRONG,
                    LOGIN_CODE_USED,
                    USER_BLOCKED,
                    ASSERTION_WRONG,
                    ACCESS_TOKEN_MISSING,
                    APPID_MISSING,
                    SECRET_MISSING,
                    CODE_MISSING,
                    GET_NEEDED,
                    POST_NEEDED,
                    EMPTY_BODY,
                    TOO_OFTEN,
                    MALFORMED,
                    NOT_AUTHORISED,
                    APP_FORBIDDEN,
                    SN_TOO_LONG,
                    SN_ILLEGAL,
                    MODEL_UNKNOWN,
                    DEVICE_NOT_REGISTERED,
                    SN_TICKET_WRONG,
                    DEVICE_FULL,
                    USER_FULL,
                    TRANSFER_USED,
                    VALID_TOO_LONG,
                    NO_LICENCE_LEFT -> throw new IllegalStateException("nobody objects to a call with " + code);
        };
    }
}
