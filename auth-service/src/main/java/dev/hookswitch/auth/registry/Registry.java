package dev.hookswitch.auth.registry;

import dev.hookswitch.access.Problem;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.problem.Reason;

/** What several of the registry's resources demand before they write. */
final class Registry {
    private Registry() {}

    /** Only the operator can name an app that does not exist. */
    static void demandApp(Sql sql, AppId app) {
        if (sql.one("SELECT 1 FROM app WHERE app = ?", row -> row.getInt(1), app.value())
                .isEmpty()) {
            throw Problem.of(404, Reason.NO_SUCH_APP, "There is no such app.")
                    .field("app")
                    .asException();
        }
    }

    static void demandModel(Sql sql, AppId app, ModelId model) {
        if (sql.one(
                        "SELECT 1 FROM model WHERE app = ? AND model_id = ?",
                        row -> row.getInt(1),
                        app.value(),
                        model.value())
                .isEmpty()) {
            throw Problem.of(404, Reason.NO_SUCH_MODEL, "This app has no model with this modelId.")
                    .field("modelId")
                    .asException();
        }
    }
}
