package coffer.web.cabinet;

import coffer.core.ledger.Account;
import coffer.core.ledger.LedgerQueries.JournalPosting;
import coffer.web.DisplayAmount;
import java.math.BigDecimal;

/// A line of a ledger entry.
///
/// @param account key of the kind of account
/// @param amount with its sign
public record PostingRow(String account, String amount, String code, String address) {
  static PostingRow of(JournalPosting posting) {
    return new PostingRow(
        posting.account().kind().text(),
        signed(posting.amount(), posting.account()),
        posting.account().currency().code(),
        posting.address().orElse(""));
  }

  private static String signed(BigDecimal amount, Account account) {
    var sign = amount.signum() < 0 ? "\u2212" : "+";
    return sign + DisplayAmount.coins(amount.abs(), account.currency().code()).text();
  }
}
