package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.Bounds;
import java.util.Optional;

/**
 * One side of a call as the other side sees it.
 *
 * @param name the shown name, at most {@value #NAME_BYTES_MAX} bytes, empty when none was given
 * @param modelId a device's model, as far as it is known
 */
public record Member(Party party, String name, CameraStatus camera, Optional<ModelId> modelId) {
    public static final int NAME_BYTES_MAX = 128;

    public Member {
        Bounds.bytes("name", name, NAME_BYTES_MAX);
    }
}
