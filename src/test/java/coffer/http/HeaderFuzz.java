package coffer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import coffer.core.Cidr;
import coffer.core.Rejection;
import coffer.web.Language;
import java.util.List;

/// Headers: Idempotency-Key, X-Forwarded-For, X-Request-Id, Accept-Language. Only the first is ever
/// refused.
public final class HeaderFuzz {
  private static final Cidr HERE = Cidr.parse("127.0.0.0/8");
  private static final ClientAddress CLIENT = new ClientAddress(List.of(HERE));

  private HeaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    var text = new String(input, ISO_8859_1);
    try {
      Idempotency.Request.of("scope", text, "POST /", input);
    } catch (Rejection.Refused _) {
      // refused
    }
    CLIENT.find(HERE.base(), List.of(text.split("\n", 5)));
    RequestId.choose(text);
    Language.accepted(text);
    try {
      Cidr.parse(text);
    } catch (IllegalArgumentException _) {
      // refused
    }
  }
}
