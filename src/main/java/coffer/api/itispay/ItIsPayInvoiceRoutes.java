package coffer.api.itispay;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.api.QueryParameters;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.listing.InvoicesByPage;
import coffer.core.listing.InvoicesByPage.Slice;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import coffer.http.Idempotency.Done;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The routes `/invoices`.
final class ItIsPayInvoiceRoutes {
  private static final long MAX_PAGES = 1_000_000_000;
  private static final Map<String, InvoicesByPage.Order> ORDERS =
      Map.of(
          "created_at", InvoicesByPage.Order.CREATED,
          "updated_at", InvoicesByPage.Order.UPDATED,
          "fiat_amount", InvoicesByPage.Order.FIAT,
          "crypto_amount", InvoicesByPage.Order.COIN);
  private static final Map<String, Boolean> DESCENDING = Map.of("asc", false, "desc", true);

  private final Invoices invoices;
  private final InvoicesByPage slices;
  private final Chains chains;
  private final ItIsPayInvoiceCommands orders;
  private final StatusChange status;
  private final Function<String, Optional<String>> refuseUrl;

  ItIsPayInvoiceRoutes(ApiServices services, ItIsPayInvoiceCommands orders, StatusChange status) {
    this.invoices = services.invoices();
    this.slices = new InvoicesByPage(services.chains(), services.clock());
    this.chains = services.chains();
    this.orders = orders;
    this.status = status;
    this.refuseUrl = services.refuseUrl();
  }

  Command create(ItIsPayCall call, BodyFields body) {
    var project = call.project();
    var order = ItIsPayInvoiceRequest.read(body, refuseUrl);
    return Command.creating(
        "invoice",
        tx -> {
          var created =
              Rejection.named(
                  order::name,
                  () -> invoices.create(tx, project, orders.command(tx, project, order)));
          return new Done<>(created.id(), wire(call, created.view()));
        },
        (tx, id) -> wire(call, invoices.view(tx, id)));
  }

  Object get(Tx tx, ItIsPayCall call) {
    return wire(call, invoices.view(tx, status.find(tx, call.project(), call.invoiceId())));
  }

  Command update(ItIsPayCall call, BodyFields body) {
    var project = call.project();
    var id = call.invoiceId();
    var wanted =
        body.required("status", body.word("status", ItIsPayStatus.BY_TEXT), ItIsPayStatus.NEW);
    var comment = ItIsPayInvoiceRequest.text(body, "comment", 1000).orElse("");
    return Command.on(
        "invoice",
        tx -> wire(call, status.to(tx, status.find(tx, project, id), wanted, call.by(), comment)),
        tx -> wire(call, invoices.view(tx, status.find(tx, project, id))));
  }

  Object list(Tx tx, ItIsPayCall call) {
    var project = call.project();
    var query = call.query();
    var statuses = query.choices("status", ItIsPayStatus.BY_TEXT);
    var currency = query.text("currency", 40);
    var from = time(query, "created_after");
    var to = time(query, "created_before");
    var order = query.choice("sort_by", ORDERS, InvoicesByPage.Order.CREATED);
    boolean descending = query.choice("sort_order", DESCENDING, true);
    var page = query.whole("page", 1, MAX_PAGES, 1);
    var size = (int) query.whole("page_size", 1, 100, 20);
    query.check();
    var slice =
        new Slice(
            statuses.stream().flatMap(w -> w.stages().stream()).collect(Collectors.toSet()),
            currency.map(code -> assets(project, code)),
            from,
            to,
            order,
            descending,
            size,
            (page - 1) * size);
    var found = slices.find(tx, project.id(), slice);
    return NumberedPage.of(
        found.views().stream().map(view -> wire(call, view)).toList(), page, size, found.total());
  }

  /// The assets that a code can mean in a project of that mode, including disabled ones.
  private Set<Integer> assets(Project project, String code) {
    return chains.all().stream()
        .filter(chain -> chain.mode() == project.mode())
        .flatMap(chain -> meant(chain, code))
        .map(Asset::id)
        .collect(Collectors.toSet());
  }

  private java.util.stream.Stream<Asset> meant(Chain chain, String code) {
    return chains.assetsOf(chain).stream().filter(asset -> AssetCodes.means(code, asset, chain));
  }

  private static Optional<Instant> time(QueryParameters query, String name) {
    var text = query.text(name, 100);
    var time = text.flatMap(Timestamps::readBare);
    if (text.isPresent() && time.isEmpty()) {
      query.wrong(name, new FieldProblem.Malformed(Timestamps.SENTENCE));
    }
    return time;
  }

  private static ItIsPayInvoiceWire wire(ItIsPayCall call, InvoiceView view) {
    return ItIsPayInvoiceWire.of(view, call.principal().organization());
  }
}
