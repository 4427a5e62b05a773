package coffer.api.onchainpay;

import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Rejection;
import coffer.core.deposit.DepositView;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.listing.InvoicesByCursor;
import coffer.core.listing.InvoicesByCursor.Paid;
import coffer.db.Tx;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Finds payments: by their transaction, and those that match no order.
final class TransactionRoutes {
  private static final int MAX_FOUND = 100;
  // A payment that was sent out again is in the stage WITHDRAWAL. This server does not send yet.
  private static final Map<String, Boolean> STAGES = Map.of("DEPOSIT", true, "WITHDRAWAL", false);

  private final InvoicesByCursor payments;
  private final CreatedInvoices created;
  private final PaymentLinks links;

  TransactionRoutes(ApiServices services, PaymentLinks links) {
    this.payments = new InvoicesByCursor(services.chains(), services.clock());
    this.created = new CreatedInvoices(services.invoices());
    this.links = links;
  }

  /// @param source what the payment belongs to
  record FoundWire(String type, String source, PlaceWire address, Object result) {}

  record PlaceWire(Optional<UUID> id, String type) {}

  Function<Tx, Object> find(OnchainPayCall call, BodyFields body) {
    var txid = body.required("tx", body.text("tx", 200), "").toLowerCase(Locale.ROOT);
    var bare = txid.startsWith("0x") ? txid.substring(2) : txid;
    return tx -> {
      var found = payments.ofTransaction(tx, call.project(), List.of(bare, "0x" + bare), MAX_FOUND);
      if (found.isEmpty()) throw new Rejection.NotFound("transaction", txid).asException();
      return found.stream().map(paid -> wire(tx, call, paid)).toList();
    };
  }

  private FoundWire wire(Tx tx, OnchainPayCall call, Paid paid) {
    var payment = paid.payment();
    var address = place(paid);
    if (payment.orphan().isPresent()) {
      return new FoundWire("IN", "ORPHAN_TRANSACTION", address, orphan(call, paid));
    }
    if (paid.deposit().isPresent()) return deposit(paid, paid.deposit().get(), address);
    var view = created.find(tx, call.project(), paid.invoice().orElseThrow()).orElseThrow();
    var place = personal(view, paid.payment()).orElse(address);
    return OnchainPayMetadata.of(view).isInvoice()
        ? new FoundWire("IN", "INVOICE", place, OnchainPayInvoiceWire.of(view, links))
        : new FoundWire("IN", "ORDER", place, order(view));
  }

  /// The address of a user to which they paid an order.
  private static Optional<PlaceWire> personal(InvoiceView view, PaymentView payment) {
    return view.quotes().reversed().stream()
        .filter(quote -> quote.asset().equals(payment.asset()))
        .filter(quote -> quote.address().equals(payment.address()))
        .findFirst()
        .flatMap(QuoteView::depositAddress)
        .map(id -> new PlaceWire(Optional.of(id), DepositWire.addressType("customer")));
  }

  private static PlaceWire place(Paid paid) {
    return paid.deposit()
        .map(it -> new PlaceWire(Optional.of(it.address()), DepositWire.addressType(it.kind())))
        .orElseGet(
            () ->
                new PlaceWire(
                    paid.invoice().map(id -> PayInAddressId.of(id, paid.payment().asset())),
                    "PAY_IN"));
  }

  private static FoundWire deposit(Paid paid, DepositView deposit, PlaceWire address) {
    var payment = paid.payment();
    var changedAt = payment.confirmedAt().orElse(payment.seenAt());
    return deposit.customer().isPresent()
        ? new FoundWire(
            "IN", "PERSONAL_DEPOSIT", address, DepositWire.ofUser(payment, deposit, changedAt))
        : new FoundWire("IN", "DEPOSIT", address, DepositWire.own(payment));
  }

  private OrderWire.FullWire order(InvoiceView view) {
    return OrderWire.full(view, OrderWire.quote(view).orElseThrow(), links);
  }

  Function<Tx, Object> orphan(OnchainPayCall call, BodyFields body) {
    var id = body.required("id", body.id("id"), new UUID(0, 0));
    return tx ->
        orphan(tx, call, id)
            .orElseThrow(() -> new Rejection.NotFound("transaction", id.toString()).asException());
  }

  private Optional<OrphanWire> orphan(Tx tx, OnchainPayCall call, UUID id) {
    return payments
        .payment(tx, call.project().id(), id)
        .filter(paid -> paid.payment().orphan().isPresent())
        .map(paid -> orphan(call, paid));
  }

  private static OrphanWire orphan(OnchainPayCall call, Paid paid) {
    var account = Optional.of(call.advancedBalanceId().toString());
    var place = place(paid);
    return OrphanWire.of(paid.payment(), paid.invoice(), account, place.type(), place.id());
  }

  /// The newest first.
  Function<Tx, Object> orphans(OnchainPayCall call, BodyFields body) {
    var id = body.id("id");
    var order = body.id("orderId");
    boolean deposits = body.choice("stage", STAGES).orElse(true);
    var status = body.choice("status", OrphanWire.STATUSES);
    var page = OffsetPage.of(body, 10);
    return tx -> {
      if (!deposits) return List.of();
      if (id.isPresent()) return orphan(tx, call, id.get()).stream().toList();
      if (order.isPresent()) return ofOrder(tx, call, order.get());
      return payments.orphans(tx, call.project().id(), status, page.limit(), page.offset()).stream()
          .map(paid -> orphan(call, paid))
          .toList();
    };
  }

  private List<OrphanWire> ofOrder(Tx tx, OnchainPayCall call, UUID order) {
    return created.find(tx, call.project(), order).map(OrphanWire::of).orElse(List.of());
  }
}
