package coffer.api.itispay;

import coffer.api.Desk.Work;
import coffer.api.Fields;
import coffer.core.Rejection;
import coffer.core.invoice.Invoices;
import coffer.http.Idempotency.Done;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// `/archived`: records of invoices that were paid, or not, before this server.
final class ArchiveRoutes {
  private final Invoices invoices;
  private final Orders orders;
  private final Function<String, Optional<String>> refuseUrl;
  private final InstantSource clock;

  ArchiveRoutes(ItIsPayApi.Services services, Orders orders) {
    this.invoices = services.invoices();
    this.orders = orders;
    this.refuseUrl = services.refuseUrl();
    this.clock = services.clock();
  }

  Work create(Call call, Fields body) {
    var project = call.project();
    var order = Order.past(body, refuseUrl);
    var at = createdAt(body);
    return Work.making(
        "invoice",
        tx -> {
          var command = Rejection.named(order::name, () -> orders.record(tx, project, order, at));
          var created = invoices.record(tx, project, command, at);
          var wire = InvoiceWire.of(created.view(), call.principal().organization());
          return new Done<>(created.id(), wire);
        },
        (tx, id) -> InvoiceWire.of(invoices.view(tx, id), call.principal().organization()));
  }

  private Instant createdAt(Fields body) {
    var now = clock.instant();
    var text = Order.text(body, "created_at", 100);
    if (text.isEmpty()) return now;
    var at = Moments.read(text.get());
    if (at.isEmpty()) body.wrong("created_at", Moments.SENTENCE);
    if (at.isPresent() && at.get().isAfter(now)) {
      body.wrong("created_at", "Must not be in the future.");
    }
    return at.orElse(now);
  }
}
