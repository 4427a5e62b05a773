package coffer.chain;

import coffer.operator.SecretValues;
import coffer.operator.TomlTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import okhttp3.Credentials;
import okhttp3.HttpUrl;

/// `[[chains.NAME.endpoints]]`: the URL of a node and the credentials for it. Families add their
/// own options.
public final class EndpointTable {
  private static final String WEB = "https?://[^\\s/]+.*";

  private static final Map<String, String> SHAPES =
      Map.of(
          "ws", "ws://host:port or wss://host",
          "jsonrpc", "http://host:port/path or https://host/path",
          "cookie", "the whole path of a file",
          "zmq", "tcp://host:port");

  /// The end of the authority of a URL; user and password end at its last `@`.
  private static final Pattern AUTHORITY =
      Pattern.compile("\\w+://([^/?#\\\\]*)(.*)", Pattern.DOTALL);

  private static final Pattern BARE_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");

  /// The credentials for a node; `toString` hides them.
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "a user and a password";
    }
  }

  private final TomlTable table;
  private final SecretValues secrets;
  private final String url;
  private final Map<String, String> headers;
  private final Optional<Login> login;

  private EndpointTable(TomlTable table, SecretValues secrets) {
    this.table = table;
    this.secrets = secrets;
    this.url = secrets.read(table, "url").orElse("");
    boolean noted = url.isEmpty() && table.has("url");
    // [#isAddress] also accepts ws and wss.
    if (!noted && (!isAddress(table, "url", url) || url.startsWith("ws"))) {
      table.problem("url", "is not an http or https address");
    }
    this.headers = headers(table.table("headers"), secrets);
    this.login = login(table, secrets);
    if (login.isPresent()) loginAlone(table, url, table.has("cookie"), headers);
  }

  /// Reads the endpoints of a chain.
  ///
  /// @param foreignKeys keys that only other families accept -> the error message
  public record Reader(SecretValues secrets, Map<String, String> foreignKeys) {
    /// @param endpoint creates an endpoint from its table, with the options of the family
    public <T> List<T> all(TomlTable chain, Function<EndpointTable, T> endpoint) {
      var all = new ArrayList<T>();
      for (var table : chain.tables("endpoints")) {
        var read = new EndpointTable(table, secrets);
        foreignKeys.forEach(
            (key, answer) -> {
              if (table.maybeText(key).isPresent()) table.problem(key, answer);
            });
        // The problem of an invalid URL is recorded already; this placeholder is never used.
        var good = HttpUrl.parse(read.url) != null ? read : read.at("http://localhost");
        all.add(endpoint.apply(good));
        table.end();
      }
      return List.copyOf(all);
    }
  }

  private EndpointTable(EndpointTable other, String url) {
    this.table = other.table;
    this.secrets = other.secrets;
    this.url = url;
    this.headers = other.headers;
    this.login = other.login;
  }

  private EndpointTable at(String other) {
    return new EndpointTable(this, other);
  }

  public String url() {
    return url;
  }

  /// The configured headers.
  public Map<String, String> headers() {
    return headers;
  }

  /// The configured headers, with user and password as HTTP Basic authentication.
  public Map<String, String> allHeaders() {
    var all = new HashMap<>(headers);
    login.ifPresent(
        who ->
            all.put(
                "Authorization",
                Credentials.basic(who.user, who.password, StandardCharsets.UTF_8)));
    return all;
  }

  public Optional<Login> login() {
    return login;
  }

  /// A second URL of the node, `ws` or `jsonrpc`. It may contain a secret.
  public Optional<String> address(String key, String scheme) {
    var value = secrets.read(table, key);
    return value.filter(
        text ->
            shaped(key, text.matches(scheme + "://[^\\s/]+.*") && isAddress(table, key, text))
                && HttpUrl.parse(text.replaceFirst("^ws", "http")) != null);
  }

  /// Another option of the family.
  public Optional<String> option(String key, String pattern) {
    return table.maybeText(key).filter(text -> shaped(key, text.matches(pattern)));
  }

  public void problem(String key, String what) {
    table.problem(key, what);
  }

  private boolean shaped(String key, boolean good) {
    if (!good) table.problem(key, "does not look like " + SHAPES.get(key));
    return good;
  }

  private static Optional<Login> login(TomlTable table, SecretValues secrets) {
    var user = secrets.read(table, "user");
    var password = secrets.read(table, "password");
    if (user.isPresent() && !table.has("password")) {
      table.problem("password", "is missing: user and password belong together");
    }
    if (password.isPresent() && !table.has("user")) {
      table.problem("user", "is missing: user and password belong together");
    }
    if (user.isPresent() && user.get().contains(":")) {
      table.problem("user", "has a colon in it, which ends a user's name in HTTP");
    }
    return user.flatMap(name -> password.map(secret -> new Login(name, secret)));
  }

  /// Reports credentials that are configured twice.
  private static void loginAlone(
      TomlTable table, String url, boolean cookie, Map<String, String> headers) {
    var parsed = HttpUrl.parse(url);
    if (parsed != null && !parsed.username().isEmpty()) {
      table.problem("user", "is in the url, too: take it out there");
    }
    if (cookie) table.problem("user", "and cookie are both set: take one away");
    if (headers.keySet().stream().anyMatch("Authorization"::equalsIgnoreCase)) {
      table.problem("user", "and the header Authorization are both set: take one away");
    }
  }

  /// Reports a URL that would be parsed otherwise than it is meant.
  ///
  /// @return whether it is a URL; true also if such a problem was reported
  private static boolean isAddress(TomlTable table, String key, String text) {
    var parts = AUTHORITY.matcher(text);
    if (!parts.matches()) return false;
    var authority = parts.group(1);
    var at = authority.lastIndexOf('@');
    var user = at < 0 ? "" : authority.substring(0, at);
    if (user.contains("@") || parts.group(2).contains("@") || BARE_PERCENT.matcher(user).find()) {
      table.problem(
          key,
          "has an @, /, ?, # or % in its user or password: give these as user and password, or"
              + " write %40, %2F, %3F, %23, %25 (in a path, write @ as %40)");
      return true;
    }
    // The parser supports http and https only.
    var web = text.replaceFirst("^ws", "http");
    return HttpUrl.parse(web) != null && web.matches(WEB);
  }

  private static Map<String, String> headers(TomlTable table, SecretValues secrets) {
    var headers = new LinkedHashMap<String, String>();
    table
        .keys()
        .forEach(name -> secrets.read(table, name).ifPresent(value -> headers.put(name, value)));
    return headers;
  }
}
