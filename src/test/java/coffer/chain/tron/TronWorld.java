package coffer.chain.tron;

import coffer.chain.ChainSource.Block;
import coffer.chain.ChainSource.Candidate;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Confirmations;
import coffer.core.chain.Mode;
import coffer.core.chain.Transfer;
import coffer.testnet.TronChain;
import coffer.testnet.TronKey;
import coffer.testnet.TronNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The catalogue's side of a test on the double: a chain, its assets, sources over it. A block is
/// solidified when two more were made on it.
final class TronWorld implements AutoCloseable {
  static final String ALICE = "00000000000000000000000000000000000a11ce";
  static final String BOB = "0000000000000000000000000000000000000b0b";
  static final TronLimits LIMITS =
      new TronLimits(
          3,
          4,
          16,
          4L << 20,
          Duration.ofSeconds(20),
          Duration.ofMillis(5),
          Duration.ofMillis(10),
          Duration.ofMillis(100));

  final TronChain chain = TronChain.start(Instant.parse("2026-11-20T10:00:00Z"), 3);
  final TronNode node = TronNode.before(chain);
  final TronKey rich = chain.rich();
  final String token = chain.deployToken("USDT", 6);
  final String batch = chain.deployBatch();
  final String payer = chain.deployPayer();
  private final List<Runnable> open = new ArrayList<>(List.of(node::close));

  static Chain chain(String reference) {
    var spec =
        new Chain.Spec(
            "Test", reference, Duration.ofSeconds(3), new Chain.Finality.Tag(), "", false);
    return new Chain(1, "tron-test", "tron", "tron", Mode.TEST, Optional.empty(), spec);
  }

  static Asset coin() {
    return asset(1, "TRX", Optional.empty(), 6);
  }

  static Asset token(int id, String code, String account, int decimals) {
    return asset(id, code, Optional.of(TronKey.base58(account)), decimals);
  }

  private static Asset asset(int id, String code, Optional<String> contract, int decimals) {
    var none = BigInteger.ZERO;
    return new Asset(
        id,
        1,
        Mode.TEST,
        code,
        contract,
        decimals,
        6,
        none,
        BigDecimal.ZERO,
        none,
        none,
        1,
        Confirmations.BY_FINALITY,
        true);
  }

  List<Asset> assets() {
    return List.of(coin(), token(2, "USDT", token, 6));
  }

  TronNode another() {
    var another = TronNode.before(chain);
    open.add(another::close);
    return another;
  }

  TronSource source(TronNode... nodes) {
    var asked = nodes.length == 0 ? new TronNode[] {node} : nodes;
    return source(Arrays.stream(asked).map(each -> TronEndpoint.of(each.url())).toList());
  }

  TronSource source(List<TronEndpoint> endpoints) {
    return source(endpoints, assets());
  }

  TronSource source(List<TronEndpoint> endpoints, List<Asset> assets) {
    var source = new TronSource(chain(chain.reference()), assets, endpoints, LIMITS);
    open.add(source::close);
    return source;
  }

  /// One that is told that nodes keep internal transactions.
  TronSource keeping() {
    var endpoints = List.of(TronEndpoint.of(node.url()));
    var source = new TronSource(chain(chain.reference()), assets(), true, endpoints, LIMITS);
    open.add(source::close);
    return source;
  }

  static Address address(String account) {
    return Address.of(HexFormat.of().parseHex(account));
  }

  static BigInteger units(long number) {
    return BigInteger.valueOf(number);
  }

  BlockRef first() {
    return new BlockRef(0, chain.id(0));
  }

  /// Everything after a block, solidified blocks in ranges.
  static List<Block> read(TronSource source, BlockRef after) {
    var blocks = new ArrayList<Block>();
    var tip = source.tip();
    for (var at = after; at.height() < tip.head().height(); ) {
      blocks.addAll(source.blocks(at, tip.head().height(), tip.finalHeight().orElseThrow()));
      at = blocks.getLast().header().ref();
    }
    return blocks;
  }

  /// What was paid to an account.
  static List<Transfer> to(TronSource source, List<Block> blocks, String account) {
    var wanted = Optional.of(address(account));
    return resolved(source, blocks, c -> c.to().equals(wanted));
  }

  static List<Transfer> from(TronSource source, List<Block> blocks, String account) {
    var wanted = Optional.of(address(account));
    return resolved(source, blocks, c -> c.from().equals(wanted));
  }

  private static List<Transfer> resolved(
      TronSource source, List<Block> blocks, java.util.function.Predicate<Candidate> which) {
    var candidates =
        blocks.stream()
            .flatMap(b -> b.transfers().involving(_ -> true).stream())
            .filter(which)
            .toList();
    return source.resolve(candidates);
  }

  /// One line a transfer, for comparison: `USDT log:0 5`.
  static List<String> lines(List<Transfer> transfers) {
    return transfers.stream()
        .map(t -> t.asset().code() + " " + t.position() + " " + t.units())
        .toList();
  }

  @Override
  public void close() {
    open.reversed().forEach(Runnable::run);
  }
}
