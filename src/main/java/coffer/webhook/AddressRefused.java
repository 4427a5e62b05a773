package coffer.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/// No address of the host may be sent to. Names none: a merchant is not to learn what our resolver
/// knows of inner hosts. That a host is this server itself is said of public addresses only.
final class AddressRefused extends UnknownHostException {
  private static final long serialVersionUID = 1;

  private AddressRefused(String message) {
    super(message);
  }

  /// @param addresses all those of the host
  static AddressRefused of(AddressGuard guard, InetAddress... addresses) {
    return new AddressRefused(
        Stream.of(addresses).anyMatch(guard::isOwn)
            ? "the host is this server itself, which the operator must allow (webhooks.allow)"
            : "the host has no public address");
  }
}
