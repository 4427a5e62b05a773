package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Rejection;
import coffer.core.listing.InvoicesByCursor;
import coffer.core.payment.Orphans;
import coffer.db.Tx;
import java.util.UUID;

/// The routes `/payments`.
final class PaymentRoutes {
  private static final UUID NONE = new UUID(0, 0);

  private final InvoicesByCursor lists;
  private final Orphans orphans;

  PaymentRoutes(ApiServices services) {
    this.lists = new InvoicesByCursor(services.chains(), services.clock());
    this.orphans = services.orphans();
  }

  Object list(Tx tx, CofferCall call) {
    var query = call.query();
    var filter =
        new InvoicesByCursor.PaymentFilter(
            query.flag("orphan"), query.id("invoice"), query.id("deposit_address"));
    var limit = CursorPage.limit(query);
    var before = CursorPage.cursor(query);
    query.check();
    var found = lists.payments(tx, call.project().id(), filter, before, limit + 1);
    return CursorPage.of(found, limit, paid -> paid.payment().id().toString(), PaymentWire::of);
  }

  Object get(Tx tx, CofferCall call) {
    var id = call.id("payment");
    return lists
        .payment(tx, call.project().id(), id)
        .map(PaymentWire::of)
        .orElseThrow(() -> new Rejection.NotFound("payment", id.toString()).asException());
  }

  Command apply(CofferCall call, BodyFields body) {
    var invoice = body.required("invoice", body.id("invoice"), NONE);
    return Command.on(
        "payment",
        tx -> {
          orphans.apply(tx, call.project(), call.id("payment"), invoice);
          return get(tx, call);
        },
        tx -> get(tx, call));
  }

  Command unapply(CofferCall call, BodyFields body) {
    return Command.on(
        "payment",
        tx -> {
          orphans.unapply(tx, call.project(), call.id("payment"));
          return get(tx, call);
        },
        tx -> get(tx, call));
  }
}
