package dev.hookswitch.local.seed;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One thing a platform can hold, as a seed file wants it or as it is there; two are equal if they say the same. Secrets
 * are no part of it, and of a pushToken only its digest is.
 */
sealed interface Entry {
    /** The app it belongs to. */
    String app();

    /** What makes it this one and no other, together with its kind and app. */
    String id();

    /** What it says besides, in the words of the seed file; without what is not set. */
    Map<String, Object> fields();

    /** In the singular, as it is counted and told. */
    default String kind() {
        return switch (this) {
            case App _ -> "app";
            case Model _ -> "model";
            case Device _ -> "device";
            case User _ -> "user";
            case Grant _ -> "grant";
            case PushToken _ -> "pushToken";
            case Balance _ -> "balance";
            case Charging _ -> "charging";
        };
    }

    /** What is one of a kind. */
    record Key(String kind, String app, String id) {}

    default Key key() {
        return new Key(kind(), app(), id());
    }

    record App(String app, String name, boolean demandsGrants, OptionalLong ringTimeMs) implements Entry {
        @Override
        public String id() {
            return app;
        }

        @Override
        public Map<String, Object> fields() {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("name", name);
            fields.put("demandsGrants", demandsGrants);
            ringTimeMs.ifPresent(time -> fields.put("ringTimeMs", time));
            return fields;
        }
    }

    record Model(String app, String modelId, String productType, String system, String reminder) implements Entry {
        @Override
        public String id() {
            return modelId;
        }

        @Override
        public Map<String, Object> fields() {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("productType", productType);
            fields.put("system", system);
            fields.put("reminder", reminder);
            return fields;
        }
    }

    record Device(String app, String sn, String modelId) implements Entry {
        @Override
        public String id() {
            return sn;
        }

        @Override
        public Map<String, Object> fields() {
            return Map.of("model", modelId);
        }
    }

    record User(String app, String openId) implements Entry {
        @Override
        public String id() {
            return openId;
        }

        @Override
        public Map<String, Object> fields() {
            return Map.of();
        }
    }

    /**
     * What a user said about a device.
     *
     * @param deviceName if granted; else the user refused, at once or later, which is one status to the contract (§4.4)
     */
    record Grant(String app, String openId, String sn, Optional<String> deviceName) implements Entry {
        @Override
        public String id() {
            return openId + " for " + sn;
        }

        @Override
        public Map<String, Object> fields() {
            var fields = new LinkedHashMap<String, Object>();
            deviceName.ifPresentOrElse(name -> fields.put("deviceName", name), () -> fields.put("status", "refused"));
            return fields;
        }
    }

    /**
     * A pushToken that programs have written into them.
     *
     * @param party {@code device} or {@code user}
     */
    record PushToken(String app, String sha256, Party party, String partyId, String appVersion) implements Entry {
        enum Party {
            DEVICE("device", "sn"),
            USER("user", "openId");

            private final String inFile;
            private final String onWire;

            Party(String inFile, String onWire) {
                this.inFile = inFile;
                this.onWire = onWire;
            }

            String inFile() {
                return inFile;
            }

            String onWire() {
                return onWire;
            }
        }

        /** Whom it reaches, in which version. */
        record Reach(String app, Party party, String partyId, String appVersion) {}

        Reach reach() {
            return new Reach(app, party, partyId, appVersion);
        }

        @Override
        public String id() {
            return sha256;
        }

        @Override
        public Map<String, Object> fields() {
            var fields = new LinkedHashMap<String, Object>();
            fields.put(party.inFile(), partyId);
            fields.put("appVersion", appVersion);
            return fields;
        }
    }

    /** What was added to an account, once under this name. */
    record Balance(String app, String transfer, Unit unit, long amount) implements Entry {
        enum Unit {
            VOICE("voiceSeconds", "voice-seconds"),
            VIDEO("videoSeconds", "video-seconds"),
            LICENCES("licences", "licences");

            private final String inFile;
            private final String inLedger;

            Unit(String inFile, String inLedger) {
                this.inFile = inFile;
                this.inLedger = inLedger;
            }

            String inFile() {
                return inFile;
            }

            String inLedger() {
                return inLedger;
            }
        }

        @Override
        public String id() {
            return transfer;
        }

        @Override
        public Map<String, Object> fields() {
            return Map.of(unit.inFile(), amount);
        }
    }

    /** Whether calls of the app are refused for want of money. Absent from a file that does not say. */
    record Charging(String app, boolean on) implements Entry {
        @Override
        public String id() {
            return app;
        }

        @Override
        public Map<String, Object> fields() {
            return Map.of("charging", on);
        }
    }
}
