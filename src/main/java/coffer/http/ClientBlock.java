package coffer.http;

import io.javalin.http.Context;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// What every counter takes for one client: an IPv4 address, or a /48 of IPv6. A provider gives a
/// customer up to a /48, so its 65,536 networks of /64 must not count as so many clients.
///
/// @param text hex digits of the part that is the same in the whole block
public record ClientBlock(String text) {
  /// Of an IPv6 address.
  public static final int IPV6_BITS = 48;

  public static ClientBlock of(InetAddress client) {
    var bytes = client.getAddress();
    var part = client instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_BITS / 8) : bytes;
    return new ClientBlock(HexFormat.of().formatHex(part));
  }

  /// The block of a request's client.
  public static ClientBlock of(Context ctx) {
    return of(ClientAddress.of(ctx));
  }
}
