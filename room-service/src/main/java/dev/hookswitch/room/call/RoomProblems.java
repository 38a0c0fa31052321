package dev.hookswitch.room.call;

import dev.hookswitch.access.Problem;
import dev.hookswitch.contracts.call.Objection;
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
                Problem.of(409, Reason.CALL_CANCELLED, "The caller cancelled the call while it was being checked.");
            case CallOver _ -> Problem.of(409, Reason.CALL_OVER, "The call is over.");
            case WrongStage r ->
                Problem.of(409, Reason.WRONG_STAGE, "The call is %s; this does not fit now.".formatted(r.stage()));
        };
    }

    /** The slug is the objection's own reason. */
    static Problem of(Objection objection) {
        return Problem.of(status(objection.errCode()), objection);
    }

    private static int status(int errCode) {
        return switch (errCode) {
            case 5 -> 503;
            case 8, 9, 12 -> 403;
            case 15, 23, 24 -> 402;
            case 1008 -> 409;
            default -> 422;
        };
    }
}
