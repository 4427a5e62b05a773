package coffer.http;

import coffer.core.Cidr;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Determines the client address of a request. It is the peer of the connection or, if the peer is
/// a trusted proxy, an address from `X-Forwarded-For`: the header is read from right to left for as
/// long as the entry to the right is a trusted proxy. Clients can forge all entries further left.
public final class ClientAddress {
  private static final String ATTRIBUTE = "coffer.client_address";
  private static final int MAX_PROXIES = 32;

  private final List<Cidr> trusted;

  public ClientAddress(List<Cidr> trusted) {
    this.trusted = trusted;
  }

  /// @param known false if a trusted proxy names no client; `address` is then the proxy's address
  record Client(InetAddress address, boolean known) {}

  /// The client address of a request that the server has accepted, or the address of the proxy if
  /// it names no client. Use it for counters.
  public static InetAddress of(Context ctx) {
    return client(ctx).address;
  }

  /// The client address of a request; empty if a trusted proxy names no client. Use it to permit
  /// something to certain addresses only: behind such a proxy, any client may have sent the
  /// request.
  public static Optional<InetAddress> known(Context ctx) {
    return Optional.of(client(ctx)).filter(Client::known).map(Client::address);
  }

  private static Client client(Context ctx) {
    return Objects.requireNonNull(ctx.<Client>attribute(ATTRIBUTE));
  }

  void find(Context ctx) {
    var headers = Collections.list(ctx.req().getHeaders("X-Forwarded-For"));
    var remote = ctx.req().getRemoteAddr().replaceAll("%[^]]*|[\\[\\]]", "");
    ctx.attribute(ATTRIBUTE, find(Cidr.address(remote), headers));
  }

  /// @param headers all values of `X-Forwarded-For`, in the order received
  Client find(InetAddress remote, List<String> headers) {
    var hops =
        new ArrayList<>(
            headers.stream().flatMap(header -> Arrays.stream(header.split(","))).toList());
    Collections.reverse(hops);
    var client = remote;
    for (var hop : hops.subList(0, Math.min(hops.size(), MAX_PROXIES))) {
      if (!trusts(client)) return new Client(client, true);
      try {
        client = Cidr.address(withoutPort(hop.strip()));
      } catch (IllegalArgumentException _) {
        return new Client(client, false); // a trusted proxy did not write a valid address
      }
    }
    boolean named = !hops.isEmpty() && hops.size() <= MAX_PROXIES;
    return new Client(client, named || !trusts(client));
  }

  boolean trusts(InetAddress address) {
    return trusted.stream().anyMatch(cidr -> cidr.contains(address));
  }

  private static String withoutPort(String hop) {
    if (hop.startsWith("[")) return hop.substring(1, Math.max(1, hop.indexOf(']')));
    boolean v4WithPort = hop.indexOf(':') >= 0 && hop.indexOf(':') == hop.lastIndexOf(':');
    return v4WithPort ? hop.substring(0, hop.indexOf(':')) : hop;
  }
}
