package dev.hookswitch.auth.tokens;

import dev.hookswitch.access.Problem;
import dev.hookswitch.access.ProblemException;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.ErrCode;
import dev.hookswitch.contracts.problem.Reason;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Whether a subject may have a token: it exists, and neither it nor its app is disabled. */
@Singleton
final class Rights {
    private static final String DISABLED = "SELECT key FROM holder WHERE disabled AND key IN (?, ?)";

    private final Sql sql;

    Rights(Sql sql) {
        this.sql = sql;
    }

    void demandApp(AppId app) {
        demandEnabled(app.value(), app.value(), ErrCode.APP_NOT_APPROVED);
    }

    void demandUser(AppId app, OpenId openId) {
        if (sql.one(
                        "SELECT 1 FROM app_user WHERE app = ? AND open_id = ?",
                        row -> row.getInt(1),
                        app.value(),
                        openId.value())
                .isEmpty()) {
            throw Problem.of(404, Reason.NO_SUCH_USER, "This app has no user with this openId.")
                    .field("openId")
                    .asException();
        }
        demandEnabled(app.value(), app.value() + "/user:" + openId.value(), ErrCode.OPEN_ID_INVALID);
    }

    /** A device that has registered: its model and key. */
    record RegisteredDevice(ModelId model, DeviceKey key) {}

    Optional<RegisteredDevice> device(AppId app, Sn sn) {
        return sql.one(
                "SELECT model_id, public_key FROM device WHERE app = ? AND sn = ? AND public_key IS NOT NULL",
                row -> new RegisteredDevice(
                        new ModelId(row.getString("model_id")), new DeviceKey(row.getString("public_key"))),
                app.value(),
                sn.value());
    }

    void demandDevice(AppId app, Sn sn) {
        demandEnabled(app.value(), app.value() + "/" + sn.value(), ErrCode.DEVICE_WRONG);
    }

    private void demandEnabled(String app, String subject, ErrCode code) {
        var disabled = sql.list(DISABLED, row -> row.getString("key"), app, subject);
        if (disabled.contains(app)) {
            throw disabled(Reason.APP_DISABLED, ErrCode.APP_NOT_APPROVED, "This app is disabled.");
        }
        if (disabled.contains(subject)) {
            throw disabled(
                    Reason.SUBJECT_DISABLED, code, "This subject is disabled; its app or the operator can enable it.");
        }
    }

    private static ProblemException disabled(Reason reason, ErrCode code, String sentence) {
        return Problem.of(403, reason, code, sentence).asException();
    }
}
