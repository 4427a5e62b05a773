package coffer.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A request to some route of a dialect's OpenAPI document: one that could be meant, or such a one
/// with something wrong about its body, query, path, headers or method.
///
/// @param path with its query
record AnyRequest(String method, String path, Map<String, String> headers, Optional<String> body) {
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "FOO");
  private static final List<String> TYPES =
      List.of(
          "text/plain",
          "application/x-www-form-urlencoded",
          "application/json; charset=utf-16",
          "application/JSON;charset=UTF-8",
          "multipart/form-data; boundary=x",
          "nonsense",
          "application/json, text/plain");

  /// The same where the document's paths are mounted elsewhere.
  AnyRequest under(String root, String other) {
    return path.startsWith(root)
        ? new AnyRequest(method, other + path.substring(root.length()), headers, body)
        : this;
  }

  /// The same with one header more.
  AnyRequest with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new AnyRequest(method, path, more, body);
  }

  /// Makes them.
  ///
  /// @param root where the document's paths are
  record Source(JsonNode document, String root, Random random, Plausible plausible, Odd odd) {
    Source(JsonNode document, String root, Random random) {
      this(document, root, random, new Plausible(document, random), new Odd(random));
    }

    /// How many routes there are.
    int routes() {
      return (int)
          document.path("paths").values().stream()
              .mapToLong(
                  path ->
                      path.propertyStream()
                          .filter(each -> METHODS.contains(each.getKey().toUpperCase(Locale.ROOT)))
                          .count())
              .sum();
    }

    /// @param number of the route, from 0; taken round and round
    AnyRequest next(int number) {
      var routes = new ArrayList<Map.Entry<String, String>>();
      for (var path : document.path("paths").properties()) {
        for (var name : path.getValue().propertyNames()) {
          if (METHODS.contains(name.toUpperCase(Locale.ROOT))) {
            routes.add(Map.entry(path.getKey(), name));
          }
        }
      }
      var route = routes.get(number % routes.size());
      var operation = document.path("paths").path(route.getKey()).path(route.getValue());
      var method = rarely(15) ? METHODS.get(random.nextInt(METHODS.size())) : route.getValue();
      var body = body(operation);
      return new AnyRequest(
          method.toUpperCase(Locale.ROOT),
          path(route.getKey()) + query(operation),
          headers(body.isPresent()),
          body);
    }

    private Optional<String> body(JsonNode operation) {
      var schema = operation.at("/requestBody/content/application~1json/schema");
      if (schema.isMissingNode()) return rarely(20) ? Optional.of(odd.text()) : Optional.empty();
      if (rarely(20)) return Optional.empty();
      var meant = unused(plausible.value("body", schema));
      return Optional.of(rarely(2) ? meant.toString() : odd.body(meant));
    }

    /// An example's nonce is good for one request.
    private JsonNode unused(JsonNode body) {
      if (!body.has("nonce")) return body;
      return ((ObjectNode) body.deepCopy()).put("nonce", random.nextLong());
    }

    private String path(String template) {
      var filled =
          PARAMETER
              .matcher(template)
              .replaceAll(
                  found -> {
                    var name = found.group(1);
                    var value = rarely(4) ? odd.text() : plausible.again(name, "none");
                    return java.util.regex.Matcher.quoteReplacement(encoded(value));
                  });
      var path = root + filled;
      if (!rarely(25)) return path;
      return switch (random.nextInt(5)) {
        case 0 -> path + "/";
        case 1 -> path + "/%00";
        case 2 -> path.replaceFirst("/(?=[a-z_]+$)", "//");
        case 3 -> path + "%2F..%2F..";
        default -> path.toUpperCase(Locale.ROOT);
      };
    }

    private String query(JsonNode operation) {
      var query = new ArrayList<String>();
      for (var reference : operation.path("parameters").values()) {
        var parameter = plausible.resolve(reference);
        if (!parameter.path("in").asString("").equals("query")) continue;
        boolean required = parameter.path("required").asBoolean(false);
        if (required ? rarely(12) : !rarely(3)) continue;
        var name = parameter.path("name").stringValue();
        query.add(name + "=" + encoded(asked(name, parameter.path("schema"))));
        if (rarely(15)) query.add(name + "=" + encoded(odd.text()));
      }
      if (rarely(15)) query.add(encoded(odd.text()) + "=" + encoded(odd.text()));
      if (rarely(40)) query.add("%zz=%".replace("%zz", "%25zz").replace("=%", "=%25"));
      return query.isEmpty() ? "" : "?" + String.join("&", query);
    }

    private String asked(String name, JsonNode schema) {
      if (rarely(4)) return odd.text();
      var value = plausible.value(name, schema);
      return value.isString() ? value.stringValue() : value.toString();
    }

    private Map<String, String> headers(boolean body) {
      var headers = new LinkedHashMap<String, String>();
      if (body) {
        var odd = rarely(12) ? TYPES.get(random.nextInt(TYPES.size())) : "application/json";
        if (!rarely(40)) headers.put("Content-Type", odd);
      }
      if (rarely(4)) headers.put("Idempotency-Key", "key " + random.nextInt(5));
      if (rarely(25)) headers.put("Idempotency-Key", "x".repeat(random.nextInt(600)));
      if (rarely(10)) headers.put("Origin", "https://shop.example.com");
      if (rarely(20)) headers.put("Accept", "text/html");
      if (rarely(20)) headers.put("Accept-Language", odd.text().replaceAll("[^ -~]", ""));
      return headers;
    }

    private boolean rarely(int of) {
      return random.nextInt(of) == 0;
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
  }
}
