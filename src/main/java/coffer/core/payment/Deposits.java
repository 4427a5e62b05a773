package coffer.core.payment;

import coffer.core.deposit.DepositView;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Whose deposit addresses received payments. A payment in another asset is an orphan, but its
/// address still has an owner.
public final class Deposits {
  private Deposits() {}

  /// @param customerId row id; empty if the address is the project's own
  public record Deposit(DepositView view, Optional<Long> customerId) {}

  private record Found(long movement, Deposit deposit) {}

  /// Those of these movements that arrived at a deposit address, by row id.
  public static Map<Long, Deposit> of(Tx tx, Collection<Long> movements) {
    var deposits = new HashMap<Long, Deposit>();
    if (movements.isEmpty()) return deposits;
    tx.list(
            """
            SELECT m.id, d.public_id, d.kind, d.customer_id, c.public_id AS customer, c.client_id
            FROM movement m CROSS JOIN LATERAL (
                SELECT * FROM deposit_address WHERE address_id = m.address_id
                ORDER BY asset_id = m.asset_id DESC, id LIMIT 1) d
              LEFT JOIN customer c ON c.id = d.customer_id
            WHERE m.id = ANY (?) AND m.kind = 'payment' AND m.invoice_id IS NULL
            """,
            Deposits::found,
            new Arr("bigint", movements))
        .forEach(found -> deposits.put(found.movement, found.deposit));
    return deposits;
  }

  private static Found found(Row row) throws SQLException {
    var view =
        new DepositView(
            row.uuid("public_id"),
            row.text("kind"),
            row.maybeUuid("customer"),
            row.maybeText("client_id"));
    return new Found(row.number("id"), new Deposit(view, row.maybeNumber("customer_id")));
  }
}
