package coffer.web.cabinet;

import coffer.web.Qr;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.util.encoders.Base32;

/// The secret of one-time codes as an app reads it from the page.
///
/// @param text in base32, for people who type it
public record AppSecret(String text, Qr qr) {
  static AppSecret of(String email, byte[] bytes) {
    var text = Base32.toBase32String(bytes).replace("=", "");
    var name = URLEncoder.encode(email, StandardCharsets.UTF_8).replace("+", "%20");
    return new AppSecret(
        text, Qr.of("otpauth://totp/Coffer:" + name + "?secret=" + text + "&issuer=Coffer"));
  }
}
