package coffer.app.server;

import coffer.core.chain.Mode;
import coffer.core.merchant.Organization;
import coffer.db.Tx;

/// Wallets for an organization that only tests: nobody should need an account key of his own to
/// try a shop on simulated chains.
public final class TestWallets {
  private static final int WORDS = 12;

  private TestWallets() {}

  /// Makes one from a new seed for each family that has none. One that the organization brought
  /// itself stays.
  public static void fill(Infrastructure infrastructure, Tx tx, Organization organization) {
    for (var format : infrastructure.chains().formats()) {
      var family = format.family();
      if (infrastructure.wallets().find(tx, organization.id(), Mode.TEST, family).isPresent())
        continue;
      var now = infrastructure.clock().instant();
      infrastructure.wallets().generate(tx, organization.id(), Mode.TEST, family, WORDS, now);
    }
  }
}
