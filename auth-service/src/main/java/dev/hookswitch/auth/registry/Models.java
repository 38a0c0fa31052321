package dev.hookswitch.auth.registry;

import dev.hookswitch.auth.Sql;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import jakarta.inject.Singleton;

/** Whether an app has a model. */
@Singleton
public final class Models {
    private final Sql sql;

    Models(Sql sql) {
        this.sql = sql;
    }

    /** Another app's or nobody's is a 404 problem. */
    public void demand(AppId app, ModelId model) {
        Registry.demandModel(sql, app, model);
    }
}
