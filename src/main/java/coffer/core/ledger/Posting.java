package coffer.core.ledger;

import java.math.BigInteger;

/// One line of an entry.
///
/// @param units signed, not zero, in base units of the account's currency
public record Posting(Account account, BigInteger units) {
  public Posting {
    if (units.signum() == 0) throw new IllegalArgumentException("a posting moves something");
  }
}
