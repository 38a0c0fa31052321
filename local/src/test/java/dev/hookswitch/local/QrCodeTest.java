package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrCodeTest {
    /** Pixels a module, as a camera sees some. */
    private static final int SCALE = 4;

    @Test
    void scannerReadsWhatTheTerminalShows() throws Exception {
        var address = "https://192.168.178.100:8443";
        var lines = QrCode.of(address).lines().map(QrCodeTest::plain).toList();
        assertThat(lines).allMatch(line -> line.length() == lines.getFirst().length());

        assertThat(read(photo(lines.toArray(String[]::new)))).isEqualTo(address);
    }

    @Test
    void scannerReadsWhatAPageShows() throws Exception {
        var address = "https://192.168.178.100:8443/demo/phone";
        var drawing = QrCode.drawing(address);
        var width = drawing.modules() * SCALE;
        var pixels = new int[width * width];
        Arrays.fill(pixels, 0xFFFFFF);
        var squares = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(drawing.path());
        while (squares.find()) {
            for (var i = 0; i < SCALE * SCALE; i++) {
                var x = Integer.parseInt(squares.group(1)) * SCALE + i % SCALE;
                var y = Integer.parseInt(squares.group(2)) * SCALE + i / SCALE;
                pixels[y * width + x] = 0;
            }
        }
        assertThat(read(new RGBLuminanceSource(width, width, pixels))).isEqualTo(address);
    }

    private static String read(LuminanceSource photo) throws Exception {
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(photo)), Map.of(DecodeHintType.TRY_HARDER, true))
                .getText();
    }

    @Test
    void everyLineBeginsAndEndsWithItsQuietZone() {
        assertThat(QrCode.of("https://a").lines().map(QrCodeTest::plain).toList())
                .startsWith("█".repeat(29), "█".repeat(29))
                .allMatch(line -> line.matches("([█▀])\\1{3}.*\\1{4}"));
    }

    private static String plain(String line) {
        assertThat(line).startsWith("\u001b[40;97m").endsWith("\u001b[0m");
        return line.substring("\u001b[40;97m".length(), line.length() - "\u001b[0m".length());
    }

    /** What is drawn is light, the ground is dark. */
    private static LuminanceSource photo(String[] lines) {
        var width = lines[0].length() * SCALE;
        var height = lines.length * 2 * SCALE;
        var pixels = new int[width * height];
        Arrays.setAll(pixels, i -> {
            var character = lines[i / width / SCALE / 2].charAt(i % width / SCALE);
            var isUpper = i / width / SCALE % 2 == 0;
            var isLight = character == '█' || character == (isUpper ? '▀' : '▄');
            return isLight ? 0xFFFFFF : 0;
        });
        return new RGBLuminanceSource(width, height, pixels);
    }
}
