package coffer.webhook;

import coffer.db.Tx;

/// Opens sealed secrets.
@FunctionalInterface
public interface Secrets {
  /// @throws IllegalStateException with the reason, if it cannot be opened
  byte[] open(Tx tx, long secretId);
}
