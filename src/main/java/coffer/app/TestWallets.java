package coffer.app;

import coffer.core.chain.Mode;
import coffer.core.merchant.Organization;
import coffer.db.Tx;

/// Wallets for an organization that only tests: nobody should need an account key of his own to
/// try a shop on simulated chains.
final class TestWallets {
  private static final int WORDS = 12;

  private TestWallets() {}

  /// Makes one from a new seed for each family that has none. One that the organization brought
  /// itself stays.
  static void fill(Base base, Tx tx, Organization organization) {
    for (var format : base.chains().formats()) {
      var family = format.family();
      if (base.wallets().find(tx, organization.id(), Mode.TEST, family).isPresent()) continue;
      var now = base.clock().instant();
      base.wallets().generate(tx, organization.id(), Mode.TEST, family, WORDS, now);
    }
  }
}
