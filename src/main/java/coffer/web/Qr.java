package coffer.web;

import io.nayuki.qrcodegen.QrCode;

/// A QR code as one SVG path.
///
/// @param size modules per side, without the quiet zone
/// @param path of the dark modules; one module is one unit
public record Qr(int size, String path) {

  public static Qr of(String text) {
    var code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    var path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        int from = x;
        while (code.getModule(x, y)) x++; // getModule returns false outside the code
        int length = x - from;
        if (length > 0) {
          path.append('M').append(from).append(' ').append(y);
          path.append('h').append(length).append("v1h-").append(length).append('z');
        }
      }
    }
    return new Qr(code.size, path.toString());
  }

  /// The SVG view box, including the quiet zone of 4 modules.
  public String viewBox() {
    int all = size + 8;
    return "-4 -4 " + all + " " + all;
  }
}
