package coffer.api.coffer;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A request that the API reference shows in every language, made from an operation of the OpenAPI
/// document.
///
/// @param template URL with `{id}`
/// @param query of the parameters that are required: `base=BTC`
/// @param body JSON
/// @param idempotent whether it sends an `Idempotency-Key`
record RequestExample(
    String method, String template, List<String> query, Optional<String> body, boolean idempotent) {

  /// @param server URL of the server with the root of the API
  /// @param body schema of the body; missing = there is none
  static RequestExample of(
      String server, String method, String path, List<JsonNode> parameters, JsonNode body) {
    var query = new ArrayList<String>();
    boolean idempotent = false;
    for (var parameter : parameters) {
      var name = parameter.path("name").asString("");
      if (name.equals("Idempotency-Key")) idempotent = true;
      if (!parameter.path("in").asString("").equals("query")) continue;
      if (!parameter.path("required").asBoolean(false)) continue;
      query.add(name + "=" + URLEncoder.encode(value(parameter), StandardCharsets.UTF_8));
    }
    var json =
        body.isMissingNode()
            ? Optional.<String>empty()
            : Optional.of(
                body.at("/examples/0").isMissingNode() ? "{}" : body.at("/examples/0").toString());
    return new RequestExample(
        method.toUpperCase(Locale.ROOT), server + path, query, json, idempotent);
  }

  private static String value(JsonNode parameter) {
    for (var place : List.of("/schema/examples/0", "/schema/enum/0", "/example")) {
      if (parameter.at(place).isString()) return parameter.at(place).stringValue();
    }
    return parameter.path("name").asString("").equals("quote") ? "EUR" : "BTC";
  }

  /// @param id what to write for each variable of the path
  String url(String id) {
    var path = template.replaceAll("\\{[a-z]+}", java.util.regex.Matcher.quoteReplacement(id));
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  /// Whether it has neither a body nor the usual method.
  boolean plain() {
    return body.isEmpty() && !method.equals("GET");
  }
}
