package coffer.core;

import java.net.InetAddress;
import java.util.List;

/// A block of IP addresses: `10.0.0.0/8`, `2001:db8::/32`. A single address is a block of one.
/// Names are never resolved. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) counts as IPv4.
public record Cidr(InetAddress base, int bits) {
  public Cidr {
    if (bits < 0 || bits > base.getAddress().length * 8) {
      throw new IllegalArgumentException("/" + bits + " is no prefix length of that address");
    }
    var bytes = base.getAddress();
    for (int bit = bits; bit < bytes.length * 8; bit++) {
      if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) {
        throw new IllegalArgumentException("there are bits set behind /" + bits);
      }
    }
  }

  /// @throws IllegalArgumentException with the reason, if the text is not a block
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    var base = address(slash < 0 ? text : text.substring(0, slash));
    if (slash < 0) return new Cidr(base, base.getAddress().length * 8);
    var length = text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}")) throw new IllegalArgumentException("bad prefix length");
    return new Cidr(base, Integer.parseInt(length));
  }

  /// Reads an IP address in the usual notation.
  ///
  /// @throws IllegalArgumentException if the text is not an IP address, is a host name, or has a
  ///     zone (`%eth0`)
  public static InetAddress address(String text) {
    boolean plausible =
        text.contains(":") ? !text.contains("%") : text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    if (!plausible) throw new IllegalArgumentException("not an IP address");
    return InetAddress.ofLiteral(text);
  }

  public boolean contains(InetAddress address) {
    var network = base.getAddress();
    var bytes = address.getAddress();
    if (network.length != bytes.length) return false;
    for (int bit = 0; bit < bits; bit += 8) {
      int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
      if (((network[bit / 8] ^ bytes[bit / 8]) & mask & 0xff) != 0) return false;
    }
    return true;
  }

  /// Whether the other block lies within this one.
  public boolean contains(Cidr other) {
    return other.bits >= bits && contains(other.base);
  }

  public static boolean anyContains(List<Cidr> blocks, InetAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  @Override
  public String toString() {
    return base.getHostAddress() + "/" + bits;
  }
}
