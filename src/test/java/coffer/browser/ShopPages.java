package coffer.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A merchant's web site, on an origin of its own and with a strict policy: it runs its own scripts
/// and Coffer's, asks Coffer, and allows neither inline styles nor pictures.
final class ShopPages implements AutoCloseable {
  private static final String PAGE =
      """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Northwind Coffee</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="/shop.css">
      <script src="/before.js"></script><script src="%1$s" nonce="%3$s"></script><script src="%2$s"></script></head>
      <body><main><h1>Your order</h1><p>Three seats, one year.</p><div id="pay">Loading</div></main></body></html>
      """;

  /// The script's own server and nothing else.
  private static final String POLICY =
      "default-src 'none'; script-src 'self' %1$s; connect-src %1$s; style-src 'self' %2$s;"
          + " img-src data:; require-trusted-types-for 'script'";

  private static final String FRAME =
      """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Northwind Coffee</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="icon" href="data:,"><script src="/messages.js"></script></head>
      <body><iframe title="Payment" src="%s" width="360" height="900" allow="clipboard-write"></iframe></body></html>
      """;

  private static final String PLAIN =
      """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Northwind Library</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="icon" href="data:,"><link rel="stylesheet" href="%s"></head>
      <body><main><h1>Our library</h1>%s</main></body></html>
      """;

  private static final String MESSAGES =
      """
      window.messages = [];
      addEventListener('message', (event) => messages.push([event.origin, event.data]));
      """;

  /// What a page brings along must change nothing in the form.
  private static final String STYLE =
      """
      html { font-size: 62.5%; } body { margin: 12px; font: 700 3rem/3 serif; text-align: center; color: maroon; }
      #pay div { display: none; opacity: .1; } button, input { text-transform: uppercase; padding: 0 !important; }
      p, b, span { color: red !important; letter-spacing: 1em; }
      """;

  private static final String BEFORE =
      """
      window.told = [];
      for (const name of ['ready', 'invoice', 'status', 'paid', 'expired', 'error']) {
        document.addEventListener('getcrypto:' + name, (event) => {
          told.push(name === 'status' ? event.detail.status : name);
          sessionStorage.told = JSON.stringify(told);
        });
      }
      window.before = new Set(Object.getOwnPropertyNames(window));
      """;

  private final HttpServer server;
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final Map<String, String> policies = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();

  ShopPages() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// A page with the form.
  ///
  /// @param script the address of the widget's script
  /// @param start what the page's own script does
  /// @return its address
  String page(String script, String start) {
    return page(script, start, "");
  }

  /// @param nonce with which the page allows styles of the widget's script
  String page(String script, String start, String nonce) {
    var path = "/checkout/" + number.incrementAndGet();
    var host = script.replaceAll("(https?://[^/]*)/.*", "$1");
    pages.put(path, PAGE.formatted(script, path + ".js", nonce));
    pages.put(path + ".js", start);
    policies.put(path, POLICY.formatted(host, nonce.isEmpty() ? "" : "'nonce-" + nonce + "'"));
    return origin() + path;
  }

  /// A page that shows another one in a frame, and keeps what that posts in `window.messages`.
  ///
  /// @param framed address of the other page
  /// @return its address
  String frame(String framed) {
    var path = "/frame/" + number.incrementAndGet();
    var host = framed.replaceAll("(https?://[^/]*)/.*", "$1");
    pages.put(path, FRAME.formatted(framed));
    policies.put(path, "default-src 'none'; script-src 'self'; img-src data:; frame-src " + host);
    return origin() + path;
  }

  /// A page without scripts, with a style sheet of its own.
  ///
  /// @param html what it shows
  /// @return its address
  String plain(String html, String style) {
    var path = "/plain/" + number.incrementAndGet();
    pages.put(path, PLAIN.formatted(path + ".css", html));
    pages.put(path + ".css", style);
    policies.put(path, "default-src 'none'; style-src 'self'; img-src data:; form-action 'none'");
    return origin() + path;
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type(path) + "; charset=utf-8");
    var policy = policies.get(path);
    if (policy != null) headers.set("Content-Security-Policy", policy);
    var body = text(path).getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String type(String path) {
    if (path.endsWith(".css")) return "text/css";
    return path.endsWith(".js") ? "text/javascript" : "text/html";
  }

  private String text(String path) {
    return switch (path) {
      case "/shop.css" -> STYLE;
      case "/before.js" -> BEFORE;
      case "/messages.js" -> MESSAGES;
      default ->
          pages.getOrDefault(path, "<!doctype html><title>Shop</title><h1>" + path + "</h1>");
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
