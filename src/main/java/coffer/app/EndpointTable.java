package coffer.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/// `[[chains.NAME.endpoints]]`: where a node listens, and who we are to it.
final class EndpointTable {
  private static final String WEB = "https?://[^\\s/]+.*";

  private static final Map<String, String> SHAPES =
      Map.of(
          "ws", "ws://host:port or wss://host",
          "jsonrpc", "http://host:port/path or https://host/path",
          "cookie", "the whole path of a file",
          "zmq", "tcp://host:port");

  private static final Map<String, String> FAMILIES =
      Map.of("evm", "EVM chains", "bitcoin", "Bitcoin", "tron", "TRON");

  /// Where the host of an address ends; a user and password end at the last `@` before.
  private static final Pattern AUTHORITY =
      Pattern.compile("\\w+://([^/?#\\\\]*)(.*)", Pattern.DOTALL);

  private static final Pattern BARE_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");

  private EndpointTable() {}

  static List<Config.Endpoint> all(TomlTable chain, String family, ConfigFile.Secrets secrets) {
    var endpoints = new ArrayList<Config.Endpoint>();
    for (var table : chain.tables("endpoints")) {
      endpoints.add(read(table, family, secrets));
      table.end();
    }
    return List.copyOf(endpoints);
  }

  private static Config.Endpoint read(TomlTable table, String family, ConfigFile.Secrets secrets) {
    var url = secrets.read(table, "url").orElse("");
    boolean told = url.isEmpty() && table.has("url");
    if (!told && !isAddress(table, "url", url)) {
      table.problem("url", "is not an http or https address");
    }
    var ws = secrets.read(table, "ws");
    only(table, "ws", ws, family, "evm", "wss?://[^\\s/]+.*");
    var jsonrpc = secrets.read(table, "jsonrpc");
    only(table, "jsonrpc", jsonrpc, family, "tron", WEB);
    var cookie = table.maybeText("cookie");
    only(table, "cookie", cookie, family, "bitcoin", "/.+");
    var zmq = table.maybeText("zmq");
    only(table, "zmq", zmq, family, "bitcoin", "tcp://[^\\s/]+:[0-9]+");
    var headers = headers(table.table("headers"), secrets);
    if (!headers.isEmpty() && family.equals("bitcoin")) {
      table.problem("headers", "mean nothing to a bitcoind: give user and password");
    }
    var login = login(table, secrets);
    if (login.isPresent()) loginAlone(table, url, cookie.isPresent(), headers);
    return new Config.Endpoint(url, ws, jsonrpc, cookie.map(Path::of), zmq, headers, login);
  }

  private static Optional<Config.Login> login(TomlTable table, ConfigFile.Secrets secrets) {
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
    return user.flatMap(name -> password.map(secret -> new Config.Login(name, secret)));
  }

  /// A node is told once who we are.
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

  /// Notes an address that would be understood in another way than it is meant.
  ///
  /// @return whether it is an address at all; also if that was noted
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
    // Only http and https are known to the parser.
    var web = text.replaceFirst("^ws", "http");
    return HttpUrl.parse(web) != null && web.matches(WEB);
  }

  /// A setting of another family would do nothing, without a word.
  private static void only(
      TomlTable table,
      String key,
      Optional<String> value,
      String family,
      String wanted,
      String pattern) {
    if (value.isEmpty()) return;
    if (!family.equals(wanted)) {
      table.problem(key, "is for " + FAMILIES.get(wanted));
      return;
    }
    var web = key.equals("ws") || key.equals("jsonrpc");
    if (!value.get().matches(pattern) || (web && !isAddress(table, key, value.get()))) {
      table.problem(key, "does not look like " + SHAPES.get(key));
    }
  }

  private static Map<String, String> headers(TomlTable table, ConfigFile.Secrets secrets) {
    var headers = new LinkedHashMap<String, String>();
    table
        .keys()
        .forEach(name -> secrets.read(table, name).ifPresent(value -> headers.put(name, value)));
    return headers;
  }
}
