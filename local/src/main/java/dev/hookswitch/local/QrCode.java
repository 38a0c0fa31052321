package dev.hookswitch.local;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** A QR code, dark on light, for a terminal or a page. */
final class QrCode {
    /** Modules around it that must be light (ISO/IEC 18004 §9.1). */
    private static final int QUIET_ZONE = 4;

    private static final String LIGHT_ON_DARK = "\u001b[40;97m";
    private static final String USUAL = "\u001b[0m";

    private QrCode() {}

    /**
     * For a page, to be drawn in dark.
     *
     * @param modules its width and height, with the light ones around it
     * @param path the dark ones, as the path of an SVG in which each is one unit wide
     */
    record Drawing(int modules, String path) {}

    static Drawing drawing(String text) {
        var code = matrix(text);
        var path = new StringBuilder();
        for (var y = 0; y < code.getHeight(); y++) {
            for (var x = 0; x < code.getWidth(); x++) {
                if (code.get(x, y)) {
                    path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
                }
            }
        }
        return new Drawing(code.getWidth(), path.toString());
    }

    /** For a terminal, two modules a character, whatever its colours are. */
    static String of(String text) {
        var code = matrix(text);
        var lines = new StringBuilder();
        for (var y = 0; y < code.getHeight(); y += 2) {
            lines.append(LIGHT_ON_DARK);
            for (var x = 0; x < code.getWidth(); x++) {
                lines.append(character(!code.get(x, y), y + 1 < code.getHeight() && !code.get(x, y + 1)));
            }
            lines.append(USUAL).append('\n');
        }
        return lines.toString();
    }

    /** Light modules are drawn, dark ones are the ground. */
    private static char character(boolean isUpperLight, boolean isLowerLight) {
        if (isUpperLight) {
            return isLowerLight ? '█' : '▀';
        }
        return isLowerLight ? '▄' : ' ';
    }

    private static BitMatrix matrix(String text) {
        try {
            return new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(
                                    EncodeHintType.MARGIN,
                                    QUIET_ZONE,
                                    EncodeHintType.ERROR_CORRECTION,
                                    ErrorCorrectionLevel.L));
        } catch (WriterException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
