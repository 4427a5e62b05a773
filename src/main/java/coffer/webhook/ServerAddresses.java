package coffer.webhook;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The addresses of this machine and of its public name. A webhook to one of them would be a
/// request of this server to itself, from an address that it may trust.
///
/// The public name has no addresses until it is resolved for the first time. It is resolved again
/// with each webhook that needs a new connection.
final class ServerAddresses {
  private static final long TTL_NANOS = 10_000_000_000L;

  private volatile Set<InetAddress> named = Set.of();
  private volatile Set<InetAddress> ofInterfaces = Set.of();
  private volatile long readAt = System.nanoTime() - TTL_NANOS - 1;

  boolean contains(InetAddress address) {
    return named.contains(address) || interfaces().contains(address);
  }

  /// @param addresses of the name in `public_url`, as they are now
  void named(InetAddress... addresses) {
    named = Set.copyOf(List.of(addresses));
  }

  private Set<InetAddress> interfaces() {
    if (System.nanoTime() - readAt < TTL_NANOS) return ofInterfaces;
    try {
      ofInterfaces =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .collect(Collectors.toUnmodifiableSet());
      readAt = System.nanoTime();
    } catch (SocketException _) {
      // The addresses that were read last stay.
    }
    return ofInterfaces;
  }
}
