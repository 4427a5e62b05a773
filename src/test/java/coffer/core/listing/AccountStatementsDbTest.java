package coffer.core.listing;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.ledger.Account;
import coffer.core.ledger.Account.Kind;
import coffer.core.ledger.DailySums;
import coffer.core.ledger.DailySums.Received;
import coffer.core.ledger.Entry;
import coffer.core.listing.AccountStatements.Line;
import coffer.core.listing.AccountStatements.Period;
import coffer.core.listing.AccountStatements.StatementAccount;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whatever is booked and when: the lines of a statement lead from the balance at the beginning of
/// its period to the balance at its end.
final class AccountStatementsDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final int ENTRIES = 1_500;
  private static final int DAYS = 20;

  @AutoClose private final World world = new World(DATABASE);
  private final Asset usdt = world.asset(world.chain("tron"), "USDT");
  private final long project = world.project.id();
  private final AccountStatements statements = new AccountStatements(world.chains);
  private final Instant start = world.now.get();
  private final Random random = new Random(42);
  private final List<Long> movements = new ArrayList<>();

  /// Movements for the entries, without the blocks that they would be in.
  @BeforeEach
  void fill() {
    world.db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica");
          movements.addAll(
              tx.list(
                  """
                  INSERT INTO movement (public_id, kind, chain_id, mode, txid, position, asset_id, address_id, project_id,
                    units, status, seen_at, paid_at, purpose)
                  SELECT gen_random_uuid(), CASE n % 4 WHEN 0 THEN 'outflow' ELSE 'payment' END, ?, 'test', ? || n, '0', ?, 1, ?,
                    1, 'confirmed', now(), now(), 'invoice'
                  FROM generate_series(1, ?) n RETURNING id
                  """,
                  row -> row.number("id"),
                  usdt.chainId(),
                  project + "-",
                  usdt.id(),
                  project,
                  ENTRIES));
        });
    int done = 0;
    while (done < ENTRIES) done = book(done);
  }

  /// Books some entries at once, at a time that is seldom earlier than that of the last ones.
  private int book(int from) {
    int to = Math.min(ENTRIES, from + 1 + random.nextInt(20));
    var step = Duration.ofMinutes(random.nextInt(400) - 20L);
    world.now.set(world.now.get().plus(step));
    var entries = new ArrayList<Entry>();
    for (int i = from; i < to; i++) entries.add(entry(i));
    world.db.run(tx -> world.ledger.post(tx, entries, world.now.get()));
    return to;
  }

  private Entry entry(int number) {
    var movement = movements.get(number);
    var units = BigInteger.valueOf(1 + random.nextInt(1_000_000));
    var claim = Account.project(random.nextInt(5) == 0 ? Kind.HELD : Kind.AVAILABLE, project, usdt);
    var other = Account.project(Kind.RESERVED, project, usdt);
    boolean payment = number % 4 != 3;
    var head =
        new Entry.Head(
            "movement:" + movement + ":credit:1",
            payment ? Entry.Kind.PAYMENT : Entry.Kind.OUTFLOW,
            Optional.of(project),
            Entry.Basis.movement(movement));
    return payment ? Entry.move(head, other, claim, units) : Entry.move(head, claim, other, units);
  }

  private List<StatementAccount> accounts() {
    return world.db.tx(tx -> statements.accounts(tx, project));
  }

  private BigInteger at(StatementAccount account, LocalDate day) {
    return world.db.tx(tx -> statements.balance(tx, account, day));
  }

  private List<Line> oldest(StatementAccount account, Period period, int size) {
    var lines = new ArrayList<Line>();
    var balance = at(account, period.from());
    long after = 0;
    while (true) {
      var place = after;
      var sum = balance;
      var page = world.db.tx(tx -> statements.oldest(tx, account, period, place, sum, size));
      lines.addAll(page);
      if (page.size() < size) return lines;
      after = page.getLast().entry();
      balance = page.getLast().balance();
    }
  }

  private List<Line> newest(StatementAccount account, Period period, int size) {
    var lines = new ArrayList<Line>();
    var before = Optional.<String>empty();
    while (true) {
      var place = before;
      var page = world.db.tx(tx -> statements.newest(tx, account, period, place, size));
      lines.addAll(page);
      if (page.size() < size) return lines.reversed();
      before = Optional.of(page.getLast().reference());
    }
  }

  @Test
  void linesLeadFromTheOpeningToTheClosingBalance() {
    var first = LocalDate.ofInstant(start, ZoneOffset.UTC);
    assertThat(accounts()).extracting(StatementAccount::kind).hasSize(3);
    for (var account : accounts()) {
      for (int i = 0; i < 8; i++) {
        var from = first.plusDays(random.nextInt(DAYS) - 1L);
        var period = new Period(from, from.plusDays(random.nextInt(5)));
        var lines = oldest(account, period, 7 + random.nextInt(100));
        var sum = at(account, period.from());
        for (var line : lines) {
          sum = sum.add(line.units());
          assertThat(line.balance()).isEqualTo(sum);
          assertThat(LocalDate.ofInstant(line.at(), ZoneOffset.UTC))
              .isBetween(period.from(), period.to());
        }
        assertThat(sum).isEqualTo(at(account, period.to().plusDays(1)));
        assertThat(newest(account, period, 7 + random.nextInt(100))).isEqualTo(lines);
      }
    }
  }

  @Test
  void theStatementOfAllDaysEndsWithTheBalanceOfTheAccount() {
    var all = new Period(LocalDate.of(2009, 1, 1), LocalDate.of(2999, 12, 31));
    var entries = 0;
    for (var account : accounts()) {
      var lines = oldest(account, all, 200);
      entries += lines.size();
      var stored =
          world.db.<BigInteger>tx(
              tx ->
                  tx.only(
                      "SELECT -balance AS units FROM account WHERE id = ?",
                      row -> row.units("units"),
                      account.id()));
      assertThat(lines.getLast().balance()).isEqualTo(stored);
      assertThat(at(account, all.to())).isEqualTo(stored);
    }
    assertThat(entries).isEqualTo(2 * ENTRIES);
  }

  @Test
  void receivedIsWhatPaymentsAddedToTheAvailableBalance() {
    var expected =
        accounts().stream()
            .filter(account -> account.kind() == Kind.AVAILABLE)
            .flatMap(
                account ->
                    oldest(
                        account,
                        new Period(LocalDate.EPOCH.withYear(2009), LocalDate.of(2999, 1, 1)),
                        500)
                        .stream())
            .filter(line -> line.kind() == Entry.Kind.PAYMENT)
            .map(Line::units)
            .reduce(BigInteger.ZERO, BigInteger::add);
    var received =
        world.db.tx(tx -> new DailySums(world.chains).received(tx, project, LocalDate.EPOCH));
    assertThat(received).extracting(Received::day).doesNotHaveDuplicates().hasSizeGreaterThan(3);
    assertThat(
            received.stream()
                .map(each -> each.amount().movePointRight(usdt.decimals()).toBigIntegerExact())
                .reduce(BigInteger.ZERO, BigInteger::add))
        .isEqualTo(expected);
  }

  @Test
  void anEntryOfAnotherAccountIsNoPlaceInAStatement() {
    var all = new Period(LocalDate.of(2009, 1, 1), LocalDate.of(2999, 12, 31));
    var one = accounts().getFirst();
    var first = world.db.tx(tx -> statements.newest(tx, one, all, Optional.empty(), 3));
    for (var place :
        List.of("movement:x", "", "movement:00000000-0000-0001-0000-000000000001:a:1")) {
      var page =
          world.db.<List<Line>>tx(tx -> statements.newest(tx, one, all, Optional.of(place), 3));
      assertThat(page).isEqualTo(first);
    }
  }
}
