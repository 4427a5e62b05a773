package coffer.api.getcrypto;

import coffer.api.Desk.Reply;
import coffer.api.Desk.Work;
import coffer.api.Fields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.invoice.Status;
import coffer.core.merchant.Acceptance;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import coffer.http.PayerLimits;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// `/invoices`.
final class InvoiceRoutes {
  private static final Set<Status> WAITING = EnumSet.of(Status.OPEN, Status.CONFIRMING);

  private final Invoices invoices;
  private final Shops shops;
  private final PayerLimits payers;
  private final Acceptance acceptance;
  private final String publicUrl;

  InvoiceRoutes(GetCryptoApi.Services services, Shops shops) {
    this.invoices = services.invoices();
    this.shops = shops;
    this.payers = services.desk().authenticator().payers();
    this.acceptance = new Acceptance(services.chains());
    this.publicUrl = services.publicUrl();
  }

  /// Two requests for one order may come at once: the later commit is refused, and answered with
  /// what the earlier one made.
  Work create(Call call, Fields body) {
    var wanted = InvoiceBody.read(body);
    return Work.making(
            "invoice",
            tx -> {
              var project = shops.named(tx, call, wanted.project());
              var command = wanted.command(asset(project, wanted.way().orElseThrow()));
              var created = invoices.create(tx, project, command);
              return new Done<>(created.id(), answer(call, project, created.view()));
            },
            (tx, id) -> again(tx, call, invoices.view(tx, id)))
        .rescued(
            rejection ->
                rejection instanceof Rejection.OrderTaken
                    ? Optional.of(tx -> taken(tx, call, wanted))
                    : Optional.empty());
  }

  /// The order's invoice, where this asks for the same and it still waits for its money.
  private Object taken(Tx tx, Call call, InvoiceBody wanted) {
    var project = shops.named(tx, call, wanted.project());
    return invoices
        .findByOrder(tx, project.id(), GetCryptoApi.DIALECT, wanted.orderId())
        .map(id -> invoices.view(tx, id))
        .filter(view -> WAITING.contains(view.standing().status()) && wanted.asksFor(view))
        .map(view -> again(tx, call, view))
        .orElseThrow(() -> new Rejection.OrderTaken(wanted.orderId()).asException());
  }

  Object get(Tx tx, Call call) {
    call.demandReading();
    var id = call.ctx().pathParam("id");
    return Ids.invoiceCode(id)
        .flatMap(
            code ->
                call.isPayers()
                    ? payers.findCode(call.ctx(), () -> find(tx, call, code))
                    : find(tx, call, code))
        .map(found -> invoices.view(tx, found))
        .map(view -> answer(call, shops.of(tx, call, view), view))
        .orElseThrow(() -> new Rejection.NotFound("invoice", id).asException());
  }

  private Optional<Long> find(Tx tx, Call call, String code) {
    return invoices.findByCode(tx, call.principal().organizationId(), call.projectId(), code);
  }

  private Reply again(Tx tx, Call call, InvoiceView view) {
    return new Reply(200, answer(call, shops.of(tx, call, view), view));
  }

  private Envelope answer(Call call, Project project, InvoiceView view) {
    return Envelope.of(
        call.isPayers()
            ? PayerWire.of(view, publicUrl)
            : InvoiceWire.of(view, project.code(), publicUrl));
  }

  private Asset asset(Project project, Way way) {
    return acceptance
        .find(project, way.coin().name(), way.network())
        .orElseThrow(
            () ->
                new Rejection.AssetUnavailable(Field.Term.ASSET, way.coin().name(), way.network())
                    .asException());
  }
}
