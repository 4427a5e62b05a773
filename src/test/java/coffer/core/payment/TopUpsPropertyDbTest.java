package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.Field;
import coffer.core.Rejection.Refused;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.deposit.TopUpAddresses;
import coffer.core.rate.FixedRates;
import coffer.core.rate.Rates;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;

/// Random top-ups, reorgs, replacements, moves of the owner, restarts and rates that come late;
/// then the balance is what the payments that stand are worth. `-Dseed=N` repeats a run.
class TopUpsPropertyDbTest {
  private final Db.Address database = TestDb.address();
  @AutoClose private final World world = new World(database);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset eth = world.asset(chain, "ETH");
  private final List<String> txids = new java.util.ArrayList<>();
  private Random random = new Random();

  @RepeatedTest(3)
  void theBalanceIsWhatThePaymentsAreWorth() {
    long seed = Long.getLong("seed", new SecureRandom().nextInt(1_000_000));
    random = new Random(seed);
    rate("USDT/USD");
    var to = address();
    for (int i = 0; i < 60; i++) step(to);
    rate("ETH/USD");
    world.mine(chain, World.DEPTH + 5);
    world.topUps.book(world.db);
    check("seed " + seed);
  }

  private void rate(String pair) {
    var value = new BigDecimal(BigInteger.valueOf(1 + random.nextInt(4_000_000)), 6);
    var rates = List.of(FixedRates.of(Map.of(pair, value), world.clock));
    new Rates(rates, world.clock).refresh(world.db);
  }

  private Address address() {
    var addresses =
        new TopUpAddresses(world.chains, world.wallets, world.rates, world.merchants, world.clock);
    var field = new Field.At("asset");
    var made =
        world.db.tx(tx -> addresses.reserve(tx, world.project, field, usdt, TopUps.CURRENCY));
    return world.chains.format(chain).parse(made.address(), chain).orElseThrow();
  }

  private void step(Address to) {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> pay(to);
      case 4, 5 -> world.mine(chain, 1 + random.nextInt(3));
      case 6 -> {
        var outcome = Outcome.values()[random.nextInt(3)];
        refused(tx -> world.sandbox.reorg(tx, chain, 1 + random.nextInt(5), outcome));
      }
      case 7 -> refused(tx -> world.sandbox.replace(tx, chain, txid(), Optional.empty()));
      case 8 -> refused(tx -> spend(tx, to));
      case 9 -> world.watch(chain, world.sandbox.source(world.db, chain), Optional.of(0L));
      case 10 -> rate("USDT/USD");
      default -> world.pass(java.time.Duration.ofMinutes(1));
    }
    if (random.nextBoolean()) world.scan(chain);
    if (random.nextBoolean()) world.topUps.book(world.db);
  }

  private void pay(Address to) {
    var asset = random.nextInt(4) == 0 ? eth : usdt;
    var units = BigInteger.valueOf(1 + random.nextInt(12_000_000));
    txids.add(world.pay(chain, new Output(asset, to, units)));
  }

  private String txid() {
    return txids.isEmpty() ? "none" : txids.get(random.nextInt(txids.size()));
  }

  private void spend(Tx tx, Address from) {
    var units = BigInteger.valueOf(1 + random.nextInt(3_000_000));
    var elsewhere = Address.of(new byte[20]);
    world.sandbox.spend(tx, chain, from, List.of(new Output(usdt, elsewhere, units)));
  }

  private void refused(Consumer<Tx> command) {
    try {
      world.db.run(command::accept);
    } catch (Refused _) {
      // such a block or transaction is not there
    }
  }

  private void check(String seed) {
    var worth =
        world
            .db
            .tx(
                tx ->
                    tx.list(
                        """
                        SELECT m.units, m.asset_id, t.rate FROM movement m
                          JOIN top_up t ON t.movement_id = m.id AND t.credit = m.credits
                        WHERE m.status = 'confirmed' AND m.kind = 'payment'
                        """,
                        row ->
                            new BigDecimal(
                                    row.units("units"),
                                    world.chains.asset(row.integer("asset_id")).decimals())
                                .multiply(row.decimal("rate"))
                                .setScale(8, RoundingMode.DOWN)))
            .stream()
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    var balance =
        world.db.tx(
            tx -> world.ledger.prepaid(tx, world.organization.id(), Mode.TEST, TopUps.CURRENCY));
    assertThat(balance).as(seed).isEqualByComparingTo(worth);
    assertThat(sums("balance")).as(seed).allMatch(sum -> sum.signum() == 0);
    assertThat(number("SELECT count(*) AS n FROM top_up WHERE rate IS NULL")).as(seed).isZero();
    // Each payment that stands is a top-up, and no other movement is.
    assertThat(
            number(
                "SELECT count(*) AS n FROM movement WHERE status = 'confirmed' AND kind = 'payment'"))
        .as(seed)
        .isEqualTo(
            number(
                """
                SELECT count(*) AS n FROM movement m JOIN top_up t ON t.movement_id = m.id AND t.credit = m.credits
                WHERE m.status = 'confirmed'
                """));
    assertThat(
            number(
                "SELECT count(*) AS n FROM account WHERE project_id IS NOT NULL AND balance <> 0"))
        .as(seed)
        .isZero();
    // What arrived, less what left, is the operator's.
    assertThat(
            number(
                """
                SELECT coalesce(sum(balance), 0)::bigint AS n FROM account
                WHERE asset_id IS NOT NULL AND kind IN ('address', 'conversion')
                """))
        .as(seed)
        .isZero();
  }

  private List<BigDecimal> sums(String column) {
    return world.db.tx(
        tx ->
            tx.list(
                "SELECT sum(" + column + ") AS n FROM account GROUP BY asset_id, denomination",
                row -> row.decimal("n")));
  }

  private long number(String sql) {
    return world.db.tx(tx -> tx.only(sql, row -> row.number("n")));
  }
}
