package coffer.api.coffer;

import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import java.util.Optional;

/// The shapes of this API's keys: `cof_live_...`, `cof_test_...`, `cof_pub_live_...`,
/// `cof_account_...`, `cof_partner_live_...`, `cof_partner_test_...`.
public final class CofferKeys {
  private CofferKeys() {}

  /// @param mode mode of the project, or of a partner key; empty for an account key
  public static KeyShape shape(ApiKey.Kind kind, Optional<Mode> mode) {
    var ending = mode.map(m -> m.text() + "_").orElse("");
    return switch (kind) {
      case ACCOUNT -> KeyShape.letters("cof_account_");
      case PROJECT -> KeyShape.letters("cof_" + ending);
      case PUBLISHABLE -> KeyShape.letters("cof_pub_" + ending);
      case PARTNER -> KeyShape.letters("cof_partner_" + ending);
    };
  }
}
