package coffer.bench;

import coffer.app.CatalogueFile;
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
import coffer.core.merchant.Settings;
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
record DialectShop(String code, String coffer, String coinvoice, String getcrypto, String itispay) {
  private static final String SETTLEMENT = "USDT:bsc";

  static DialectShop open(Yard yard) {
    var clock = Clock.systemUTC();
    var vault = Vault.of(MasterKey.read(yard.folder.resolve("master.key")));
    var formats =
        List.<AddressFormat>of(new EvmAddresses(), new BitcoinAddresses(), new TronAddresses());
    var chains = new Chains(yard.db, CatalogueFile.bundled().catalogue(), formats);
    chains.sync();
    var merchants = new Merchants(vault, chains, clock);
    var keys = new Keys(yard.db, merchants, clock);
    var wallets = new Wallets(yard.db, vault, formats, clock);
    var shop = yard.db.tx(tx -> merchants.createOrganization(tx, "Dialects", false));
    var project = yard.db.tx(tx -> merchants.createProject(tx, shop, "Dialects", Mode.TEST));
    for (var format : formats) {
      yard.db.run(
          tx -> wallets.generate(tx, shop.id(), Mode.TEST, format.family(), 12, clock.instant()));
    }
    settle(yard, new SettingsStore(chains), project);
    return new DialectShop(
        project.code(),
        key(yard, keys, project, "coffer", KeyShape.letters("cof_test_")),
        key(yard, keys, project, "coinvoice", KeyShape.hex("a7a5_", 40)),
        key(yard, keys, project, "getcrypto", KeyShape.letters("gc_")),
        key(yard, keys, project, "itispay", KeyShape.hex("", 64)));
  }

  private static String key(Yard yard, Keys keys, Project project, String dialect, KeyShape shape) {
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
    return yard.db.tx(tx -> keys.create(tx, wanted).text());
  }

  private static void settle(Yard yard, SettingsStore store, Project project) {
    yard.db.run(
        tx -> {
          var now = store.lock(tx, project);
          var settled =
              new Settings(
                  now.accepts(),
                  now.tolerancePercent(),
                  now.acceptDepth(),
                  now.lifetime(),
                  now.quoteLifetime(),
                  now.monitoring(),
                  now.returnUrl(),
                  now.failUrl(),
                  Optional.of(SETTLEMENT),
                  now.caps());
          store.save(tx, project, settled);
        });
  }

  @Override
  public String toString() {
    return "project " + code;
  }
}
