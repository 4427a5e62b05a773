package coffer.api.itispay;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Rejection;
import coffer.core.invoice.Invoices;
import coffer.http.Idempotency.Done;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// `/archived`: creates records of invoices that were made before the merchant used this server,
/// paid or unpaid.
final class ArchiveRoutes {
  private final Invoices invoices;
  private final ItIsPayInvoiceCommands orders;
  private final Function<String, Optional<String>> refuseUrl;
  private final InstantSource clock;

  ArchiveRoutes(ApiServices services, ItIsPayInvoiceCommands orders) {
    this.invoices = services.invoices();
    this.orders = orders;
    this.refuseUrl = services.refuseUrl();
    this.clock = services.clock();
  }

  Command create(ItIsPayCall call, BodyFields body) {
    var project = call.project();
    var order = ItIsPayInvoiceRequest.past(body, refuseUrl);
    var at = createdAt(body);
    return Command.creating(
        "invoice",
        tx -> {
          var command = Rejection.named(order::name, () -> orders.record(tx, project, order, at));
          var created = invoices.record(tx, project, command, at);
          var wire = ItIsPayInvoiceWire.of(created.view(), call.principal().organization());
          return new Done<>(created.id(), wire);
        },
        (tx, id) -> ItIsPayInvoiceWire.of(invoices.view(tx, id), call.principal().organization()));
  }

  private Instant createdAt(BodyFields body) {
    var now = clock.instant();
    var text = ItIsPayInvoiceRequest.text(body, "created_at", 100);
    if (text.isEmpty()) return now;
    var at = Timestamps.read(text.get());
    if (at.isEmpty()) body.wrong("created_at", Timestamps.SENTENCE);
    if (at.isPresent() && at.get().isAfter(now)) {
      body.wrong("created_at", "Must not be in the future.");
    }
    return at.orElse(now);
  }
}
