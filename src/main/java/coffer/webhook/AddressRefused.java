package coffer.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/// The host has no address that a webhook may be sent to. The message contains no address, so that
/// a merchant does not learn what our resolver knows about internal hosts. It reports that a host
/// is this server itself only for public addresses.
final class AddressRefused extends UnknownHostException {
  private static final long serialVersionUID = 1;

  private AddressRefused(String message) {
    super(message);
  }

  /// @param addresses all addresses of the host
  static AddressRefused of(AddressGuard guard, InetAddress... addresses) {
    return new AddressRefused(
        Stream.of(addresses).anyMatch(guard::isOwn)
            ? "the host is this server itself, which the operator must allow (webhooks.allow)"
            : "the host has no public address");
  }
}
