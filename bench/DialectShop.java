package coffer.bench;

import coffer.app.config.CatalogueFile;
import coffer.chain.bitcoin.BitcoinAddresses;
import coffer.chain.evm.EvmAddresses;
import coffer.chain.tron.TronAddresses;
import coffer.core.chain.AddressFormat;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey.Kind;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.core.merchant.SettingsStore;
import coffer.core.wallet.Wallets;
import coffer.db.MasterKey;
import coffer.db.Vault;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A test project with a key for each dialect: its simulated chains need no node.
///
/// @param code of the project
record DialectShop(
    String code,
    String coffer,
    String coinvoice,
    String getcrypto,
    String itispay,
    Keys.Created onchainpay) {
  private static final String SETTLEMENT = "USDT:bsc";

  static DialectShop open(BenchEnvironment environment) {
    var clock = Clock.systemUTC();
    var vault = Vault.of(MasterKey.read(environment.folder.resolve("master.key")));
    var formats =
        List.<AddressFormat>of(new EvmAddresses(), new BitcoinAddresses(), new TronAddresses());
    var chains = new Chains(environment.db, CatalogueFile.bundled().catalogue(), formats);
    chains.sync();
    var merchants = new Merchants(vault, chains, clock);
    var keys = new Keys(environment.db, merchants, clock);
    var wallets = new Wallets(environment.db, vault, formats, clock);
    var shop = environment.db.tx(tx -> merchants.createOrganization(tx, "Dialects", false));
    var project = environment.db.tx(tx -> merchants.createProject(tx, shop, "Dialects", Mode.TEST));
    for (var format : formats) {
      environment.db.run(
          tx -> wallets.generate(tx, shop.id(), Mode.TEST, format.family(), 12, clock.instant()));
    }
    settle(environment, new SettingsStore(chains), project);
    return new DialectShop(
        project.code(),
        key(environment, keys, project, "coffer", KeyShape.letters("cof_test_")),
        key(environment, keys, project, "coinvoice", KeyShape.hex("a7a5_", 40)),
        key(environment, keys, project, "getcrypto", KeyShape.letters("gc_")),
        key(environment, keys, project, "itispay", KeyShape.hex("", 64)),
        create(environment, keys, project, "onchainpay", new KeyShape.Pair(64)));
  }

  private static String key(
      BenchEnvironment environment, Keys keys, Project project, String dialect, KeyShape shape) {
    return create(environment, keys, project, dialect, shape).text();
  }

  private static Keys.Created create(
      BenchEnvironment environment, Keys keys, Project project, String dialect, KeyShape shape) {
    var wanted =
        new Keys.NewKey(
            Kind.PROJECT,
            dialect,
            shape,
            project.organizationId(),
            Optional.of(project),
            Scope.all(),
            List.of(),
            Set.of(),
            "bench");
    return environment.db.tx(tx -> keys.create(tx, wanted));
  }

  private static void settle(BenchEnvironment environment, SettingsStore store, Project project) {
    environment.db.run(
        tx -> {
          var now = store.lock(tx, project);
          var settled = now.change().settlement(Optional.of(SETTLEMENT)).build();
          store.save(tx, project, settled);
        });
  }

  @Override
  public String toString() {
    return "project " + code;
  }
}
