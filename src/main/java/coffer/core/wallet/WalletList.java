package coffer.core.wallet;

import coffer.core.chain.Mode;
import coffer.db.Tx;
import java.util.List;
import java.util.Optional;

/// The wallets of an organization with what their owner wants to know about them.
public final class WalletList {
  /// @param addedBy the e-mail address of a person, or the system user of a command; empty = the
  ///     server created the wallet, or it is older than this record
  /// @param lastIndex the highest index of its addresses; empty = it has none yet
  public record Listed(Wallet wallet, Optional<String> addedBy, Optional<Long> lastIndex) {}

  /// Those of a mode: first the ones that provide new addresses, then replaced ones, newest first.
  /// At most [Wallets#MAX_WALLETS].
  public List<Listed> of(Tx tx, long organizationId, Mode mode) {
    return tx.list(
        """
        SELECT w.*, (SELECT max(hd_index) FROM watched_address WHERE wallet_id = w.id) AS last_index
        FROM wallet w WHERE organization_id = ? AND mode = ?
        ORDER BY replaced_at IS NOT NULL, replaced_at DESC, family, id DESC
        LIMIT ?
        """,
        row ->
            new Listed(
                Wallets.wallet(row), row.maybeText("added_by"), row.maybeNumber("last_index")),
        organizationId,
        mode.text(),
        Wallets.MAX_WALLETS);
  }
}
