package dev.hookswitch.contracts.call;

/** Who takes part in a call, within an app: a user or a device. */
public sealed interface Party {
    record User(OpenId openId) implements Party {
        @Override
        public String subject() {
            return "user:" + openId.value();
        }
    }

    /** Within an app a serial number names one device, whatever its model. */
    record Device(Sn sn) implements Party {
        @Override
        public String subject() {
            return "device:" + sn.value();
        }
    }

    /** {@code user:<openId>} or {@code device:<sn>}; unique within an app. */
    String subject();

    /** The contract's id of this side: openId or sn (contract §1.3). */
    default String id() {
        return switch (this) {
            case User user -> user.openId().value();
            case Device device -> device.sn().value();
        };
    }
}
