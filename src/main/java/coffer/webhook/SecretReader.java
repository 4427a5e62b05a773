package coffer.webhook;

import coffer.db.Tx;

/// Opens sealed secrets.
@FunctionalInterface
public interface SecretReader {
  /// @throws IllegalStateException with the reason, if it cannot be opened
  byte[] open(Tx tx, long secretId);
}
