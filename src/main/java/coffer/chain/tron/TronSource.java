package coffer.chain.tron;

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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;

/// Reads TRON from its endpoints, by their HTTP API. [TronCandidates] defines which transactions
/// pay. A block is final when it is solidified. Unconfirmed transactions are not read.
///
/// Callers check [#doubts] first: an amount that is wrong by a power of ten must not be credited.
public final class TronSource extends NodeSource<TronNodeClient> {
  private final TronTips tips;
  private final TronBlockReader branch;
  private final TronCandidates candidates;
  private final TronDecimals decimals;
  private final TronPinnedAssets pinned;
  private final Chain chain;

  /// A source that does not read internal transactions.
  public TronSource(
      Chain chain, List<Asset> assets, List<TronEndpoint> endpoints, TronLimits limits) {
    this(chain, assets, false, endpoints, limits);
  }

  /// @param chain its reference is the last four bytes of the first block's id as a decimal number,
  ///     the same number that `eth_chainId` returns
  /// @param assets the assets of this chain to look for
  /// @param internal whether every endpoint stores internal transactions: then TRX transfers by
  ///     contracts are read
  /// @param endpoints in order of preference, at least one
  /// @throws IllegalArgumentException if a setting is invalid
  public TronSource(
      Chain chain,
      List<Asset> assets,
      boolean internal,
      List<TronEndpoint> endpoints,
      TronLimits limits) {
    this.chain = chain;
    this.pinned = new TronPinnedAssets(assets, chain, internal);
    var http =
        new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(5))
            // One timeout for the whole call: a timeout per read of 8 KB costs more than the read
            // itself.
            .readTimeout(Duration.ZERO)
            .callTimeout(limits.timeout())
            .followRedirects(false)
            .build();
    var chainId = Long.parseLong(chain.spec().reference());
    var nodes =
        new Endpoints<>(
            chain.name(),
            endpoints.stream()
                .distinct()
                .map(
                    e ->
                        new TronNodeClient(
                            e, new TronApi(http, e, limits.answerBytes()), limits, chainId))
                .toList());
    super(nodes, http, TronNodeClient::has);
    this.tips = new TronTips(nodes, chain.spec());
    this.branch =
        new TronBlockReader(
            limits, new TransactionInfos(pinned, limits), new LogCrossCheck(pinned));
    this.candidates = new TronCandidates(pinned);
    this.decimals = new TronDecimals(pinned);
  }

  @Override
  public boolean reads(int assetId) {
    var tokens = pinned.contracts().stream().map(TronPinnedAssets.Contract::asset);
    return Stream.concat(pinned.coin().stream(), tokens).anyMatch(asset -> asset.id() == assetId);
  }

  @Override
  public Map<Asset, Doubt> doubts() {
    return decimals.doubts(nodes());
  }

  @Override
  public Tip tip() {
    return tips.newest();
  }

  @Override
  public Optional<BlockHeader> header(long height) {
    return tips.reached(height, node -> node.header(height));
  }

  @Override
  public List<Block> blocks(BlockRef after, long last, long finalHeight) {
    requireBlocks(after, last);
    var lastFinal = Math.min(last, finalHeight);
    var settled = after.height() < lastFinal;
    var wanted = (settled ? lastFinal : last) - after.height();
    var read =
        nodes()
            .ask(
                node -> {
                  tips.requireFinal(node, lastFinal);
                  return node.atOnce()
                      .upTo(
                          wanted,
                          count ->
                              settled
                                  ? branch.solid(node, after, after.height() + count)
                                  : branch.head(node, after, after.height() + count));
                });
    return read.stream().map(candidates::block).toList();
  }

  @Override
  public List<Transfer> resolve(List<Candidate> found) {
    return candidates.transfers(found);
  }

  @Override
  public Optional<BalanceSource> balances() {
    return Optional.of(new TronBalances(nodes(), chain, pinned.internal()));
  }

  /// Waits for the timeout: nodes do not notify of new blocks.
  @Override
  public void await(Duration atMost) throws InterruptedException {
    Thread.sleep(atMost);
  }
}
