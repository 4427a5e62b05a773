package coffer.app.server;

import coffer.app.config.ChainFamilies;
import coffer.app.config.Config;
import coffer.app.config.PostgresTable;
import coffer.core.chain.Chains;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Merchants;
import coffer.core.wallet.Wallets;
import coffer.db.DatabaseClock;
import coffer.db.Db;
import coffer.db.EmbeddedPostgres;
import coffer.db.MasterKey;
import coffer.db.Preflight;
import coffer.db.Schema;
import coffer.db.Vault;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The base of every command: the migrated database and the services that read it.
///
/// @param clock the clock of the database, the same for all nodes
/// @param postgres the embedded database, unless an external one is configured; joined if another
///     process runs it
public record Infrastructure(
    Config config,
    InstantSource clock,
    Optional<EmbeddedPostgres> postgres,
    ConnectionPools pools,
    Schema schema,
    Vault vault,
    Chains chains,
    Merchants merchants,
    Keys keys,
    Wallets wallets)
    implements AutoCloseable {
  public static final int DEFAULT_CONNECTIONS = 10;

  private static final Logger log = LoggerFactory.getLogger(Infrastructure.class);

  /// @throws RuntimeException with a reason for people if there is no database, or if its secrets
  ///     were encrypted with another master key
  public static Infrastructure open(Config config) {
    return open(config, DatabaseClock::new);
  }

  /// @param clock a clock that tests control
  public static Infrastructure open(Config config, InstantSource clock) {
    return open(config, _ -> clock);
  }

  private static Infrastructure open(Config config, Function<Db, InstantSource> clock) {
    var postgres =
        config.database().isPresent()
            ? Optional.<EmbeddedPostgres>empty()
            : Optional.of(
                EmbeddedPostgres.start(
                    config.data().resolve("postgres"),
                    new EmbeddedPostgres.Options(
                        PostgresTable.complete(config.postgres().settings()),
                        config.postgres().user().orElse(null),
                        EmbeddedPostgres.Owner.ORDINARY)));
    try {
      return open(config, postgres, clock);
    } catch (RuntimeException | Error e) {
      postgres.ifPresent(EmbeddedPostgres::close);
      throw e;
    }
  }

  private static Infrastructure open(
      Config config, Optional<EmbeddedPostgres> postgres, Function<Db, InstantSource> timing) {
    var database = prepare(config, postgres);
    int connections =
        config.database().map(Config.Database::connections).orElse(DEFAULT_CONNECTIONS);
    var pools = ConnectionPools.open(database.address, connections);
    try {
      var db = pools.db();
      var clock = timing.apply(db);
      var vault = Vault.of(config.keys().master(), config.keys().old().toArray(MasterKey[]::new));
      db.run(vault::verify);
      var formats = ChainFamilies.formats();
      var chains = new Chains(db, config.chains().catalogue(), formats, config::watches);
      chains.open();
      var merchants = new Merchants(vault, chains, clock);
      return new Infrastructure(
          config,
          clock,
          postgres,
          pools,
          database.schema,
          vault,
          chains,
          merchants,
          new Keys(pools.requests(), merchants, clock),
          new Wallets(pools.indexes(), vault, formats, clock));
    } catch (RuntimeException | Error e) {
      pools.close();
      throw e;
    }
  }

  /// @param address returns the current address of the database
  private record Prepared(Supplier<Db.Address> address, Schema schema) {}

  /// Checks the database and migrates it.
  private static Prepared prepare(Config config, Optional<EmbeddedPostgres> postgres) {
    if (postgres.isPresent()) {
      return new Prepared(postgres.get()::address, Db.migrate(postgres.get().owner()));
    }
    var database = config.database().orElseThrow();
    Preflight.check(database.address()).forEach(log::warn);
    return new Prepared(database::address, Db.migrate(database.owner()));
  }

  public Db db() {
    return pools.db();
  }

  Db requests() {
    return pools.requests();
  }

  Db probe() {
    return pools.probe();
  }

  /// Whether the database answers within two seconds.
  boolean answers() {
    try {
      probe().run(tx -> tx.only("SELECT 1 AS one", row -> row.integer("one")));
      return true;
    } catch (RuntimeException _) {
      return false;
    }
  }

  @Override
  public void close() {
    giveBackIndexes();
    pools.close();
    postgres.ifPresent(EmbeddedPostgres::close);
  }

  /// Returns unused HD indexes; if the database is not available, they become free a little later
  /// anyway.
  private void giveBackIndexes() {
    try {
      wallets.giveBackIndexes();
    } catch (RuntimeException e) {
      log.debug("unused HD indexes were not given back", e);
    }
  }
}
