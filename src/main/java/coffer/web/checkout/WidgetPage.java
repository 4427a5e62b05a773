package coffer.web.checkout;

import coffer.core.Rejection;
import coffer.core.WebUrl;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Project;
import coffer.core.money.Denomination;
import coffer.core.widget.PaymentWidget;
import coffer.core.widget.PaymentWidgets;
import coffer.core.widget.WidgetAddresses;
import coffer.core.widget.WidgetInvoices;
import coffer.core.widget.WidgetInvoices.Order;
import coffer.core.widget.WidgetOffer;
import coffer.db.Db;
import coffer.http.Failure;
import coffer.http.FormFields;
import coffer.http.FrontEnd;
import coffer.http.PayerLimits;
import coffer.http.RequestShare;
import coffer.web.MerchantCard;
import coffer.web.PublicScript;
import coffer.web.checkout.WidgetForm.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The page of a payment widget. It shows a form, and makes an invoice when the payer sends it. To
/// open or reload the page creates nothing. A link that names a customer leads to their deposit
/// address instead.
public final class WidgetPage implements FrontEnd {
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final String NO_WIDGET = "no_widget";

  private final String prefix;
  private final Db db;
  private final PaymentWidgets widgets;
  private final WidgetInvoices invoices;
  private final Merchants merchants;
  private final PayerLimits payers;
  private final WidgetAddressPage addresses;
  private final PageResponses responses = new PageResponses();
  private final PublicScript miniApp = new PublicScript("miniapp.js");

  /// @param prefix for example `/widget`
  public WidgetPage(
      String prefix,
      Db db,
      PaymentWidgets widgets,
      WidgetInvoices invoices,
      WidgetAddresses addresses,
      Chains chains,
      Merchants merchants,
      PayerLimits payers) {
    this.prefix = prefix;
    this.db = db;
    this.widgets = widgets;
    this.invoices = invoices;
    this.merchants = merchants;
    this.payers = payers;
    this.addresses = new WidgetAddressPage(db, addresses, chains, payers, responses);
  }

  /// Whether a path is that of a widget: it ends with a UUID.
  public static boolean owns(String path) {
    return ID.matcher(path.substring(path.lastIndexOf('/') + 1)).matches();
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(prefix.replaceFirst("/widget$", "/miniapp.js"), miniApp::serve);
    routes.get(prefix + "/{id}", this::show);
    routes.post(prefix + "/{id}", this::pay);
  }

  record Opened(PaymentWidget widget, Project project, WidgetQuery query) {}

  private void show(Context ctx) {
    var opened = open(ctx);
    if (opened.query.person().isPresent()) {
      addresses.show(ctx, opened, opened.query.person().get());
      return;
    }
    var offer = offer(opened);
    var existing =
        offer
            .price()
            .map(price -> order(opened.query, offer, offer.currencies().getFirst(), price))
            .flatMap(order -> existing(opened, order));
    if (existing.isPresent()) redirect(ctx, opened, existing.get());
    else form(ctx, opened, offer, "", "", Optional.empty());
  }

  private void pay(Context ctx) {
    var opened = open(ctx);
    if (opened.query.person().isPresent()) {
      addresses.obtain(ctx, opened, opened.query.person().get());
      return;
    }
    var offer = offer(opened);
    var fields = FormFields.read(ctx);
    var typed = fields.field("amount").orElse("");
    var chosen = fields.field("currency").orElse("");
    var currency =
        offer.currencies().size() == 1
            ? Optional.of(offer.currencies().getFirst())
            : Optional.of(chosen).filter(offer.currencies()::contains);
    var price = offer.price().or(() -> WidgetQuery.decimal(typed).map(WidgetOffer::units));
    if (currency.isEmpty() || price.isEmpty()) {
      var problem = offer.currencies().isEmpty() ? Problem.CLOSED : Problem.AMOUNT;
      form(ctx.status(422), opened, offer, typed, chosen, Optional.of(problem));
      return;
    }
    try {
      var order = order(opened.query, offer, currency.get(), price.get());
      redirect(ctx, opened, obtain(ctx, opened, order));
    } catch (Rejection.Refused e) {
      var problem = problem(e);
      form(ctx.status(422), opened, offer, typed, chosen, Optional.of(problem));
    }
  }

  private UUID obtain(Context ctx, Opened opened, Order order) {
    return existing(opened, order)
        .or(
            () -> {
              payers.countInvoice(ctx, opened.widget.publicId());
              return db.tx(tx -> invoices.obtain(tx, opened.widget, opened.project, order));
            })
        .orElseThrow(PayerLimits::tooManyOpen);
  }

  /// @throws Rejection.Refused the same, if the payer can do nothing about it
  static Problem problem(Rejection.Refused e) {
    return switch (e.rejection()) {
      case Rejection.AmountTooSmall _ -> Problem.SMALL;
      case Rejection.AmountTooLarge _ -> Problem.LARGE;
      case Rejection.RateUnavailable _ -> Problem.RATE;
      case Rejection.AssetUnavailable _, Rejection.NoWallet _ -> Problem.CLOSED;
      case Rejection.TooPrecise _, Rejection.InvalidField _ -> Problem.AMOUNT;
      case Rejection.NotFound _,
          Rejection.InvoiceNotOpen _,
          Rejection.OrderTaken _,
          Rejection.IdempotencyConflict _,
          Rejection.OfPayment _,
          Rejection.OfProject _,
          Rejection.OfUser _ ->
          throw e;
    };
  }

  /// The widget and its project. From here on, the request uses the payers' share of that project,
  /// and the pages that the merchant named may show the answer in a frame.
  private Opened open(Context ctx) {
    var text = ctx.pathParam("id");
    var id = Optional.of(text).filter(it -> ID.matcher(it).matches()).map(UUID::fromString);
    var widget = id.flatMap(it -> db.tx(tx -> widgets.find(tx, it)));
    if (widget.isEmpty()) throw new Rejection.NotFound("widget", text).asException();
    long owner = widget.get().projectId();
    RequestShare.ofPayers(owner);
    var project = db.tx(tx -> merchants.project(tx, owner)).orElseThrow();
    responses.frame(ctx, new Frame(project.settings().frameOrigins()));
    var query = WidgetQuery.read(ctx, widget.get(), origin -> leadsTo(project, origin));
    return new Opened(widget.get(), project, query);
  }

  /// Whether the link to a widget may name a page of this origin as the shop.
  private static boolean leadsTo(Project project, String origin) {
    var settings = project.settings();
    return settings.frameOrigins().contains(origin)
        || settings.returnUrl().map(WebUrl::origin).equals(Optional.of(origin));
  }

  private WidgetOffer offer(Opened opened) {
    return db.tx(tx -> invoices.offer(tx, opened.widget, opened.project, opened.query.wanted()));
  }

  private Optional<UUID> existing(Opened opened, Order order) {
    return db.tx(tx -> invoices.existing(tx, opened.widget, order));
  }

  private static Order order(
      WidgetQuery query, WidgetOffer offer, String currency, BigInteger price) {
    return new Order(
        new Denomination(currency),
        price,
        offer.assets(),
        query.orderId(),
        query.description(),
        query.returnUrl(),
        query.payerEmail());
  }

  private static void redirect(Context ctx, Opened opened, UUID invoice) {
    ctx.redirect(opened.query.pay(invoice), HttpStatus.SEE_OTHER);
  }

  private void form(
      Context ctx,
      Opened opened,
      WidgetOffer offer,
      String typed,
      String chosen,
      Optional<Problem> problem) {
    var form =
        new WidgetForm(
            MerchantCard.of(opened.project),
            opened.project.mode() == Mode.TEST,
            opened.query,
            offer,
            typed,
            chosen,
            problem,
            responses.words(opened.query.language()),
            responses.files().url("checkout.css"),
            responses.files().url("icon.svg"));
    responses.page(ctx, "checkout/widget.jte", Map.of("form", form));
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    responses.refuse(ctx, rejection, NO_WIDGET);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    responses.fail(ctx, failure, NO_WIDGET);
  }
}
