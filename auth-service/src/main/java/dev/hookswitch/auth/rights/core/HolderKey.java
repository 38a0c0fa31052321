package dev.hookswitch.auth.rights.core;

import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;

/** Which aggregate: {@code <app>}, {@code <app>/user:<openId>} or {@code <app>/<sn>}. None of the ids has a slash or a colon. */
public sealed interface HolderKey {
    String USER = "user:";

    AppId app();

    String text();

    record OfApp(AppId app) implements HolderKey {
        @Override
        public String text() {
            return app.value();
        }
    }

    record OfUser(AppId app, OpenId openId) implements HolderKey {
        @Override
        public String text() {
            return app.value() + "/" + USER + openId.value();
        }
    }

    record OfDevice(AppId app, Sn sn) implements HolderKey {
        @Override
        public String text() {
            return app.value() + "/" + sn.value();
        }
    }

    static HolderKey parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return new OfApp(new AppId(text));
        }
        var app = new AppId(text.substring(0, slash));
        var rest = text.substring(slash + 1);
        try {
            return rest.startsWith(USER)
                    ? new OfUser(app, new OpenId(rest.substring(USER.length())))
                    : new OfDevice(app, new Sn(rest));
        } catch (Bounds.Broken _) {
            // Another service's question about a call without a proper device; it is answered, and must stop nothing.
            return new OfApp(app);
        }
    }

    /** Where a command belongs; {@code CheckParties} to the call's device. */
    static HolderKey of(AuthCommand command) {
        return switch (command) {
            case AuthCommand.CheckParties c ->
                PartiesCheck.deviceOf(c)
                        .<HolderKey>map(device -> new OfDevice(c.app(), device.sn()))
                        .orElseGet(() -> new OfApp(c.app()));
            case AuthCommand.GiveGrant c -> new OfDevice(c.app(), c.sn());
            case AuthCommand.RefuseGrant c -> new OfDevice(c.app(), c.sn());
            case AuthCommand.RevokeGrant c -> new OfDevice(c.app(), c.sn());
            case AuthCommand.DisableDevice c -> new OfDevice(c.app(), c.sn());
            case AuthCommand.EnableDevice c -> new OfDevice(c.app(), c.sn());
            case AuthCommand.DisableUser c -> new OfUser(c.app(), c.openId());
            case AuthCommand.EnableUser c -> new OfUser(c.app(), c.openId());
            case AuthCommand.DisableApp c -> new OfApp(c.app());
            case AuthCommand.EnableApp c -> new OfApp(c.app());
            case AuthCommand.RenewAppToken c -> new OfApp(c.app());
        };
    }
}
