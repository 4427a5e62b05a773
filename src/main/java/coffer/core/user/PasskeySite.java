package coffer.core.user;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where passkeys work. Browsers have them only for a host name: over HTTPS, or on their machine.
///
/// @param host to which passkeys belong: those of another host are of no use here
/// @param origin of the pages: `https://pay.example.com`
public record PasskeySite(String host, String origin) {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");

  /// Of the server's own machine, the name `localhost` serves for its addresses.
  ///
  /// @return empty if browsers have no passkeys there
  static Optional<PasskeySite> of(URI publicUrl) {
    var host = publicUrl.getHost();
    boolean loopback = host.startsWith("127.") || host.equals("[::1]");
    var name = loopback ? "localhost" : host;
    boolean secure = publicUrl.getScheme().equals("https") || name.equals("localhost");
    if (!secure || ADDRESS.matcher(name).matches()) return Optional.empty();
    var port = publicUrl.getPort() < 0 ? "" : ":" + publicUrl.getPort();
    return Optional.of(new PasskeySite(name, publicUrl.getScheme() + "://" + name + port));
  }
}
