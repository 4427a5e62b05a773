package coffer.web.widget;

import coffer.core.Rejection;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.Merchants;
import coffer.db.Db;
import coffer.db.Tx;
import coffer.http.Failure;
import coffer.http.FrontEnd;
import coffer.http.PayerLimits;
import coffer.http.RequestShare;
import coffer.web.Language;
import coffer.web.MerchantCard;
import coffer.web.Messages;
import coffer.web.PaymentPage;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// `/widget.js`, and the data that the script shows of an invoice. Pages of every origin may use
/// it. Codes of invoices are unguessable: a client that knows one may see the invoice, as on the
/// payment page.
public final class Widget implements FrontEnd {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{13}");

  /// Pages receive a new version of the script after at most this time.
  private static final String KEPT = "public, max-age=300, stale-while-revalidate=86400";

  private final String mount;
  private final Db db;
  private final Invoices invoices;
  private final Merchants merchants;
  private final PayerLimits payers;
  private final InstantSource clock;
  private final Map<Language, Messages> words = Messages.load("checkout");
  private final WidgetBundle script = new WidgetBundle();

  /// @param mount prefix of `/widget.js`: "" or `/getcrypto`
  public Widget(
      String mount,
      Db db,
      Invoices invoices,
      Merchants merchants,
      PayerLimits payers,
      InstantSource clock) {
    this.mount = mount;
    this.db = db;
    this.invoices = invoices;
    this.merchants = merchants;
    this.payers = payers;
    this.clock = clock;
  }

  @Override
  public String prefix() {
    return mount + "/widget";
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(mount + "/widget.js", this::script);
    routes.get(mount + "/widget/in_{digits}", ctx -> show(ctx, this::view));
    routes.post(mount + "/widget/in_{digits}/renew", ctx -> show(ctx, this::renewed));
  }

  private void script(Context ctx) {
    open(ctx);
    ctx.header("Cache-Control", KEPT);
    ctx.header("ETag", script.tag());
    if (script.tag().equals(ctx.header("If-None-Match"))) {
      ctx.status(304);
      return;
    }
    ctx.contentType("text/javascript; charset=utf-8").result(script.bytes());
  }

  /// Reads or changes an invoice, given its row id.
  private interface InvoiceAction {
    InvoiceView at(Tx tx, long id);
  }

  private void show(Context ctx, InvoiceAction action) {
    open(ctx);
    var code = code(ctx);
    var now = clock.instant();
    var found =
        payers.findCode(ctx, () -> db.tx(tx -> find(tx, code))).orElseThrow(() -> missing(code));
    RequestShare.ofPayers(found.project);
    var page =
        db.tx(
            tx -> {
              var invoice = action.at(tx, found.id);
              var shop = merchants.project(tx, invoice.project()).map(MerchantCard::of);
              return PaymentPage.of(
                  invoice,
                  shop.orElseGet(() -> MerchantCard.named("")),
                  Optional.empty(),
                  false,
                  now);
            });
    ctx.json(WidgetState.of(page, Objects.requireNonNull(words.get(language(ctx)))));
  }

  private record Found(long id, long project) {}

  private Optional<Found> find(Tx tx, String code) {
    return invoices.findByCode(tx, code).map(id -> new Found(id, invoices.project(tx, id)));
  }

  private InvoiceView view(Tx tx, long id) {
    return invoices.view(tx, id);
  }

  /// Creates a new quote for the coin of the newest one, at the current rate. If the invoice was
  /// paid or closed in the meantime, it is returned unchanged.
  private InvoiceView renewed(Tx tx, long id) {
    var invoice = invoices.view(tx, id);
    var page =
        PaymentPage.of(invoice, MerchantCard.named(""), Optional.empty(), false, clock.instant());
    if (page.again().isEmpty()) return invoice;
    var key = page.again().get().key().split(":", 2);
    return invoices
        .option(tx, id, key[0], key[1])
        .map(asset -> invoices.quote(tx, id, asset))
        .orElse(invoice);
  }

  private static Rejection.Refused missing(String code) {
    return new Rejection.NotFound("invoice", code).asException();
  }

  private static String code(Context ctx) {
    var digits = ctx.pathParam("digits");
    if (!DIGITS.matcher(digits).matches()) throw missing(digits);
    return digits;
  }

  private static Language language(Context ctx) {
    return Optional.ofNullable(ctx.queryParam("language"))
        .flatMap(Language::of)
        .orElse(Language.EN);
  }

  /// Allows every page to load the script and read the responses: they contain no secrets.
  private static void open(Context ctx) {
    ctx.header("Access-Control-Allow-Origin", "*");
    ctx.header("Access-Control-Expose-Headers", "Retry-After");
    ctx.header("Cross-Origin-Resource-Policy", "cross-origin");
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    boolean missing = rejection instanceof Rejection.NotFound;
    write(ctx, missing ? 404 : 422, missing ? "no such invoice" : "not possible at the moment");
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    switch (failure) {
      case Failure.NoRoute() -> write(ctx, 404, "there is nothing here");
      case Failure.MethodNotAllowed(List<String> allowed) -> {
        ctx.header("Allow", String.join(", ", allowed));
        write(ctx, 405, "not with this method");
      }
      case Failure.TooManyRequests(var after) -> later(ctx, 429, after);
      case Failure.Unavailable(var after) -> later(ctx, 503, after);
      case Failure.TooLarge _ -> write(ctx, 413, "too large");
      case Failure.WrongMediaType _ -> write(ctx, 415, "wrong media type");
      case Failure.BadBody _, Failure.Invalid _ -> write(ctx, 400, "bad request");
      case Failure.BadRequest(var status) -> write(ctx, status, "bad request");
      // These cannot occur: the widget needs no key.
      case Failure.Unauthorized _,
          Failure.WrongSignature _,
          Failure.WrongAddress _,
          Failure.MissingScope _,
          Failure.WrongKeyKind _ ->
          write(ctx, 404, "there is nothing here");
      case Failure.Unexpected() -> write(ctx, 500, "our fault");
    }
  }

  private static void later(Context ctx, int status, java.time.Duration after) {
    ctx.header("Retry-After", String.valueOf(after.toSeconds()));
    write(ctx, status, "later, please");
  }

  private static void write(Context ctx, int status, String message) {
    open(ctx);
    ctx.status(status).json(Map.of("message", message));
  }
}
