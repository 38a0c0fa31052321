package dev.hookswitch.access;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;
import java.util.Optional;

/** Who sent a request, as a verified token says. */
public sealed interface Caller {
    /** The token's {@code sub}; for a user and a device it is the party's subject, unique within the app. */
    String subject();

    CallerKind kind();

    /** The app it belongs to; services and the operator belong to none. */
    default Optional<AppId> appOf() {
        return switch (this) {
            case App caller -> Optional.of(caller.app());
            case User caller -> Optional.of(caller.app());
            case Device caller -> Optional.of(caller.app());
            case Service _, Operator _ -> Optional.empty();
        };
    }

    /** A developer's server. */
    record App(AppId app) implements Caller {
        @Override
        public String subject() {
            return "app:" + app.value();
        }

        @Override
        public CallerKind kind() {
            return CallerKind.APP;
        }
    }

    /** A user's phone. */
    record User(AppId app, OpenId openId) implements Caller {
        @Override
        public String subject() {
            return "user:" + openId.value();
        }

        @Override
        public CallerKind kind() {
            return CallerKind.USER;
        }
    }

    record Device(AppId app, Sn sn, ModelId model) implements Caller {
        @Override
        public String subject() {
            return "device:" + sn.value();
        }

        @Override
        public CallerKind kind() {
            return CallerKind.DEVICE;
        }
    }

    /** Another service of the platform: {@code room}, {@code push}, {@code billing}, {@code gateway}. */
    record Service(String name) implements Caller {
        @Override
        public String subject() {
            return "service:" + name;
        }

        @Override
        public CallerKind kind() {
            return CallerKind.SERVICE;
        }
    }

    /** Whoever runs the platform. */
    record Operator() implements Caller {
        @Override
        public String subject() {
            return "operator";
        }

        @Override
        public CallerKind kind() {
            return CallerKind.OPERATOR;
        }
    }
}
