package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.money.Denomination;
import coffer.core.widget.PaymentWidget;
import coffer.core.widget.PaymentWidget.Terms;
import coffer.core.widget.PaymentWidget.Webhook;
import coffer.core.widget.PaymentWidgets;
import coffer.core.widget.WidgetOffer;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import coffer.http.Idempotency.Done;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The routes `/widgets`.
final class PaymentWidgetRoutes {
  private static final long MAX_SECONDS = Duration.ofDays(366).toSeconds();
  private static final String WIDGET = "widget";

  private final PaymentWidgets widgets;
  private final Function<String, Optional<String>> refuseUrl;
  private final String publicUrl;

  PaymentWidgetRoutes(ApiServices services) {
    this.widgets = new PaymentWidgets(services.chains(), services.clock());
    this.refuseUrl = services.refuseUrl();
    this.publicUrl = services.publicUrl();
  }

  /// A payment form that payers open by its id.
  ///
  /// @param currencies of the price; empty = all that have a rate
  /// @param amount the fixed price
  /// @param assets what payers can pay in; empty = all that the project accepts
  /// @param expiresIn lifetime of its invoices, in seconds
  /// @param depositAddresses whether a link can ask for the deposit address of a customer
  record WidgetWire(
      UUID id,
      String name,
      String url,
      List<String> currencies,
      Optional<String> amount,
      List<AssetName> assets,
      Optional<Long> expiresIn,
      Optional<String> callbackUrl,
      boolean depositAddresses,
      Instant createdAt) {}

  /// An asset as the merchant wrote it.
  record AssetName(String asset, String network) {
    static AssetName of(String key) {
      var parts = key.split(":", 2);
      return new AssetName(parts[0], parts[1]);
    }
  }

  Command add(CofferCall call, BodyFields body) {
    var terms = terms(body);
    return Command.creating(
        WIDGET,
        tx -> {
          var widget = widgets.add(tx, call.project(), terms);
          return new Done<>(widget.id(), wire(widget));
        },
        (tx, id) ->
            widgets
                .find(tx, call.project().id(), id)
                .map(this::wire)
                .orElseThrow(() -> notFound(String.valueOf(id))));
  }

  private Terms terms(BodyFields body) {
    var url = body.text("callback_url", 2048);
    url.flatMap(refuseUrl).ifPresent(reason -> body.wrong("callback_url", reason));
    return new Terms(
        body.required("name", body.text("name", PaymentWidgets.MAX_NAME), "-"),
        CofferApi.DIALECT,
        body.texts("currencies", PaymentWidgets.MAX_CURRENCIES, 12).orElse(List.of()),
        amount(body),
        body.objects("assets", PaymentWidgets.MAX_ASSETS).stream()
            .flatMap(List::stream)
            .map(CofferInvoiceRequest.Option::read)
            .map(option -> option.asset() + ":" + option.network())
            .distinct()
            .toList(),
        body.whole("expires_in", 1, MAX_SECONDS).map(Duration::ofSeconds),
        url.map(it -> new Webhook(it, Optional.empty())),
        body.flag("deposit_addresses").orElse(false));
  }

  private static Optional<BigInteger> amount(BodyFields body) {
    var amount = body.amount("amount");
    var exact = amount.flatMap(it -> it.at(Denomination.DECIMALS));
    if (amount.isPresent() && exact.isEmpty()) {
      body.wrong("amount", new FieldProblem.TooPrecise(Denomination.DECIMALS));
    }
    if (exact.filter(it -> it.signum() == 0).isPresent()) {
      body.wrong("amount", "Must be more than zero.");
    }
    return exact.map(WidgetOffer::units);
  }

  Object list(Tx tx, CofferCall call) {
    var query = call.query();
    var limit = CursorPage.limit(query);
    var cursor = CursorPage.cursor(query);
    query.check();
    long project = call.project().id();
    var after =
        cursor.map(
            id ->
                widgets
                    .find(tx, project, id)
                    .map(PaymentWidget::id)
                    .orElseThrow(PaymentWidgetRoutes::noPlace));
    var found = widgets.list(tx, project, after, limit + 1);
    return CursorPage.of(found, limit, it -> it.publicId().toString(), this::wire);
  }

  Object get(Tx tx, CofferCall call) {
    var id = call.id(WIDGET);
    return widgets
        .find(tx, call.project().id(), id)
        .map(this::wire)
        .orElseThrow(() -> notFound(id.toString()));
  }

  Object remove(Tx tx, CofferCall call) {
    var id = call.id(WIDGET);
    if (widgets.remove(tx, call.project().id(), id)) return id;
    throw notFound(id.toString());
  }

  private static Rejection.Refused notFound(String id) {
    return new Rejection.NotFound(WIDGET, id).asException();
  }

  private static Rejection.Refused noPlace() {
    return new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
        .asException();
  }

  private WidgetWire wire(PaymentWidget widget) {
    var terms = widget.terms();
    return new WidgetWire(
        widget.publicId(),
        terms.name(),
        publicUrl + "/widget/" + widget.publicId(),
        terms.currencies(),
        terms.price().map(WidgetOffer::text),
        terms.assets().stream().map(AssetName::of).toList(),
        terms.lifetime().map(Duration::toSeconds),
        terms.webhook().map(Webhook::url),
        terms.depositAddresses(),
        widget.createdAt());
  }
}
