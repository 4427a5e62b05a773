package coffer.webhook;

import coffer.core.Cidr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses a webhook may be sent to, in every mode: those of the public internet except
/// this server's own, and those that the operator's `webhooks.allow` covers. The merchant may
/// choose any port.
final class AddressGuard {
  /// Not of the public internet: this network, private, shared (CGNAT), loopback, link-local (with
  /// the metadata services of clouds), protocol assignments, documentation, relays and tunnels,
  /// benchmarks, multicast, reserved, broadcast. The last one is a public address at which a cloud
  /// serves its own machines.
  private static final List<Cidr> REFUSED_V4 =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.31.196.0/24",
          "192.52.193.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "192.175.48.0/24",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "168.63.129.16/32");

  /// In IPv6, only global unicast addresses are public at all. So `::1`, mapped and compatible
  /// IPv4, NAT64, unique local, link-local, site-local and multicast need no entry.
  private static final Cidr GLOBAL_V6 = Cidr.parse("2000::/3");

  /// Not public within it: protocol assignments (Teredo, ORCHID), documentation, 6to4.
  private static final List<Cidr> REFUSED_V6 =
      ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private final List<Cidr> allow;
  private final ServerAddresses own;

  AddressGuard(List<Cidr> allow, ServerAddresses own) {
    this.allow = List.copyOf(allow);
    this.own = own;
  }

  boolean allows(InetAddress address) {
    return allow.stream().anyMatch(range -> range.contains(address))
        || (isPublic(address) && !own.contains(address));
  }

  /// Whether it is a public address of this server.
  boolean isOwn(InetAddress address) {
    return isPublic(address) && own.contains(address);
  }

  private static boolean isPublic(InetAddress address) {
    if (address instanceof Inet4Address) return outside(REFUSED_V4, address);
    return GLOBAL_V6.contains(address) && outside(REFUSED_V6, address);
  }

  private static boolean outside(List<Cidr> refused, InetAddress address) {
    return refused.stream().noneMatch(range -> range.contains(address));
  }

  private static List<Cidr> ranges(String... texts) {
    return Stream.of(texts).map(Cidr::parse).toList();
  }
}
