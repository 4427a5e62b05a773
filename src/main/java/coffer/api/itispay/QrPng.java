package coffer.api.itispay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.nayuki.qrcodegen.QrCode;
import io.nayuki.qrcodegen.QrSegment;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes a QR code as a PNG in a `data:` URI: black and white, one bit per pixel. Every response
/// contains one, so this encoder is built for speed (a twentieth of a millisecond) and uses a fixed
/// mask instead of searching the best one; readers accept every mask.
final class QrPng {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final int QUIET = 4;
  private static final int SCALE = 6;
  private static final int MASK = 3;

  /// PNG row filter: each byte is the difference to the row above.
  private static final byte UP = 2;

  private QrPng() {}

  /// @param text the content, at most 1,000 characters
  static String dataUri(String text) {
    var segments = QrSegment.makeSegments(text);
    var code = QrCode.encodeSegments(segments, QrCode.Ecc.MEDIUM, 1, 40, MASK, false);
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png(code));
  }

  private static byte[] png(QrCode code) {
    int size = (code.size + 2 * QUIET) * SCALE;
    var bytes = new ByteArrayOutputStream(1024);
    try (var out = new DataOutputStream(bytes)) {
      out.write(SIGNATURE);
      chunk(out, "IHDR", header(size));
      chunk(out, "IDAT", deflated(pixels(code, size)));
      chunk(out, "IEND", new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen in memory
    }
    return bytes.toByteArray();
  }

  /// Width, height, one bit of grey per pixel.
  private static byte[] header(int size) {
    var header = new byte[13];
    for (int i = 0; i < 4; i++) {
      header[i] = (byte) (size >> (24 - 8 * i));
      header[4 + i] = header[i];
    }
    header[8] = 1;
    return header;
  }

  /// Rows of bits (1 = light), each after its filter byte. The first row of a module contains the
  /// pixels, the others repeat it through the filter.
  private static byte[] pixels(QrCode code, int size) {
    int row = 1 + (size + 7) / 8;
    var pixels = new byte[row * size];
    for (int y = 0; y < size / SCALE; y++) {
      int at = y * SCALE * row;
      for (int x = 0; x < size / SCALE; x++) {
        if (!code.getModule(x - QUIET, y - QUIET)) light(pixels, at + 1, x * SCALE);
      }
      for (int i = 1; i < SCALE; i++) pixels[at + i * row] = UP;
    }
    return pixels;
  }

  private static void light(byte[] pixels, int row, int from) {
    for (int x = from; x < from + SCALE; x++) pixels[row + x / 8] |= (byte) (0x80 >> (x % 8));
  }

  private static byte[] deflated(byte[] data) {
    var deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(data);
      deflater.finish();
      var out = new ByteArrayOutputStream(1024);
      var part = new byte[1024];
      while (!deflater.finished()) out.write(part, 0, deflater.deflate(part));
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(DataOutputStream out, String name, byte[] data) throws IOException {
    var type = name.getBytes(ISO_8859_1);
    var sum = new CRC32();
    sum.update(type);
    sum.update(data);
    out.writeInt(data.length);
    out.write(type);
    out.write(data);
    out.writeInt((int) sum.getValue());
  }
}
