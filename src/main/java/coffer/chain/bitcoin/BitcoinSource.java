package coffer.chain.bitcoin;

import coffer.chain.BalanceSource;
import coffer.chain.Endpoints;
import coffer.chain.NodeSource;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Transfer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;

/// Reads Bitcoin from its nodes: blocks as raw bytes, parsed here, and the mempool.
public final class BitcoinSource extends NodeSource<BitcoinNodeClient> {
  private final BitcoinHeaders headers = new BitcoinHeaders();
  private final BitcoinTips tips;
  private final BitcoinBlockReader blocks;
  private final Mempool mempool;
  private final ZmqListener hints;
  private final Set<Integer> assets;

  /// @param chain its reference is the human-readable part of its addresses: `bc`, `tb`, `bcrt`
  /// @param assets the assets of this chain to look for: its coin, or nothing
  /// @param endpoints in order of preference, at least one
  /// @throws IllegalArgumentException if a setting is invalid
  public BitcoinSource(
      Chain chain, List<Asset> assets, List<BitcoinEndpoint> endpoints, BitcoinLimits limits) {
    this.assets = assets.stream().map(Asset::id).collect(Collectors.toSet());
    var http =
        new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(5))
            .readTimeout(limits.timeout())
            .callTimeout(limits.timeout())
            .followRedirects(false)
            .build();
    var reference = chain.spec().reference();
    var nodes =
        new Endpoints<>(
            chain.name(),
            endpoints.stream()
                .distinct()
                .map(e -> new BitcoinNodeClient(e, new BitcoinRpc(http, e), limits, reference))
                .toList());
    var moving = new TransferExtractor(assets.stream().filter(Asset::isNative).findFirst());
    super(nodes, http, BitcoinNodeClient::has);
    this.tips = new BitcoinTips(nodes, headers);
    this.blocks = new BitcoinBlockReader(headers, moving, limits);
    this.mempool = new Mempool(nodes, moving, limits);
    this.hints = new ZmqListener(endpoints.stream().flatMap(e -> e.zmq().stream()).toList());
  }

  @Override
  public boolean reads(int assetId) {
    return assets.contains(assetId);
  }

  @Override
  public Tip tip() {
    return tips.newest();
  }

  @Override
  public Optional<BlockHeader> header(long height) {
    return tips.reached(
        height, node -> node.hash(height).map(hash -> headers.header(node, hash, height)));
  }

  @Override
  public List<Block> blocks(BlockRef after, long last, long finalHeight) {
    requireBlocks(after, last);
    return nodes().ask(node -> blocks.after(node, after, last));
  }

  @Override
  public List<Transfer> resolve(List<Candidate> candidates) {
    return candidates.stream().map(TransferExtractor::resolved).toList();
  }

  @Override
  public Optional<Unconfirmed> unconfirmed(Set<String> pending) {
    return Optional.of(nodes().ask(node -> mempool.look(node, pending)));
  }

  @Override
  public boolean readsMempool() {
    return true;
  }

  @Override
  public boolean spendsOutputs() {
    return true;
  }

  @Override
  public Optional<BalanceSource> balances() {
    return Optional.of(new BitcoinBalances(nodes()));
  }

  /// Returns at once while a part of the mempool is still to be fetched.
  @Override
  public void await(Duration atMost) throws InterruptedException {
    if (mempool.whole()) hints.await(atMost);
  }

  @Override
  public void close() {
    hints.close();
    super.close();
  }
}
