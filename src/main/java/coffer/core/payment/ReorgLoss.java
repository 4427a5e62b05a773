package coffer.core.payment;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/// What is reversed if an operator accepts a branch that replaces final blocks. Payments that the
/// other branch has too are booked again when it is read.
public final class ReorgLoss {
  private final Chains chains;

  public ReorgLoss(Chains chains) {
    this.chains = chains;
  }

  /// @param payments confirmed payments in the replaced blocks
  /// @param amount their sum in whole coins
  public record Loss(Asset asset, long payments, BigDecimal amount) {}

  /// By asset.
  ///
  /// @param height of the last block that stays
  public List<Loss> above(Tx tx, int chainId, long height) {
    return tx.list(
        """
        SELECT asset_id, count(*) AS payments, sum(units) AS units FROM movement
        WHERE chain_id = ? AND block_height > ? AND status = 'confirmed' AND kind = 'payment'
        GROUP BY asset_id ORDER BY asset_id
        """,
        row -> {
          var asset = chains.asset(row.integer("asset_id"));
          BigInteger units = row.units("units");
          var amount = new BigDecimal(units, asset.decimals());
          return new Loss(asset, row.number("payments"), amount.stripTrailingZeros());
        },
        chainId,
        height);
  }
}
