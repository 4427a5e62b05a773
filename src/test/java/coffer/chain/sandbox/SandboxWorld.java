package coffer.chain.sandbox;

import coffer.chain.bitcoin.BitcoinAddresses;
import coffer.chain.evm.EvmAddresses;
import coffer.chain.tron.TronAddresses;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chain;
import coffer.core.chain.Chain.Finality;
import coffer.core.chain.Chains;
import coffer.core.chain.Confirmations;
import coffer.core.chain.Mode;
import coffer.db.Db;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// One organization with a sandbox of each network, on a database of its own.
public final class SandboxWorld {
  static final int DEPTH = 3;

  /// The second key of BIP-32's first test vector.
  private static final String ACCOUNT =
      "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv"
          + "5ski8PX9rL2dZXvgGDnw";

  final Db db;
  final Chains chains;
  final Sandbox sandbox;
  final long organization;
  private final AtomicInteger addresses = new AtomicInteger();

  public SandboxWorld(Db db, InstantSource clock) {
    this.db = db;
    this.chains =
        new Chains(
            db,
            catalogue(),
            List.of(new EvmAddresses(), new BitcoinAddresses(), new TronAddresses()));
    chains.sync();
    this.sandbox = new Sandbox(chains, clock);
    this.organization =
        db.tx(
            tx -> {
              long id =
                  tx.id(
                      """
                      INSERT INTO organization (public_id, name, created_at)
                      VALUES (gen_random_uuid(), 'Test', ?) RETURNING id
                      """,
                      Instant.EPOCH);
              chains.openSandboxes(tx, id);
              return id;
            });
  }

  public Chain chain(String network) {
    return db.tx(tx -> sandbox.chain(tx, organization, network));
  }

  public Asset asset(Chain chain, String code) {
    return chains.assetsOf(chain).stream()
        .filter(asset -> asset.code().equals(code))
        .findFirst()
        .orElseThrow();
  }

  /// One that was never seen before.
  public Address address(Chain chain) {
    return chains.format(chain).derive(ACCOUNT, addresses.incrementAndGet());
  }

  <T> T tx(Function<Tx, T> work) {
    return db.tx(work);
  }

  void run(Consumer<Tx> work) {
    db.run(work);
  }

  static Catalogue catalogue() {
    return new Catalogue(
        List.of(
            entry("ethereum", "evm", asset("ETH", 18), asset("USDT", 6)),
            entry("bitcoin", "bitcoin", asset("BTC", 8)),
            entry("tron", "tron", asset("TRX", 6), asset("USDT", 6))));
  }

  private static Catalogue.ChainEntry entry(
      String network, String family, Catalogue.AssetEntry... assets) {
    var spec =
        new Chain.Spec(
            network,
            family.equals("bitcoin") ? "bcrt" : "1337",
            Duration.ofSeconds(2),
            new Finality.Depth(DEPTH),
            "",
            true);
    return new Catalogue.ChainEntry(
        network + "-sandbox", network, family, Mode.TEST, spec, List.of(assets));
  }

  private static Catalogue.AssetEntry asset(String code, int decimals) {
    return new Catalogue.AssetEntry(
        code,
        code.equals("USDT") ? Optional.of("contract") : Optional.empty(),
        decimals,
        6,
        BigInteger.ZERO,
        BigDecimal.ZERO,
        BigInteger.ZERO,
        BigInteger.ZERO,
        1,
        Confirmations.BY_FINALITY,
        true);
  }
}
