package coffer.web.checkout;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.chain.SandboxControls;
import coffer.core.event.EventTail;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.Merchants;
import coffer.db.Db;
import coffer.db.Tx;
import coffer.http.EventStreams;
import coffer.http.Failure;
import coffer.http.FormFields;
import coffer.http.FrontEnd;
import coffer.http.PayerLimits;
import coffer.http.RequestShare;
import coffer.web.LookFiles;
import coffer.web.MerchantCard;
import coffer.web.PageState;
import coffer.web.PaymentPage;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The payment page at `/pay/{invoice}`. Invoice ids and codes are unguessable: a client that knows
/// one may see the invoice and choose an asset, and can do nothing else here.
public final class Checkout implements FrontEnd, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Checkout.class);
  private static final String PREFIX = "/pay";
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  /// Short codes: the first 12 or all 13 digits, or `in_` and all 13 digits.
  private static final Pattern CODE = Pattern.compile("([0-9a-fA-F]{12,13})|in_([0-9a-fA-F]{13})");

  private static final Pattern WRITTEN_AT = Pattern.compile(" data-now=\"\\d+\"");
  private static final int MAX_KEY_LENGTH = 120;

  private final Db db;
  private final Invoices invoices;
  private final Merchants merchants;
  private final EventStreams streams;
  private final PayerLimits payers;
  private final TestWallet wallet;
  private final Function<InvoiceView, String> frameMessage;
  private final InstantSource clock;
  private final PageResponses responses = new PageResponses();
  private final LivePages live;

  /// @param tail reports changes to open pages
  /// @param sandbox pays from the test wallet
  /// @param frameMessage what the dialect of an invoice tells the page around a frame, as JSON
  public Checkout(
      Db db,
      Invoices invoices,
      Merchants merchants,
      EventTail tail,
      EventStreams streams,
      PayerLimits payers,
      SandboxControls sandbox,
      Chains chains,
      Function<InvoiceView, String> frameMessage,
      InstantSource clock) {
    this.db = db;
    this.invoices = invoices;
    this.merchants = merchants;
    this.streams = streams;
    this.payers = payers;
    this.wallet = new TestWallet(sandbox, chains);
    this.frameMessage = frameMessage;
    this.clock = clock;
    this.live = new LivePages(new Reading(), clock);
    tail.listen(live::changed);
  }

  /// Starts to update open pages.
  public Checkout start() {
    live.start();
    return this;
  }

  /// Why open pages are not updated, in a short text; empty if all is well.
  public Optional<String> problem() {
    return live.problem();
  }

  @Override
  public void close() {
    live.close();
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public void routes(RoutesConfig routes) {
    responses.files().routes(routes);
    new LookFiles(db).routes(routes);
    routes.get("/pay/{id}", ctx -> answer(ctx, "checkout/page.jte"));
    routes.get("/pay/{id}/state", ctx -> answer(ctx, "checkout/body.jte"));
    routes.get("/pay/{id}/events", this::events);
    routes.get("/pay/{id}/receipt", this::receipt);
    routes.post("/pay/{id}/choose", this::choose);
    routes.post("/pay/{id}/test", this::test);
  }

  /// The same page under another prefix, for links of another form. Its links and requests use
  /// `/pay` with the invoice's id.
  ///
  /// @param prefix for example `/invoice`
  public FrontEnd at(String prefix) {
    return new Place(prefix);
  }

  private final class Place implements FrontEnd {
    private final String prefix;

    Place(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public String prefix() {
      return prefix;
    }

    @Override
    public void routes(RoutesConfig routes) {
      routes.get(prefix + "/{id}", ctx -> answer(ctx, "checkout/page.jte"));
    }

    @Override
    public void refuse(Context ctx, Rejection rejection) {
      Checkout.this.refuse(ctx, rejection);
    }

    @Override
    public void fail(Context ctx, Failure failure) {
      Checkout.this.fail(ctx, failure);
    }
  }

  private void answer(Context ctx, String template) {
    var request = pageRequest(ctx);
    var id = find(request).id;
    var shown = db.tx(tx -> shown(tx, invoices.view(tx, id)));
    responses.frame(ctx, frame(shown, request));
    responses.page(ctx, template, Map.of("view", view(shown, request)));
  }

  /// For print, once the invoice is paid; before, it leads to the page.
  private void receipt(Context ctx) {
    var request = pageRequest(ctx);
    var id = find(request).id;
    var shown = db.tx(tx -> shown(tx, invoices.view(tx, id)));
    var view = view(shown, request);
    if (view.page().stage().settled()) {
      responses.frame(ctx, frame(shown, request));
      responses.page(ctx, "checkout/receipt.jte", Map.of("view", view));
    } else {
      ctx.redirect(request.self(), io.javalin.http.HttpStatus.SEE_OTHER);
    }
  }

  private void events(Context ctx) {
    var request = pageRequest(ctx);
    var found = find(request);
    streams.serve(ctx, found.project, stream -> live.enter(found.id, request, stream), live::leave);
  }

  private void choose(Context ctx) {
    var request = pageRequest(ctx);
    var key = FormFields.read(ctx).field("asset").orElse("");
    ctx.redirect(chosen(request, key), io.javalin.http.HttpStatus.SEE_OTHER);
  }

  /// Pays from the test wallet. The page shows what came of it, also if it was not possible.
  private void test(Context ctx) {
    var request = pageRequest(ctx);
    var act = FormFields.read(ctx).field("act").flatMap(TestWallet.Act::of);
    var id = find(request).id;
    payers.countTestAct(ctx);
    try {
      act.ifPresent(it -> db.run(tx -> act(tx, id, it)));
    } catch (Rejection.Refused e) {
      log.debug("the test wallet cannot: {}", e.rejection());
    }
    ctx.redirect(request.self(), io.javalin.http.HttpStatus.SEE_OTHER);
  }

  private void act(Tx tx, long id, TestWallet.Act act) {
    var invoice = invoices.view(tx, id);
    var project = merchants.project(tx, invoice.project());
    project.ifPresent(it -> wallet.act(tx, invoice, it, act));
  }

  /// @return the URL of the redirect: the page, also after an error
  private String chosen(PageRequest request, String key) {
    var parts = key.split(":", 2);
    if (parts.length < 2 || key.length() > MAX_KEY_LENGTH) return request.choices();
    try {
      var id = find(request).id;
      db.run(
          tx -> {
            var asset = invoices.option(tx, id, parts[0], parts[1]);
            invoices.quote(tx, id, asset.orElseThrow(() -> unavailable(parts)));
          });
      return request.chosen(key);
    } catch (Rejection.Refused e) {
      return switch (e.rejection()) {
        case Rejection.RateUnavailable _ -> request.failed(key, PageRequest.Problem.RATE);
        case Rejection.AmountTooSmall _ -> request.failed(key, PageRequest.Problem.SMALL);
        case Rejection.AmountTooLarge _, Rejection.AssetUnavailable _, Rejection.NoWallet _ ->
            request.failed(key, PageRequest.Problem.ASSET);
        // It was paid or closed in the meantime; the page shows that.
        case Rejection.InvoiceNotOpen _ -> request.self();
        case Rejection.NotFound _,
            Rejection.InvalidField _,
            Rejection.TooPrecise _,
            Rejection.OrderTaken _,
            Rejection.IdempotencyConflict _,
            Rejection.OfPayment _,
            Rejection.OfProject _,
            Rejection.OfUser _ ->
            throw e;
      };
    }
  }

  private static Rejection.Refused unavailable(String[] parts) {
    return new Rejection.AssetUnavailable(Field.Invoice.ASSET, parts[0], parts[1]).asException();
  }

  /// The invoice and its project. From here on, the request uses the payers' share of that project.
  private Found find(PageRequest request) {
    var found =
        db.tx(
            tx ->
                invoices
                    .find(tx, request.invoice())
                    .map(id -> new Found(id, invoices.project(tx, id))));
    var known =
        found.orElseThrow(
            () -> new Rejection.NotFound("invoice", request.invoice().toString()).asException());
    RequestShare.ofPayers(known.project);
    return known;
  }

  private record Found(long id, long project) {}

  private LivePages.Shown shown(Tx tx, InvoiceView invoice) {
    var project = merchants.project(tx, invoice.project());
    return new LivePages.Shown(
        invoice,
        project.map(MerchantCard::of).orElseGet(() -> MerchantCard.named("")),
        project.map(it -> new Frame(it.settings().frameOrigins())).orElse(Frame.NONE),
        project.map(it -> wallet.acts(invoice, it)).orElse(List.of()));
  }

  private static Frame frame(LivePages.Shown shown, PageRequest request) {
    return request.display().framed() ? shown.frame() : Frame.NONE;
  }

  private CheckoutView view(LivePages.Shown shown, PageRequest request) {
    var page =
        PaymentPage.of(
            shown.invoice(), shown.shop(), request.asset(), request.choosing(), clock.instant());
    return new CheckoutView(
        page,
        request,
        responses.words(request.language()),
        page.stage() == PageState.CHOOSE ? sums(request) : Map.of(),
        shown.acts().stream().map(TestWallet.Act::text).toList(),
        frame(shown, request).origins(),
        frameMessage.apply(shown.invoice()),
        responses.files().url("checkout.css"),
        responses.files().url("checkout.js"),
        responses.files().url("icon.svg"));
  }

  private Map<String, BigDecimal> sums(PageRequest request) {
    return db.tx(
        tx ->
            invoices.find(tx, request.invoice()).map(id -> invoices.sums(tx, id)).orElse(Map.of()));
  }

  /// Reads and renders the pages that are kept open.
  private final class Reading implements LivePages.Source {
    @Override
    public Map<Long, LivePages.Shown> read(Collection<Long> ids) {
      var sorted = ids.stream().sorted().toList();
      return db.tx(
          tx -> {
            var found = new HashMap<Long, LivePages.Shown>();
            var views = invoices.views(tx, sorted).iterator();
            for (var id : sorted) found.put(id, shown(tx, views.next()));
            return found;
          });
    }

    @Override
    public LivePages.Written write(LivePages.Shown shown, PageRequest request) {
      var view = view(shown, request);
      var html = responses.render("checkout/body.jte", Map.of("view", view));
      var same = WRITTEN_AT.matcher(html).replaceFirst("");
      return new LivePages.Written(
          same, html, view.page().nextRefresh(), view.page().stage().last());
    }
  }

  private PageRequest pageRequest(Context ctx) {
    var asked = PageResponses.asked(ctx);
    return new PageRequest(
        invoice(ctx),
        asked,
        asked.orElseGet(() -> PageResponses.accepted(ctx)),
        Optional.ofNullable(ctx.queryParam("asset")).filter(key -> key.length() <= MAX_KEY_LENGTH),
        "1".equals(ctx.queryParam("choose")),
        Arrays.stream(PageRequest.Problem.values())
            .filter(problem -> problem.text().equals(ctx.queryParam("problem")))
            .findFirst(),
        PageRequest.Display.of(ctx));
  }

  private UUID invoice(Context ctx) {
    var id = ctx.pathParam("id");
    if (ID.matcher(id).matches()) return UUID.fromString(id);
    var code = CODE.matcher(id);
    return Optional.of(code)
        .filter(Matcher::matches)
        .map(found -> found.group(found.group(1) == null ? 2 : 1).toLowerCase(Locale.ROOT))
        .flatMap(digits -> payers.findCode(ctx, () -> invoice(digits)))
        .orElseThrow(() -> new Rejection.NotFound("invoice", id).asException());
  }

  private Optional<UUID> invoice(String code) {
    return db.tx(tx -> invoices.findByCode(tx, code).map(row -> invoices.view(tx, row).id()));
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    responses.refuse(ctx, rejection, "missing");
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    responses.fail(ctx, failure, "missing");
  }
}
