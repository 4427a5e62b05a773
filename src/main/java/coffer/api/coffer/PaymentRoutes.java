package coffer.api.coffer;

import coffer.api.Desk.Work;
import coffer.api.Fields;
import coffer.core.Rejection;
import coffer.core.invoice.InvoiceLists;
import coffer.core.payment.Orphans;
import coffer.db.Tx;
import java.util.UUID;

/// `/payments`.
final class PaymentRoutes {
  private static final UUID NONE = new UUID(0, 0);

  private final InvoiceLists lists;
  private final Orphans orphans;

  PaymentRoutes(CofferApi.Services services) {
    this.lists = new InvoiceLists(services.chains(), services.clock());
    this.orphans = services.orphans();
  }

  Object list(Tx tx, Call call) {
    var query = call.query();
    var filter = new InvoiceLists.PaymentFilter(query.flag("orphan"), query.id("invoice"));
    var limit = Page.limit(query);
    var before = Page.cursor(query);
    query.check();
    var found = lists.payments(tx, call.project().id(), filter, before, limit + 1);
    return Page.of(found, limit, paid -> paid.payment().id().toString(), PaymentWire::of);
  }

  Object get(Tx tx, Call call) {
    var id = call.id("payment");
    return lists
        .payment(tx, call.project().id(), id)
        .map(PaymentWire::of)
        .orElseThrow(() -> new Rejection.NotFound("payment", id.toString()).asException());
  }

  Work apply(Call call, Fields body) {
    var invoice = body.required("invoice", body.id("invoice"), NONE);
    return Work.on(
        "payment",
        tx -> {
          orphans.apply(tx, call.project(), call.id("payment"), invoice);
          return get(tx, call);
        },
        tx -> get(tx, call));
  }

  Work unapply(Call call, Fields body) {
    return Work.on(
        "payment",
        tx -> {
          orphans.unapply(tx, call.project(), call.id("payment"));
          return get(tx, call);
        },
        tx -> get(tx, call));
  }
}
