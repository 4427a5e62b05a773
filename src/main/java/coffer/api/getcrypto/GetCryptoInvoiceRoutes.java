package coffer.api.getcrypto;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiHandler.Response;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.invoice.Status;
import coffer.core.merchant.AcceptedAssets;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import coffer.http.PayerLimits;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// The routes `/invoices`.
final class GetCryptoInvoiceRoutes {
  private static final Set<Status> WAITING = EnumSet.of(Status.OPEN, Status.CONFIRMING);

  private final Invoices invoices;
  private final ProjectLookup projects;
  private final PayerLimits payers;
  private final AcceptedAssets acceptance;
  private final String publicUrl;

  GetCryptoInvoiceRoutes(ApiServices services, ProjectLookup projects) {
    this.invoices = services.invoices();
    this.projects = projects;
    this.payers = services.authenticator().payers();
    this.acceptance = new AcceptedAssets(services.chains());
    this.publicUrl = services.publicUrl();
  }

  /// Creates an invoice. If two requests for one order run concurrently, the second commit is
  /// rejected; the response then contains the invoice that the first one created.
  Command create(GetCryptoCall call, BodyFields body) {
    var wanted = GetCryptoInvoiceRequest.read(body);
    return Command.creating(
            "invoice",
            tx -> {
              var project = projects.named(tx, call, wanted.project());
              var command = wanted.command(asset(project, wanted.way().orElseThrow()));
              var created = invoices.create(tx, project, command);
              return new Done<>(created.id(), answer(call, project, created.view()));
            },
            (tx, id) -> again(tx, call, invoices.view(tx, id)))
        .withFallback(
            rejection ->
                rejection instanceof Rejection.OrderTaken
                    ? Optional.of(tx -> taken(tx, call, wanted))
                    : Optional.empty());
  }

  /// The existing invoice of the order, if it matches the request and still waits for payment.
  private Object taken(Tx tx, GetCryptoCall call, GetCryptoInvoiceRequest wanted) {
    var project = projects.named(tx, call, wanted.project());
    return invoices
        .findByOrder(tx, project.id(), GetCryptoApi.DIALECT, wanted.orderId())
        .map(id -> invoices.view(tx, id))
        .filter(view -> WAITING.contains(view.standing().status()) && wanted.asksFor(view))
        .map(view -> again(tx, call, view))
        .orElseThrow(() -> new Rejection.OrderTaken(wanted.orderId()).asException());
  }

  Object get(Tx tx, GetCryptoCall call) {
    call.demandReading();
    var id = call.ctx().pathParam("id");
    return GetCryptoIds.invoiceCode(id)
        .flatMap(
            code ->
                call.isPayers()
                    ? payers.findCode(call.ctx(), () -> find(tx, call, code))
                    : find(tx, call, code))
        .map(found -> invoices.view(tx, found))
        .map(view -> answer(call, projects.of(tx, call, view), view))
        .orElseThrow(() -> new Rejection.NotFound("invoice", id).asException());
  }

  private Optional<Long> find(Tx tx, GetCryptoCall call, String code) {
    return invoices.findByCode(tx, call.principal().organizationId(), call.projectId(), code);
  }

  private Response again(Tx tx, GetCryptoCall call, InvoiceView view) {
    return new Response(200, answer(call, projects.of(tx, call, view), view));
  }

  private Envelope answer(GetCryptoCall call, Project project, InvoiceView view) {
    return Envelope.of(
        call.isPayers()
            ? PayerWire.of(view, publicUrl)
            : GetCryptoInvoiceWire.of(view, project.code(), publicUrl));
  }

  private Asset asset(Project project, PaymentMethod method) {
    return acceptance
        .find(project, method.coin().name(), method.network())
        .orElseThrow(
            () ->
                new Rejection.AssetUnavailable(
                        Field.Invoice.ASSET, method.coin().name(), method.network())
                    .asException());
  }
}
