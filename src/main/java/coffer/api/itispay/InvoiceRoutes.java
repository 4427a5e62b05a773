package coffer.api.itispay;

import coffer.api.Desk.Work;
import coffer.api.Fields;
import coffer.api.Query;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.invoice.InvoiceSlices;
import coffer.core.invoice.InvoiceSlices.Slice;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import coffer.http.Flaw;
import coffer.http.Idempotency.Done;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `/invoices`.
final class InvoiceRoutes {
  private static final long MOST_PAGES = 1_000_000_000;
  private static final Map<String, InvoiceSlices.Order> ORDERS =
      Map.of(
          "created_at", InvoiceSlices.Order.CREATED,
          "updated_at", InvoiceSlices.Order.UPDATED,
          "fiat_amount", InvoiceSlices.Order.FIAT,
          "crypto_amount", InvoiceSlices.Order.COIN);
  private static final Map<String, Boolean> DESCENDING = Map.of("asc", false, "desc", true);

  private final Invoices invoices;
  private final InvoiceSlices slices;
  private final Chains chains;
  private final Orders orders;
  private final StatusChange status;
  private final Function<String, Optional<String>> refuseUrl;

  InvoiceRoutes(ItIsPayApi.Services services, Orders orders, StatusChange status) {
    this.invoices = services.invoices();
    this.slices = new InvoiceSlices(services.chains(), services.clock());
    this.chains = services.chains();
    this.orders = orders;
    this.status = status;
    this.refuseUrl = services.refuseUrl();
  }

  Work create(Call call, Fields body) {
    var project = call.project();
    var order = Order.read(body, refuseUrl);
    return Work.making(
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

  Object get(Tx tx, Call call) {
    return wire(call, invoices.view(tx, status.find(tx, call.project(), call.invoiceId())));
  }

  Work update(Call call, Fields body) {
    var project = call.project();
    var id = call.invoiceId();
    var word = body.required("status", body.word("status", Word.BY_TEXT), Word.NEW);
    var comment = Order.text(body, "comment", 1000).orElse("");
    return Work.on(
        "invoice",
        tx -> wire(call, status.to(tx, status.find(tx, project, id), word, call.by(), comment)),
        tx -> wire(call, invoices.view(tx, status.find(tx, project, id))));
  }

  Object list(Tx tx, Call call) {
    var project = call.project();
    var query = call.query();
    var words = query.choices("status", Word.BY_TEXT);
    var currency = query.text("currency", 40);
    var from = time(query, "created_after");
    var to = time(query, "created_before");
    var order = query.choice("sort_by", ORDERS, InvoiceSlices.Order.CREATED);
    boolean descending = query.choice("sort_order", DESCENDING, true);
    var page = query.whole("page", 1, MOST_PAGES, 1);
    var size = (int) query.whole("page_size", 1, 100, 20);
    query.check();
    var slice =
        new Slice(
            words.stream().flatMap(w -> w.stages().stream()).collect(Collectors.toSet()),
            currency.map(code -> assets(project, code)),
            from,
            to,
            order,
            descending,
            size,
            (page - 1) * size);
    var found = slices.find(tx, project.id(), slice);
    return PageWire.of(
        found.views().stream().map(view -> wire(call, view)).toList(), page, size, found.total());
  }

  /// What a code means in any project of that mode: of what is no longer taken, too.
  private Set<Integer> assets(Project project, String code) {
    return chains.all().stream()
        .filter(chain -> chain.mode() == project.mode())
        .flatMap(chain -> meant(chain, code))
        .map(Asset::id)
        .collect(Collectors.toSet());
  }

  private java.util.stream.Stream<Asset> meant(Chain chain, String code) {
    return chains.assetsOf(chain).stream().filter(asset -> Codes.means(code, asset, chain));
  }

  private static Optional<Instant> time(Query query, String name) {
    var text = query.text(name, 100);
    var time = text.flatMap(Moments::readBare);
    if (text.isPresent() && time.isEmpty()) {
      query.wrong(name, new Flaw.Malformed(Moments.SENTENCE));
    }
    return time;
  }

  private static InvoiceWire wire(Call call, InvoiceView view) {
    return InvoiceWire.of(view, call.principal().organization());
  }
}
