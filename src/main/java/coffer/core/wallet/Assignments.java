package coffer.core.wallet;

import coffer.core.chain.Mode;
import coffer.db.Args;
import coffer.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Assigns watched addresses to those who receive the payments there.
public final class Assignments {

  public sealed interface Owner {
    long projectId();

    /// @param until the end of the invoice's monitoring
    record OfInvoice(long projectId, long invoiceId, Instant until) implements Owner {}

    /// A deposit address, which is assigned for ever.
    ///
    /// @param kind `customer`, `business`, `payout`, `prepaid`
    record OfDeposits(long projectId, String kind) implements Owner {}
  }

  /// The invoices to which an address is assigned at a time.
  public List<Long> invoices(Tx tx, long addressId, Instant at) {
    return tx.list(
        "SELECT invoice_id FROM assignment WHERE address_id = ? AND until_at > ? AND invoice_id IS NOT NULL",
        row -> row.number("invoice_id"),
        addressId,
        at);
  }

  /// Assigns an address from now on, in the batch of the statements before.
  public void add(Tx tx, long addressId, Mode mode, Owner owner, Instant now) {
    var invoice =
        owner instanceof Owner.OfInvoice it ? Optional.of(it) : Optional.<Owner.OfInvoice>empty();
    tx.batch(
        """
        INSERT INTO assignment (address_id, mode, owner, project_id, invoice_id, from_at, until_at)
        VALUES (:address, :mode, :owner, :project, :invoice, :now, :until)
        """,
        Args.of("address", addressId)
            .with("mode", mode.text())
            .with("owner", owner instanceof Owner.OfDeposits it ? it.kind() : "invoice")
            .with("project", owner.projectId())
            .with("invoice", invoice.map(Owner.OfInvoice::invoiceId))
            .with("now", now)
            .with("until", invoice.map(Owner.OfInvoice::until)));
  }
}
