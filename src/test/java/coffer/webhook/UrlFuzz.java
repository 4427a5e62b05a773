package coffer.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.util.List;
import okhttp3.HttpUrl;

/// Where a webhook may go. Whatever is not refused is a URL that the client can read, and no
/// address inside.
public final class UrlFuzz {
  private static final AddressGuard GUARD = new AddressGuard(List.of(), new ServerAddresses());

  private UrlFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    var text = new String(input, UTF_8);
    if (WebhookUrl.refuse(text, GUARD).isPresent()) return;
    var host = HttpUrl.get(text).host();
    if (!host.contains(":") && !host.matches("[0-9.]+")) return;
    var address = InetAddress.ofLiteral(host);
    if (address.isLoopbackAddress() || address.isSiteLocalAddress() || address.isAnyLocalAddress())
      throw new AssertionError(text);
  }
}
