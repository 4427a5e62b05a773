package coffer.chain.evm;

import coffer.chain.BalanceSource;
import coffer.chain.Endpoints;
import coffer.chain.NodeSource;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Transfer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;

/// Reads one EVM chain from its endpoints. Tokens are found by the Transfer logs of pinned
/// contracts, the chain's own coin by the configured [NativeSource]. The mempool is not read.
///
/// Callers check [#doubts] first: an amount that is wrong by a power of ten must not be credited.
public final class EvmSource extends NodeSource<EvmNodeClient> {
  private final EvmPinnedAssets pinned;
  private final EvmLimits limits;
  private final EvmTips tips;
  private final FinalBlocks ranges;
  private final HeadBlocks heads;
  private final ReceiptPositions receipts;
  private final NewHeads newHeads;
  private final EvmDecimals decimals;

  /// @param chain its reference is the EVM chain id in decimal digits
  /// @param assets the assets of this chain to look for
  /// @param endpoints in order of preference, at least one
  /// @throws IllegalArgumentException if a setting is invalid
  public EvmSource(
      Chain chain,
      List<Asset> assets,
      NativeSource source,
      List<EvmEndpoint> endpoints,
      EvmLimits limits) {
    this.pinned = new EvmPinnedAssets(assets, source);
    this.limits = limits;
    var http = client(limits);
    var chainId = Long.parseLong(chain.spec().reference());
    var nodes =
        new Endpoints<>(
            chain.name(),
            endpoints.stream()
                .distinct()
                .map(
                    e ->
                        new EvmNodeClient(
                            e, new EvmRpc(http, e, limits.answerBytes()), limits, chainId))
                .toList());
    super(nodes, http, EvmNodeClient::has);
    this.tips = new EvmTips(nodes, chain.spec());
    var query = new LogQuery(pinned);
    var completeness = new LogCompleteness(pinned, query, nodes);
    var candidates = new EvmCandidates(pinned, new InternalTransfers());
    this.ranges = new FinalBlocks(pinned, query, completeness, candidates, limits);
    var holdings = new BlockContents(pinned, query);
    this.heads = new HeadBlocks(pinned, holdings, completeness, candidates, limits);
    this.receipts = new ReceiptPositions(pinned);
    this.decimals = new EvmDecimals(pinned.tokens());
    this.newHeads =
        new NewHeads(http, endpoints.stream().filter(e -> e.ws().isPresent()).findFirst());
  }

  private static OkHttpClient client(EvmLimits limits) {
    return new OkHttpClient.Builder()
        .socketFactory(new NodeSockets())
        .connectTimeout(Duration.ofSeconds(5))
        .readTimeout(limits.timeout())
        .callTimeout(limits.timeout())
        .pingInterval(Duration.ofSeconds(20))
        .followRedirects(false)
        .build();
  }

  @Override
  public Tip tip() {
    return tips.newest();
  }

  @Override
  public Optional<BlockHeader> header(long height) {
    return tips.reached(height, node -> node.block(height)).map(EvmRawBlock::header);
  }

  @Override
  public List<Block> blocks(BlockRef after, long last, long finalHeight) {
    requireBlocks(after, last);
    var first = after.height() + 1;
    var lastFinal = Math.min(last, finalHeight);
    var source = pinned.source().sameUntil(first);
    return nodes()
        .ask(
            node -> {
              tips.requireFinal(node, lastFinal);
              try {
                return first <= lastFinal
                    ? settled(node, after, Math.min(lastFinal, source))
                    : heads(node, after, Math.min(last, source));
              } catch (SourceException e) {
                if (e.kind() == Kind.BEHIND) tips.lacksAfter(node, after.height());
                throw e;
              }
            });
  }

  /// Reads blocks below the final height.
  private List<Block> settled(EvmNodeClient node, BlockRef after, long last) {
    return node.reading()
        .ask(
            method ->
                switch (method) {
                  case LOGS_OF_RANGES ->
                      node.atOnce()
                          .upTo(
                              last - after.height(),
                              count -> ranges.after(node, after, after.height() + count));
                  case BLOCK_BY_BLOCK -> heads(node, after, last);
                });
  }

  private List<Block> heads(EvmNodeClient node, BlockRef after, long last) {
    return node.atOnce()
        .upTo(last - after.height(), count -> heads.after(node, after, after.height() + count));
  }

  @Override
  public List<Transfer> resolve(List<Candidate> candidates) {
    if (candidates.isEmpty()) return List.of();
    return nodes().ask(node -> receipts.resolve(node, candidates));
  }

  @Override
  public Optional<BalanceSource> balances() {
    return Optional.of(new EvmBalances(nodes(), pinned.source(), limits));
  }

  @Override
  public boolean reads(int assetId) {
    return Stream.concat(pinned.coin().stream(), pinned.tokens().stream())
        .anyMatch(asset -> asset.id() == assetId);
  }

  @Override
  public Map<Asset, Doubt> doubts() {
    return decimals.doubts(nodes());
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    newHeads.await(atMost);
  }

  @Override
  public void close() {
    newHeads.close();
    super.close();
  }
}
