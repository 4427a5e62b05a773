package coffer.http;

import io.javalin.http.Context;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// The unit that all limits count as one client: an IPv4 address or an IPv6 /48. A provider may
/// assign up to a /48 to one customer, so the 65,536 /64 networks in it must not count as separate
/// clients.
///
/// @param text the bytes of the address (IPv4) or of its /48 prefix (IPv6), as hex digits
public record ClientBlock(String text) {
  /// Length of the prefix that is one block of IPv6.
  public static final int IPV6_BITS = 48;

  /// The block that contains an address.
  public static ClientBlock of(InetAddress client) {
    var bytes = client.getAddress();
    var part = client instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_BITS / 8) : bytes;
    return new ClientBlock(HexFormat.of().formatHex(part));
  }

  /// The block of a request's client address.
  public static ClientBlock of(Context ctx) {
    return of(ClientAddress.of(ctx));
  }
}
