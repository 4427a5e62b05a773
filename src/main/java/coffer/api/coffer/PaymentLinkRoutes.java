package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.link.InvoicesOfLinks;
import coffer.core.link.PaymentLink;
import coffer.core.link.PaymentLinkStore;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.time.InstantSource;
import java.util.UUID;

/// The routes `/payment-links`.
final class PaymentLinkRoutes {
  private static final String LINK = "payment link";

  private final PaymentLinkStore links;
  private final InvoicesOfLinks invoices;
  private final InstantSource clock;
  private final String publicUrl;

  PaymentLinkRoutes(ApiServices services) {
    this.links = new PaymentLinkStore(services.chains(), services.clock());
    this.invoices = new InvoicesOfLinks(services.invoices());
    this.clock = services.clock();
    this.publicUrl = services.publicUrl();
  }

  Command add(CofferCall call, BodyFields body) {
    var terms = PaymentLinkRequest.read(body).terms(body);
    return Command.creating(
        LINK,
        tx -> {
          var link = links.add(tx, call.project(), terms);
          return new Done<>(link.id(), wire(link));
        },
        (tx, id) ->
            links
                .find(tx, call.project().id(), id)
                .map(this::wire)
                .orElseThrow(() -> notFound(String.valueOf(id))));
  }

  Command change(CofferCall call, BodyFields body) {
    var wanted = PaymentLinkRequest.read(body);
    var active = body.flag("active");
    return Command.on(
        LINK,
        tx -> {
          var id = call.id(LINK);
          var link =
              links.lock(tx, call.project().id(), id).orElseThrow(() -> notFound(id.toString()));
          var terms = wanted.over(link.terms());
          return wire(links.change(tx, call.project(), link, terms, active.orElse(link.active())));
        },
        tx -> get(tx, call));
  }

  Object list(Tx tx, CofferCall call) {
    var query = call.query();
    var limit = CursorPage.limit(query);
    var cursor = CursorPage.cursor(query);
    query.check();
    long project = call.project().id();
    var before =
        cursor.map(
            id ->
                links
                    .find(tx, project, id)
                    .map(PaymentLink::id)
                    .orElseThrow(PaymentLinkRoutes::noPlace));
    var found = links.list(tx, project, before, limit + 1);
    return CursorPage.of(found, limit, it -> it.publicId().toString(), this::wire);
  }

  Object get(Tx tx, CofferCall call) {
    return wire(link(tx, call));
  }

  Object invoices(Tx tx, CofferCall call) {
    var query = call.query();
    var limit = CursorPage.limit(query);
    var cursor = CursorPage.cursor(query);
    query.check();
    var link = link(tx, call);
    var before =
        cursor.map(id -> invoices.find(tx, link, id).orElseThrow(PaymentLinkRoutes::noPlace));
    var found = invoices.list(tx, link, before, limit + 1);
    return CursorPage.of(
        found, limit, it -> it.id().toString(), it -> CofferInvoiceWire.of(it, publicUrl));
  }

  private PaymentLink link(Tx tx, CofferCall call) {
    UUID id = call.id(LINK);
    return links.find(tx, call.project().id(), id).orElseThrow(() -> notFound(id.toString()));
  }

  private static Rejection.Refused notFound(String id) {
    return new Rejection.NotFound(LINK, id).asException();
  }

  private static Rejection.Refused noPlace() {
    return new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
        .asException();
  }

  private PaymentLinkWire wire(PaymentLink link) {
    return PaymentLinkWire.of(link, publicUrl, clock.instant());
  }
}
