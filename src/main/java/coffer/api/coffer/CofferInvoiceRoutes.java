package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.deposit.Customer;
import coffer.core.deposit.Customers;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Status;
import coffer.core.listing.InvoicesByCursor;
import coffer.core.merchant.AcceptedAssets;
import coffer.core.merchant.Project;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The routes `/invoices`.
final class CofferInvoiceRoutes {
  private static final Map<String, Status> STATUSES =
      Arrays.stream(Status.values())
          .collect(Collectors.toMap(s -> s.name().toLowerCase(Locale.ROOT), Function.identity()));
  private static final Map<String, Mark.Kind> MARKS =
      Map.of("settled", Mark.Kind.SETTLED, "archived", Mark.Kind.ARCHIVED);

  private final Invoices invoices;
  private final Customers customers;
  private final InvoicesByCursor lists;
  private final AcceptedAssets acceptance;
  private final Rates rates;
  private final Currencies currencies;
  private final Function<String, Optional<String>> refuseUrl;
  private final InstantSource clock;
  private final String publicUrl;

  CofferInvoiceRoutes(ApiServices services) {
    this.invoices = services.invoices();
    this.customers = services.customers();
    this.lists = new InvoicesByCursor(services.chains(), services.clock());
    this.acceptance = new AcceptedAssets(services.chains());
    this.rates = services.rates();
    this.currencies = new Currencies(services.chains(), services.rates());
    this.refuseUrl = services.refuseUrl();
    this.clock = services.clock();
    this.publicUrl = services.publicUrl();
  }

  Command create(CofferCall call, BodyFields body) {
    var wanted = CofferInvoiceRequest.read(body, call.principal(), refuseUrl);
    return Command.creating(
        "invoice",
        tx -> {
          var options = options(call.project(), wanted);
          var assets = options.keySet().stream().toList();
          var command = wanted.command(assets, customer(tx, call.project(), wanted));
          requireRate(tx, assets, command.currency());
          var created =
              Rejection.named(
                  field -> asSent(field, assets, options),
                  () -> invoices.create(tx, call.project(), command));
          return new Done<>(created.id(), wire(created.view()));
        },
        (tx, id) -> wire(invoices.view(tx, id)));
  }

  Object list(Tx tx, CofferCall call) {
    var query = call.query();
    var filter =
        new InvoicesByCursor.Filter(
            query.choices("status", STATUSES),
            query.text("order_id", 200),
            query.time("created_from"),
            query.time("created_to"));
    var limit = CursorPage.limit(query);
    var before = CursorPage.cursor(query);
    query.check();
    var found = lists.invoices(tx, call.project().id(), filter, before, limit + 1);
    return CursorPage.of(found, limit, view -> view.id().toString(), this::wire);
  }

  Object get(Tx tx, CofferCall call) {
    return wire(invoices.view(tx, find(tx, call)));
  }

  Command cancel(CofferCall call, BodyFields body) {
    return mark(call, Mark.Kind.CANCELLED, reason(body));
  }

  Command mark(CofferCall call, BodyFields body) {
    var kind = body.required("status", body.choice("status", MARKS), Mark.Kind.ARCHIVED);
    return mark(call, kind, reason(body));
  }

  private Command mark(CofferCall call, Mark.Kind kind, String reason) {
    return change(
        call,
        (tx, id) -> {
          var by = "key:" + call.principal().keyId();
          return invoices.mark(tx, id, new Mark(kind, by, reason, clock.instant()));
        });
  }

  Command unmark(CofferCall call, BodyFields body) {
    return change(call, invoices::unmark);
  }

  Command quote(CofferCall call, BodyFields body) {
    var wanted = CofferInvoiceRequest.Option.read(body);
    return change(
        call, (tx, id) -> invoices.quote(tx, id, option(tx, id, wanted.asset(), wanted.network())));
  }

  @FunctionalInterface
  private interface Change {
    InvoiceView apply(Tx tx, long id);
  }

  private Command change(CofferCall call, Change change) {
    return Command.on(
        "invoice",
        tx -> wire(change.apply(tx, find(tx, call))),
        tx -> wire(invoices.view(tx, find(tx, call))));
  }

  /// The invoice's option with that code and network.
  private Asset option(Tx tx, long id, String asset, String network) {
    return invoices.view(tx, id).options().stream()
        .filter(o -> o.code().equals(asset))
        .filter(o -> o.chain().equals(network) || o.network().equals(network))
        .findFirst()
        .flatMap(o -> invoices.option(tx, id, asset, o.chain()))
        .orElseThrow(
            () ->
                new Rejection.AssetUnavailable(Field.Invoice.ASSET, asset, network).asException());
  }

  /// A customer of another project is answered like a missing one.
  private Optional<Customer> customer(Tx tx, Project project, CofferInvoiceRequest wanted) {
    return wanted
        .customer()
        .map(
            id ->
                customers
                    .find(tx, project.id(), id)
                    .orElseThrow(
                        () ->
                            new Rejection.InvalidField(
                                    Field.Invoice.CUSTOMER, "There is no such customer.")
                                .asException()));
  }

  /// The assets of the new invoice, each with the request field that named it.
  private SequencedMap<Asset, Field> options(Project project, CofferInvoiceRequest wanted) {
    var options = new LinkedHashMap<Asset, Field>();
    if (wanted.options().isEmpty()) {
      acceptance.of(project).forEach(asset -> options.put(asset, Field.Invoice.OPTIONS));
      if (!options.isEmpty()) return options;
      throw new Rejection.InvalidField(
              Field.Invoice.OPTIONS, "The project takes no asset at present.")
          .asException();
    }
    for (var option : wanted.options().get()) {
      var asset =
          acceptance
              .find(project, option.asset(), option.network())
              .orElseThrow(
                  () ->
                      new Rejection.AssetUnavailable(
                              new Field.At(option.field()), option.asset(), option.network())
                          .asException());
      options.putIfAbsent(asset, new Field.At(option.field()));
    }
    return options;
  }

  private static Field asSent(Field field, List<Asset> assets, Map<Asset, Field> options) {
    return field instanceof Field.Item(var list, var index) && list == Field.Invoice.OPTIONS
        ? Objects.requireNonNull(options.get(assets.get(index)))
        : field;
  }

  /// Rejects a currency without an exchange rate: such an invoice could not be paid.
  private void requireRate(Tx tx, List<Asset> assets, Denomination currency) {
    // The rate is nearly always in memory.
    if (assets.stream().anyMatch(asset -> rates.current(tx, asset, currency).isPresent())) return;
    var now = clock.instant();
    if (assets.stream().anyMatch(asset -> rates.at(tx, asset, currency, now).isPresent())) return;
    currencies.require(tx, currency, new Field.At("currency"));
    throw new Rejection.RateUnavailable(assets.getFirst().code(), currency.code()).asException();
  }

  private long find(Tx tx, CofferCall call) {
    var id = call.id("invoice");
    return invoices
        .find(tx, call.project().id(), id)
        .orElseThrow(() -> new Rejection.NotFound("invoice", id.toString()).asException());
  }

  private CofferInvoiceWire wire(InvoiceView view) {
    return CofferInvoiceWire.of(view, publicUrl);
  }

  private static String reason(BodyFields body) {
    return body.text("reason", 500).orElse("");
  }
}
