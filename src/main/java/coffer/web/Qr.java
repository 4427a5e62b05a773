package coffer.web;

import io.nayuki.qrcodegen.QrCode;

/// A QR code as one SVG path.
///
/// @param size modules in a row, without the quiet zone
/// @param path of the dark modules, in units of one
public record Qr(int size, String path) {

  public static Qr of(String text) {
    var code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    var path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        int from = x;
        while (code.getModule(x, y)) x++; // outside the code everything is light
        int length = x - from;
        if (length > 0) {
          path.append('M').append(from).append(' ').append(y);
          path.append('h').append(length).append("v1h-").append(length).append('z');
        }
      }
    }
    return new Qr(code.size, path.toString());
  }

  /// With the quiet zone that readers need.
  public String viewBox() {
    int all = size + 8;
    return "-4 -4 " + all + " " + all;
  }
}
