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

/// Where a request comes from: the other end of its connection, or, where that is a proxy of ours,
/// what the proxy says (`X-Forwarded-For`), walked from the right as long as proxies of ours speak.
/// What stands further left anybody could have written.
public final class ClientAddress {
  private static final String ATTRIBUTE = "coffer.client_address";
  private static final int MAX_PROXIES = 32;

  private final List<Cidr> trusted;

  public ClientAddress(List<Cidr> trusted) {
    this.trusted = trusted;
  }

  /// @param known false where a proxy of ours names no client: the address is the proxy's
  record Client(InetAddress address, boolean known) {}

  /// The client of a request that the server has let in, or the proxy that names none: for
  /// counters.
  public static InetAddress of(Context ctx) {
    return client(ctx).address;
  }

  /// The client of a request; empty where a proxy of ours names none. What an address may do, only
  /// this address may do: behind the proxy there could be anybody.
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

  /// @param headers every `X-Forwarded-For`, in their order
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
        return new Client(client, false); // our proxy did not write an address
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
