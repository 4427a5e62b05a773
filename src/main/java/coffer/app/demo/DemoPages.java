package coffer.app.demo;

import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FormFields;
import coffer.http.FrontEnd;
import coffer.web.Language;
import coffer.web.Messages;
import coffer.web.Pages;
import coffer.web.StaticFiles;
import coffer.web.demo.Good;
import coffer.web.demo.ShopFrame;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A small shop at `/demo`: a newcomer chooses goods, pays, and sees what the shop received. It
/// uses the API as a merchant's own program does.
public final class DemoPages implements FrontEnd {
  private static final String PREFIX = "/demo";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final List<Good> GOODS =
      List.of(
          new Good("coffee", new BigDecimal("24.00")),
          new Good("mug", new BigDecimal("12.50")),
          new Good("filters", new BigDecimal("3.90")));
  private static final int REFRESH = 3;

  private final DemoOrders orders;
  private final Pages pages = new Pages();
  private final Map<Language, Messages> words = Messages.load("demo");
  private final StaticFiles files =
      new StaticFiles(PREFIX + "/static", List.of("demo.css", "demo.js"));

  public DemoPages(DemoClient client, DemoReceiver receiver) {
    this.orders = new DemoOrders(client, receiver);
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public void routes(RoutesConfig routes) {
    files.routes(routes);
    routes.get(PREFIX, this::goods);
    routes.post(PREFIX + "/orders", this::order);
    routes.get(PREFIX + "/orders/{order}", this::show);
  }

  private void goods(Context ctx) {
    boolean empty = ctx.queryParam("empty") != null;
    write(ctx, "goods", 0, Map.of("goods", GOODS, "empty", empty));
  }

  private void order(Context ctx) throws IOException, InterruptedException {
    var form = FormFields.read(ctx);
    var language = language(ctx);
    var basket = new DemoOrders.Basket();
    for (var good : GOODS) {
      basket.add(good, say(language, "good." + good.id()), pieces(form.field(good.id())));
    }
    var query = "lang=" + language.tag();
    var to =
        basket.isEmpty()
            ? PREFIX + "?empty=1&" + query
            : orders.place(basket, query).checkout() + "?" + query;
    ctx.redirect(to, HttpStatus.SEE_OTHER);
  }

  /// @return 0 to 9; 0 if it is no number
  private static int pieces(Optional<String> text) {
    return text.filter(it -> it.matches("[0-9]")).map(Integer::parseInt).orElse(0);
  }

  private void show(Context ctx) throws IOException, InterruptedException {
    var id = ctx.pathParam("order");
    var order = orders.find(id);
    if (order.isEmpty()) throw new Rejection.NotFound("order", id).asException();
    write(ctx, "order", order.get().done() ? 0 : REFRESH, Map.of("order", order.get()));
  }

  private void write(Context ctx, String template, int refresh, Map<String, Object> more) {
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("Cache-Control", "no-store");
    var parameters = new HashMap<>(more);
    var language = Objects.requireNonNull(words.get(language(ctx)));
    var style = files.url("demo.css");
    var script = files.url("demo.js");
    parameters.put("frame", new ShopFrame(language, ctx.path(), style, script, refresh));
    var html = pages.render("demo/" + template + ".jte", parameters);
    ctx.contentType("text/html; charset=utf-8").result(html);
  }

  private String say(Language language, String key) {
    return Objects.requireNonNull(words.get(language)).say(key);
  }

  private static Language language(Context ctx) {
    var accepted = Optional.ofNullable(ctx.header("Accept-Language")).orElse("");
    return Optional.ofNullable(ctx.queryParam("lang"))
        .flatMap(Language::of)
        .orElseGet(() -> Language.accepted(accepted));
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    write(ctx.status(rejection instanceof Rejection.NotFound ? 404 : 422), "error", 0, Map.of());
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    var status =
        switch (failure) {
          case Failure.NoRoute() -> 404;
          case Failure.MethodNotAllowed _ -> 405;
          case Failure.TooManyRequests _ -> 429;
          case Failure.Unavailable _ -> 503;
          case Failure.TooLarge _ -> 413;
          case Failure.WrongMediaType _ -> 415;
          case Failure.BadRequest(var code) -> code;
          case Failure.BadBody _, Failure.Invalid _ -> 400;
          case Failure.Unauthorized _,
              Failure.WrongSignature _,
              Failure.WrongAddress _,
              Failure.MissingScope _,
              Failure.WrongKeyKind _ ->
              404;
          case Failure.Unexpected() -> 500;
        };
    write(ctx.status(status), "error", 0, Map.of());
  }
}
