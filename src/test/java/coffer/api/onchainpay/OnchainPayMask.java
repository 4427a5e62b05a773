package coffer.api.onchainpay;

import coffer.api.ApiClient;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Replaces what differs from run to run by placeholders. The same value gets the same placeholder
/// within one mask, and each kind of value is replaced only if it has the format of the API.
final class OnchainPayMask {
  /// Constants of the catalogue.
  private static final List<String> KEPT = List.of("contract", "regex", "addressRegex");

  private static final Map<String, Pattern> KINDS = kinds();

  private final Map<String, String> literals = new LinkedHashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  private static Map<String, Pattern> kinds() {
    var kinds = new LinkedHashMap<String, Pattern>();
    kinds.put("time", Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
    kinds.put(
        "id", Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
    kinds.put("request", Pattern.compile("(?<![0-9a-zA-Z])[0-9a-f]{32}(?![0-9a-zA-Z])"));
    kinds.put("page", Pattern.compile("(?<=/pay/)[0-9a-f]{12}(?![0-9a-zA-Z])"));
    kinds.put("key", Pattern.compile("[A-Za-z0-9+/]{86}=="));
    kinds.put("hash", Pattern.compile("(?<![0-9a-zA-Z])(0x)?[0-9a-f]{64}(?![0-9a-zA-Z])"));
    kinds.put(
        "address",
        Pattern.compile(
            "0x[0-9a-fA-F]{40}|\\bT[1-9A-HJ-NP-Za-km-z]{33}\\b|\\bbcrt1[02-9ac-hj-np-z]{39}\\b"));
    return kinds;
  }

  /// @param text for example the address of the server
  OnchainPayMask literal(String text, String placeholder) {
    literals.put(text, placeholder);
    return this;
  }

  JsonNode of(JsonNode node) {
    return masked("", node);
  }

  private JsonNode masked(String field, JsonNode node) {
    if (node instanceof ObjectNode object) {
      var copy = ApiClient.MAPPER.createObjectNode();
      for (var each : object.properties()) {
        copy.set(each.getKey(), masked(each.getKey(), each.getValue()));
      }
      return copy;
    }
    if (node instanceof ArrayNode array) {
      var copy = ApiClient.MAPPER.createArrayNode();
      array.values().forEach(each -> copy.add(masked(field, each)));
      return copy;
    }
    boolean open = node.isString() && !KEPT.contains(field);
    return open ? ApiClient.MAPPER.getNodeFactory().stringNode(text(node.stringValue())) : node;
  }

  private String text(String text) {
    var masked = text;
    for (var literal : literals.entrySet()) {
      masked = masked.replace(literal.getKey(), literal.getValue());
    }
    for (var kind : KINDS.entrySet()) {
      var matcher = kind.getValue().matcher(masked);
      masked =
          matcher.replaceAll(
              found -> Matcher.quoteReplacement(placeholder(kind.getKey(), found.group())));
    }
    return masked;
  }

  private String placeholder(String kind, String value) {
    if (kind.equals("time")) return "<time>";
    return names.computeIfAbsent(
        value, _ -> "<" + kind + " " + counts.merge(kind, 1, Integer::sum) + ">");
  }
}
