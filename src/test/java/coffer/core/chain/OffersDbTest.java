package coffer.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.chain.evm.EvmAddresses;
import coffer.core.chain.Catalogue.AssetEntry;
import coffer.core.chain.Catalogue.ChainEntry;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Servers with different catalogues on one database, as in a restart of one after the other.
class OffersDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant LATER = NOW.plus(Offers.SERVER_TIMEOUT).plusMillis(1);

  @AutoClose private final Db db = TestDb.create();
  private final UUID older = UUID.randomUUID();
  private final UUID newer = UUID.randomUUID();

  @Test
  void aServerWithAnOlderCatalogueTakesNothingFromANewerOne() {
    var wide = chains("USDT", "USDC");
    wide.sync(newer, NOW);
    var narrow = chains("USDT");
    narrow.sync(older, NOW);
    wide.refresh();
    assertThat(offered(wide)).containsExactly("USDT", "USDC");
    assertThat(offered(narrow)).as("any server answers any request").isEqualTo(offered(wide));
  }

  @Test
  void whatOnlyAServerThatLeftOfferedIsSwitchedOff() {
    chains("USDT", "USDC").sync(older, NOW);
    var narrow = chains("USDT");
    narrow.sync(newer, NOW);
    assertThat(enabled()).containsExactly("USDT", "USDC");
    narrow.leave(older);
    assertThat(enabled()).containsExactly("USDT");
    narrow.leave(newer);
    assertThat(enabled()).as("as the last one had it").containsExactly("USDT");
  }

  @Test
  void aServerThatWasKilledCountsForAMinute() {
    chains("USDT", "USDC").sync(older, NOW);
    var narrow = chains("USDT");
    narrow.sync(newer, NOW);
    narrow.beat(newer, NOW.plus(Offers.SERVER_TIMEOUT));
    assertThat(enabled()).containsExactly("USDT", "USDC");
    narrow.beat(newer, LATER);
    assertThat(enabled()).containsExactly("USDT");
  }

  /// It was stopped for minutes, and goes on.
  @Test
  void aServerThatWasTakenForEndedCountsAgain() {
    var wide = chains("USDT", "USDC");
    wide.sync(older, NOW);
    var narrow = chains("USDT");
    narrow.sync(newer, NOW);
    narrow.beat(newer, LATER);
    wide.beat(older, LATER);
    assertThat(enabled()).containsExactly("USDT", "USDC");
  }

  /// Alone, a new catalogue without it switches an asset off at once.
  @Test
  void aRestartWithLessOffersLess() {
    var before = chains("USDT", "USDC");
    before.sync(older, NOW);
    before.leave(older);
    chains("USDT").sync(newer, NOW);
    assertThat(enabled()).containsExactly("USDT");
  }

  @Test
  void eachServerGoesByItsOwnTerms() {
    var strict = chains(token("USDT", 5_000_000));
    strict.sync(newer, NOW);
    var lenient = chains(token("USDT", 1));
    lenient.sync(older, NOW);
    strict.refresh();
    assertThat(least(strict)).isEqualTo(5_000_000);
    assertThat(least(lenient)).isEqualTo(1);
  }

  private static long least(Chains chains) {
    return chains.configured(Mode.LIVE, 0).getFirst().minUnits().longValueExact();
  }

  private List<String> enabled() {
    return db.tx(
        tx -> tx.list("SELECT code FROM asset WHERE enabled ORDER BY id", row -> row.text("code")));
  }

  private static List<String> offered(Chains chains) {
    return chains.configured(Mode.LIVE, 0).stream().map(Asset::code).toList();
  }

  private Chains chains(String... codes) {
    return chains(Arrays.stream(codes).map(code -> token(code, 1)).toArray(AssetEntry[]::new));
  }

  private Chains chains(AssetEntry... assets) {
    var spec =
        new Chain.Spec("live", "1", Duration.ofSeconds(2), new Chain.Finality.Depth(3), "", false);
    var entry = new ChainEntry("live", "live", "evm", Mode.LIVE, spec, List.of(assets));
    return new Chains(db, new Catalogue(List.of(entry)), List.of(new EvmAddresses()));
  }

  private static AssetEntry token(String code, long least) {
    var usual = World.asset(code, 6, Optional.of("0x" + code));
    return new AssetEntry(
        usual.code(),
        usual.contract(),
        usual.decimals(),
        usual.precision(),
        usual.slackUnits(),
        usual.slackPercent(),
        usual.dustUnits(),
        BigInteger.valueOf(least),
        usual.minDepth(),
        usual.confirmations(),
        true);
  }
}
