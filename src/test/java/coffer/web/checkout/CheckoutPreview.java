package coffer.web.checkout;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.web.Language;
import coffer.web.Messages;
import coffer.web.Pages;
import coffer.web.PaymentPage;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// For whoever works on the page: every state at `/{name}/{language}`, style and script as they are
/// on disk.
public final class CheckoutPreview {
  private static final Map<String, String> TYPES =
      Map.of("css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");
  private static final Pages PAGES = new Pages();

  private CheckoutPreview() {}

  public static void main(String[] args) throws IOException {
    var server = start(args.length > 0 ? Integer.parseInt(args[0]) : 8091);
    for (var name : names()) {
      System.out.printf("http://127.0.0.1:%d/%s/en%n", server.getAddress().getPort(), name);
    }
  }

  /// @param port 0 = any free one
  public static HttpServer start(int port) throws IOException {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/", CheckoutPreview::answer);
    server.start();
    return server;
  }

  /// Of all states.
  public static Set<String> names() {
    return States.all().keySet();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    var parts = exchange.getRequestURI().getPath().substring(1).split("/");
    if (parts[0].equals("static")) {
      var type = TYPES.getOrDefault(parts[1].replaceAll(".*\\.", ""), "text/plain");
      send(exchange, type, Files.readAllBytes(Path.of("src/main/resources/web", parts[1])));
    } else if (parts[0].equals("missing")) {
      send(exchange, "text/html", apology().getBytes(UTF_8));
    } else if (parts.length == 3 && parts[2].equals("receipt")) {
      var html = page("receipt", parts[0], Language.of(parts[1]).orElseThrow());
      send(exchange, "text/html", html.getBytes(UTF_8));
    } else if (parts.length == 2 && States.all().containsKey(parts[0])) {
      var html = page(parts[0], Language.of(parts[1]).orElseThrow());
      send(exchange, "text/html", html.getBytes(UTF_8));
    } else {
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    }
  }

  static String page(String name, Language language) {
    return page("page", name, language);
  }

  private static String page(String template, String name, Language language) {
    var state = States.all().get(name);
    var look =
        new PageRequest(
            CheckoutSamples.ID,
            Optional.of(language),
            language,
            Optional.empty(),
            state.look().choosing(),
            Optional.empty(),
            state.look().display());
    var page =
        PaymentPage.of(
            state.invoice(),
            CheckoutSamples.SHOP,
            look.asset(),
            look.choosing(),
            CheckoutSamples.NOW);
    var words = Messages.load("checkout").get(language);
    var view =
        new CheckoutView(
            page,
            look,
            words,
            CheckoutSamples.SUMS,
            state.invoice().mode().equals("test")
                ? List.of("exact", "part", "more", "wrong")
                : List.of(),
            List.of(),
            "",
            "/static/checkout.css",
            "/static/checkout.js",
            "/static/icon.svg");
    return PAGES.render("checkout/" + template + ".jte", Map.of("view", view));
  }

  private static String apology() {
    var words = Messages.load("checkout").get(Language.EN);
    var apology = new ErrorPage("missing", "", words, "/static/checkout.css", "/static/icon.svg");
    return PAGES.render("checkout/error.jte", Map.of("apology", apology));
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange
        .getResponseHeaders()
        .set(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
