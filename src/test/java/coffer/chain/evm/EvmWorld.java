package coffer.chain.evm;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Confirmations;
import coffer.core.chain.Mode;
import coffer.core.chain.Transfer;
import coffer.testnet.Anvil;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The catalogue's side of a test on a node: a chain, its assets, sources over it.
final class EvmWorld {
  static final String ALICE = "0x00000000000000000000000000000000000a11ce";
  static final String BOB = "0x0000000000000000000000000000000000000b0b";
  static final EvmLimits LIMITS =
      new EvmLimits(
          1000,
          100,
          16,
          16L << 20,
          Duration.ofSeconds(30),
          Duration.ofMillis(10),
          Duration.ofMillis(100));
  static final NativeSource BLOCKS = new NativeSource.Blocks();
  static final NativeSource OFF = new NativeSource.Off();

  private EvmWorld() {}

  static Chain chain(long chainId, Chain.Finality finality) {
    var spec =
        new Chain.Spec(
            "Test", String.valueOf(chainId), Duration.ofSeconds(12), finality, "", false);
    return new Chain(1, "ethereum-test", "ethereum", "evm", Mode.TEST, Optional.empty(), spec);
  }

  static Chain chain(Anvil anvil) {
    return chain(anvil.chainId(), new Chain.Finality.Tag());
  }

  static Asset coin() {
    return asset(1, "ETH", Optional.empty(), 18);
  }

  static Asset token(int id, String code, String contract, int decimals) {
    return asset(id, code, Optional.of(contract), decimals);
  }

  private static Asset asset(int id, String code, Optional<String> contract, int decimals) {
    return new Asset(
        id,
        1,
        Mode.TEST,
        code,
        contract,
        decimals,
        Math.min(8, decimals),
        BigInteger.ZERO,
        BigDecimal.ZERO,
        BigInteger.ZERO,
        BigInteger.ZERO,
        1,
        Confirmations.BY_FINALITY,
        true);
  }

  static EvmSource source(Anvil anvil, NativeSource source, List<Asset> assets, String... urls) {
    var endpoints = Arrays.stream(urls.length == 0 ? new String[] {anvil.url()} : urls);
    return new EvmSource(
        chain(anvil), assets, source, endpoints.map(EvmEndpoint::of).toList(), LIMITS);
  }

  static Address address(String text) {
    return Address.of(EvmHex.bytes(text));
  }

  static BigInteger units(long number) {
    return BigInteger.valueOf(number);
  }

  /// One line a transfer, for comparison: `USDT log:0 5`.
  static List<String> lines(List<Transfer> transfers) {
    return transfers.stream()
        .map(t -> t.asset().code() + " " + t.position() + " " + t.units())
        .toList();
  }
}
