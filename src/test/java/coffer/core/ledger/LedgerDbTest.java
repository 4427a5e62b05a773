package coffer.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.ledger.Account.Kind;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class LedgerDbTest {
  private static final Db.Address DATABASE = TestDb.address();

  @AutoClose private final World world = new World(DATABASE);
  private final Asset usdt = world.asset(world.chain("tron"), "USDT");
  private final long project = world.project.id();
  private final Account network = Account.project(Kind.RESERVED, project, usdt);
  private final Account available = Account.project(Kind.AVAILABLE, project, usdt);
  private final Account orphan = Account.project(Kind.ORPHAN, project, usdt);

  private Entry entry(String reference, long basis, Account from, Account to, long units) {
    var head =
        new Entry.Head(
            own(reference),
            Entry.Kind.TOPUP,
            Optional.of(project),
            new Entry.Basis(Entry.Basis.Type.OPERATOR, project * 10 + basis));
    return Entry.move(head, from, to, BigInteger.valueOf(units));
  }

  /// Other tests share the database.
  private String own(String reference) {
    return reference + ":" + project;
  }

  private int post(Entry... entries) {
    return world.db.tx(tx -> world.ledger.post(tx, List.of(entries), world.now.get()));
  }

  private BigInteger balance(Account account) {
    return world.db.tx(
        tx ->
            tx.one(
                    "SELECT balance FROM account WHERE kind = ? AND asset_id = ? AND project_id IS NOT DISTINCT FROM ?",
                    row -> row.units("balance"),
                    account.kind().text(),
                    usdt.id(),
                    account.projectId())
                .orElse(BigInteger.ZERO));
  }

  @Test
  void aReferenceIsBookedOnce() {
    assertThat(post(entry("a", 1, network, available, 5))).isEqualTo(1);
    assertThat(post(entry("a", 1, network, available, 5))).isZero();
    assertThat(post(entry("a", 1, network, available, 9), entry("b", 2, network, available, 1)))
        .isEqualTo(1);
    assertThat(balance(available)).isEqualTo(-6);
    assertThat(balance(network)).isEqualTo(6);
  }

  @Test
  void aTransactionThatRollsBackBooksNothing() {
    assertThatThrownBy(
            () ->
                world.db.run(
                    tx -> {
                      world.ledger.post(
                          tx, List.of(entry("a", 1, network, available, 5)), world.now.get());
                      throw new IllegalStateException("rolled back");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(balance(available)).isZero();
    assertThat(post(entry("a", 1, network, available, 5))).isEqualTo(1);
  }

  @Test
  void aReversalMirrorsEverythingThatWasBookedForItsBasis() {
    post(
        entry("a", 1, network, available, 5),
        entry("b", 1, available, orphan, 2),
        entry("c", 2, network, available, 7));
    var basis = new Entry.Basis(Entry.Basis.Type.OPERATOR, project * 10 + 1);
    world.db.run(tx -> world.ledger.reverse(tx, Map.of(basis, own("a:reversal")), world.now.get()));
    assertThat(balance(available)).isEqualTo(-7);
    assertThat(balance(orphan)).isZero();
    assertThat(balance(network)).isEqualTo(7);
    // What has no effect any more is not reversed again.
    world.db.run(tx -> world.ledger.reverse(tx, Map.of(basis, own("a:again")), world.now.get()));
    assertThat(balance(available)).isEqualTo(-7);
    assertThat(references()).contains(own("a:reversal")).doesNotContain(own("a:again"));
  }

  private List<String> references() {
    return world.db.tx(
        tx ->
            tx.list(
                "SELECT reference FROM entry WHERE project_id = ?",
                row -> row.text("reference"),
                project));
  }

  @Test
  void postingsOfOneEntryToOneAccountAreAddedUp() {
    var units = BigInteger.TWO;
    var entry =
        new Entry(
            own("a"),
            Entry.Kind.TOPUP,
            usdt.mode(),
            Optional.of(project),
            new Entry.Basis(Entry.Basis.Type.OPERATOR, 1),
            List.of(
                new Posting(network, units),
                new Posting(network, units),
                new Posting(available, units.negate()),
                new Posting(available, units.negate())));
    post(entry);
    assertThat(balance(available)).isEqualTo(-4);
    var rows =
        world.db.tx(
            tx ->
                tx.list(
                    "SELECT units FROM posting WHERE entry_id = (SELECT id FROM entry WHERE reference = ?)",
                    row -> row.units("units"),
                    own("a")));
    assertThat(rows).containsExactlyInAnyOrder(BigInteger.valueOf(4), BigInteger.valueOf(-4));
  }

  @Test
  void nothingToBookIsNothing() {
    assertThat(post()).isZero();
    world.db.run(tx -> world.ledger.reverse(tx, Map.of(), world.now.get()));
    assertThat(references()).isEmpty();
  }
}
