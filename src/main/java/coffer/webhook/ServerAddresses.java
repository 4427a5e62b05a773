package coffer.webhook;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The addresses of this machine and of the name that it is known by outside. A webhook that leads
/// there would be a request of this server to itself, from an address that it may trust.
///
/// A name whose addresses are not known yet has none; they are looked up with each webhook that
/// needs a connection.
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
      // Those that were read last.
    }
    return ofInterfaces;
  }
}
