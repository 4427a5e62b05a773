package coffer.web.checkout;

import coffer.core.Rejection;
import coffer.core.chain.Mode;
import coffer.core.link.LinkInvoices;
import coffer.core.link.LinkInvoices.Filled;
import coffer.core.link.LinkInvoices.Outcome;
import coffer.core.link.PaymentLink;
import coffer.core.link.PaymentLinkStore;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Project;
import coffer.core.widget.WidgetOffer;
import coffer.db.Db;
import coffer.http.Failure;
import coffer.http.FormFields;
import coffer.http.FrontEnd;
import coffer.http.PayerLimits;
import coffer.http.RequestShare;
import coffer.web.MerchantCard;
import coffer.web.checkout.LinkForm.Typed;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The page of a payment link at `/link/{code}`. It makes an invoice when the payer sends its form.
/// To open or reload the page creates nothing.
public final class LinkPage implements FrontEnd {
  private static final String PREFIX = "/link";
  private static final String NO_LINK = "no_link";
  private static final Pattern CODE = Pattern.compile("[0-9a-z]{10}");
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /// Before the label of a field in the form, so that no label can be `amount`.
  private static final String ANSWER = "answer:";

  private final Db db;
  private final PaymentLinkStore links;
  private final LinkInvoices invoices;
  private final Merchants merchants;
  private final PayerLimits payers;
  private final InstantSource clock;
  private final PageResponses responses = new PageResponses();

  public LinkPage(
      Db db,
      PaymentLinkStore links,
      LinkInvoices invoices,
      Merchants merchants,
      PayerLimits payers,
      InstantSource clock) {
    this.db = db;
    this.links = links;
    this.invoices = invoices;
    this.merchants = merchants;
    this.payers = payers;
    this.clock = clock;
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(PREFIX + "/{code}", this::show);
    routes.post(PREFIX + "/{code}", this::pay);
    routes.get(PREFIX + "/{code}/thanks/{token}", this::thank);
  }

  private record Opened(PaymentLink link, Project project, LinkRequest request) {}

  /// The link and its project. From here on, the request uses the payers' share of that project.
  private Opened open(Context ctx) {
    var text = ctx.pathParam("code");
    var link =
        Optional.of(text.toLowerCase(Locale.ROOT))
            .filter(it -> CODE.matcher(it).matches())
            .flatMap(it -> payers.findCode(ctx, () -> db.tx(tx -> links.findByCode(tx, it))))
            .orElseThrow(() -> missing(text));
    RequestShare.ofPayers(link.projectId());
    var project = db.tx(tx -> merchants.project(tx, link.projectId())).orElseThrow();
    var request = LinkRequest.of(ctx, link.code());
    boolean framed = request.display().framed();
    responses.frame(ctx, framed ? new Frame(project.settings().frameOrigins()) : Frame.NONE);
    return new Opened(link, project, request);
  }

  private static Rejection.Refused missing(String code) {
    return new Rejection.NotFound("link", code).asException();
  }

  private void show(Context ctx) {
    var opened = open(ctx);
    var waiting = waiting(opened);
    if (waiting.isPresent()) redirect(ctx, opened, waiting.get());
    else form(ctx, opened, Typed.nothing(opened.request.amount()));
  }

  /// The invoice that the payer continues to pay.
  private Optional<UUID> waiting(Opened opened) {
    if (opened.link.state(clock.instant()) != PaymentLink.State.OPEN) return Optional.empty();
    return db.tx(tx -> invoices.waiting(tx, opened.link));
  }

  private static void redirect(Context ctx, Opened opened, UUID invoice) {
    ctx.redirect(opened.request.pay(invoice), HttpStatus.SEE_OTHER);
  }

  private void pay(Context ctx) {
    var opened = open(ctx);
    var waiting = waiting(opened);
    if (waiting.isPresent()) {
      redirect(ctx, opened, waiting.get());
      return;
    }
    var typed = typed(opened.link, FormFields.read(ctx));
    try {
      switch (obtain(ctx, opened, typed)) {
        case Outcome.Made(var invoice) -> redirect(ctx, opened, invoice);
        case Outcome.Closed _ -> ctx.redirect(opened.request.self(), HttpStatus.SEE_OTHER);
        case Outcome.Busy(var after) -> throw new Failure.TooManyRequests(after).asException();
        case Outcome.Unavailable() -> form(ctx.status(422), opened, typed.problem("widget.closed"));
        case Outcome.Wrong(var amount, var labels) ->
            form(ctx.status(422), opened, typed.wrong(amount, labels));
      }
    } catch (Rejection.Refused e) {
      form(ctx.status(422), opened, typed.problem("widget." + WidgetPage.problem(e).text()));
    }
  }

  private Outcome obtain(Context ctx, Opened opened, Typed typed) {
    var text = typed.amount().isBlank() ? typed.choice() : typed.amount();
    var price = WidgetQuery.decimal(text).map(WidgetOffer::units);
    payers.countInvoice(ctx, opened.link.publicId());
    return db.tx(
        tx ->
            invoices.obtain(
                tx, opened.link.id(), opened.project, new Filled(price, typed.answers())));
  }

  private static Typed typed(PaymentLink link, FormFields fields) {
    var answers = new HashMap<String, String>();
    for (var field : link.terms().fields()) {
      fields
          .field(ANSWER + field.label())
          .ifPresent(answer -> answers.put(field.label(), answer.strip()));
    }
    return new Typed(
        fields.field("amount").orElse(""),
        fields.field("choice").orElse(""),
        answers,
        "",
        false,
        java.util.List.of());
  }

  private void form(Context ctx, Opened opened, Typed typed) {
    write(ctx, "checkout/link.jte", opened, typed, Optional.empty());
  }

  /// Thanks the payer of an invoice. Before it is paid, it leads to the link.
  private void thank(Context ctx) {
    var opened = open(ctx);
    var text = ctx.pathParam("token");
    var token = Optional.of(text).filter(it -> TOKEN.matcher(it).matches()).map(UUID::fromString);
    var paid = token.flatMap(it -> db.tx(tx -> invoices.paid(tx, opened.link, it)));
    if (paid.orElseThrow(() -> missing(text))) {
      write(ctx, "checkout/thanks.jte", opened, Typed.nothing(""), token);
    } else {
      ctx.redirect(opened.request.self(), HttpStatus.SEE_OTHER);
    }
  }

  private void write(
      Context ctx, String template, Opened opened, Typed typed, Optional<UUID> thanked) {
    var form =
        new LinkForm(
            MerchantCard.of(opened.project),
            opened.project.mode() == Mode.TEST,
            opened.request,
            opened.link,
            opened.link.state(clock.instant()),
            typed,
            thanked,
            responses.words(opened.request.language()),
            responses.files().url("checkout.css"),
            responses.files().url("icon.svg"));
    responses.page(ctx, template, Map.of("form", form));
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    responses.refuse(ctx, rejection, NO_LINK);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    responses.fail(ctx, failure, NO_LINK);
  }
}
