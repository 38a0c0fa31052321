package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Bounds.Broken;

/**
 * How the phone shall encode its video for this device; 0 is "not set" (contract §1.4, §1.18).
 *
 * @param fixedLength long side in pixels: 0, 320, 480 or 640
 * @param rotation 1 upright, 2 as captured
 * @param ratio width / height × 100, at most 1000
 * @param maxFps 0, or 8 to 15
 */
public record EncodeVideo(int fixedLength, int rotation, int ratio, int maxFps) {
    public static final EncodeVideo NOT_SET = new EncodeVideo(0, 0, 0, 0);

    public EncodeVideo {
        if (fixedLength != 0 && fixedLength != 320 && fixedLength != 480 && fixedLength != 640) {
            throw new Broken("encodeVideoFixedLength must be 0, 320, 480 or 640, not " + fixedLength);
        }
        Bounds.range("encodeVideoRotation", rotation, 0, 2);
        Bounds.range("encodeVideoRatio", ratio, 0, 1000);
        if (maxFps != 0) {
            Bounds.range("encodeVideoMaxFPS", maxFps, 8, 15);
        }
    }
}
