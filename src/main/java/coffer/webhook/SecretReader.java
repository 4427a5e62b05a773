package coffer.webhook;

import coffer.db.Tx;

/// Opens sealed secrets.
@FunctionalInterface
public interface SecretReader {
  /// @throws coffer.operator.UserError with the reason, if it cannot be opened
  byte[] open(Tx tx, long secretId);
}
