package coffer.core.listing;

import coffer.core.chain.Chains;
import coffer.core.invoice.InvoiceStore;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceViews;
import coffer.core.listing.InvoicesByCursor.Paid;
import coffer.db.Tx;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The newest invoices of a customer, and the newest payments on their deposit addresses.
public final class CustomerHistory {
  /// The most invoices, and the most payments.
  public static final int MOST = 20;

  /// The newest addresses of the customer in which payments are looked for.
  public static final int ADDRESSES = 50;

  private final InvoiceStore store;
  private final InvoiceViews views;
  private final InvoicesByCursor lists;
  private final InstantSource clock;

  public CustomerHistory(Chains chains, InstantSource clock) {
    this.store = new InvoiceStore(chains);
    this.views = new InvoiceViews(chains);
    this.lists = new InvoicesByCursor(chains, clock);
    this.clock = clock;
  }

  /// Newest first.
  ///
  /// @param customerId row id
  public List<InvoiceView> invoices(Tx tx, long customerId) {
    var ids =
        tx.list(
            """
            SELECT id FROM invoice WHERE customer_id = ? ORDER BY created_at DESC, id DESC LIMIT ?
            """,
            row -> row.number("id"),
            customerId,
            MOST);
    var now = clock.instant();
    return store.load(tx, ids).stream()
        .map(loaded -> views.view(loaded, loaded.standing(now), now))
        .sorted(Comparator.comparing(InvoiceView::createdAt).reversed())
        .toList();
  }

  /// Newest first. Payments for invoices are not among them.
  ///
  /// @param customerId row id
  public List<Paid> payments(Tx tx, long customerId) {
    var ids =
        tx.list(
            """
            SELECT m.id FROM (SELECT address_id, asset_id FROM deposit_address
                WHERE customer_id = ? ORDER BY id DESC LIMIT ?) d,
              LATERAL (SELECT id FROM movement WHERE address_id = d.address_id
                AND asset_id = d.asset_id AND invoice_id IS NULL AND kind = 'payment'
                ORDER BY id DESC LIMIT ?) m
            ORDER BY m.id DESC LIMIT ?
            """,
            row -> row.number("id"),
            customerId,
            ADDRESSES,
            MOST,
            MOST);
    var found = lists.byId(tx, ids);
    return ids.stream().flatMap(id -> Stream.ofNullable(found.get(id))).toList();
  }
}
