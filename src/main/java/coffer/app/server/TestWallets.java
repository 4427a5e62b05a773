package coffer.app.server;

import coffer.core.chain.Mode;
import coffer.core.merchant.Organization;
import coffer.db.Tx;

/// Wallets for test projects, so that an organization can use simulated chains without an account
/// key.
public final class TestWallets {
  private static final int WORDS = 12;

  private TestWallets() {}

  /// Creates a wallet from a new seed for each family that has none. Existing wallets stay.
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
