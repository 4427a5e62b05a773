package coffer.chain;

import coffer.core.chain.BlockRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import okhttp3.OkHttpClient;

/// A source that asks nodes over HTTP: what is the same in every family.
///
/// @param <N> an endpoint of the family
public abstract class NodeSource<N extends Endpoint> implements ChainSource {
  private final Endpoints<N> nodes;
  private final OkHttpClient http;
  private final BiFunction<N, BlockRef, Optional<Boolean>> has;

  /// @param http the client that all nodes share; closed with this source
  /// @param has whether a node has a block; empty if it has none at that height
  protected NodeSource(
      Endpoints<N> nodes, OkHttpClient http, BiFunction<N, BlockRef, Optional<Boolean>> has) {
    this.nodes = nodes;
    this.http = http;
    this.has = has;
  }

  protected final Endpoints<N> nodes() {
    return nodes;
  }

  /// @throws IllegalArgumentException if no block would be read
  protected static void requireBlocks(BlockRef after, long last) {
    if (last <= after.height()) throw new IllegalArgumentException("no blocks are asked for");
  }

  /// Empty: the mempool is not read.
  @Override
  public Optional<Unconfirmed> unconfirmed(Set<String> pending) {
    return Optional.empty();
  }

  @Override
  public final boolean agreed(BlockRef block) {
    var asked = nodes.inUse();
    return nodes.askOther(asked, node -> has.apply(node, block).filter(it -> it)).isPresent();
  }

  @Override
  public final String endpoint() {
    return nodes.inUse().name();
  }

  @Override
  public final List<UnsupportedMethod> unsupportedMethods() {
    return nodes.unsupportedMethods();
  }

  @Override
  public final List<EndpointState> endpoints() {
    return nodes.states();
  }

  @Override
  public final Map<String, Long> errors() {
    return nodes.errors();
  }

  @Override
  public void close() {
    http.dispatcher().cancelAll();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
