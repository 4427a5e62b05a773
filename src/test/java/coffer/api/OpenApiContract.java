package coffer.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Holds real requests and answers against a dialect's OpenAPI document: a route, a status, a field
/// or a header that is promised and missing, or there and not named, is a failure.
public final class OpenApiContract {
  /// What any address may answer, known to the document or not.
  private static final Set<Integer> ANYWHERE = Set.of(400, 404, 405, 401, 429);

  private static final Pattern SLASHES = Pattern.compile("/{2,}");

  private final JsonNode document;
  private final String error;
  private final List<String> roots;
  private final Map<JsonNode, Schema> closed = new ConcurrentHashMap<>();
  private final Map<JsonNode, Schema> open = new ConcurrentHashMap<>();
  private final Set<String> seen = Collections.synchronizedSet(new TreeSet<>());

  private OpenApiContract(JsonNode document, String error, List<String> roots) {
    this.document = document;
    this.error = error;
    this.roots = roots;
  }

  /// @param dialect whose document is `coffer/api/<dialect>/openapi.json`
  /// @param error the schema of what any address under a root may answer when it refuses
  /// @param roots where the document's paths are mounted, without a slash at the end
  public static OpenApiContract of(String dialect, String error, String... roots) {
    var name = "/coffer/api/" + dialect + "/openapi.json";
    try (var in = OpenApiContract.class.getResourceAsStream(name)) {
      var document = ApiClient.MAPPER.readTree(Objects.requireNonNull(in, name));
      var longestFirst =
          Arrays.stream(roots).sorted(Comparator.comparingInt(String::length).reversed()).toList();
      return new OpenApiContract(document, error, longestFirst);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonNode document() {
    return document;
  }

  /// What was seen: `POST /invoices 201`.
  public Set<String> seen() {
    return seen;
  }

  public void check(
      String method, String sent, Optional<String> body, HttpResponse<byte[]> response) {
    var path = SLASHES.matcher(sent).replaceAll("/"); // several are one
    int status = response.statusCode();
    if (status == 400 && response.headers().firstValue("X-Request-Id").isEmpty()) return; // unread
    if (method.equals("HEAD") || method.equals("OPTIONS")) return; // no answer of the API's own
    var operation = operation(method, path);
    if (operation.isEmpty()) {
      assertThat(status).as("%s %s is in no document", method, path).isIn(ANYWHERE);
      if (bare(path).isPresent()) valid(error, response.body());
      return;
    }
    var at = method + " " + operation.get().template() + " " + status;
    var answer = resolve(operation.get().node().path("responses").path(String.valueOf(status)));
    assertThat(answer.isMissingNode()).as("%s is not documented", at).isFalse();
    seen.add(at);
    headers(at, answer, response);
    if (status == 204) return;
    answered(at, answer, response);
    var wanted = operation.get().node().at("/requestBody/content/application~1json/schema");
    if (status < 300 && body.isPresent() && !body.get().isBlank() && !wanted.isMissingNode()) {
      hold(open, wanted, stated(ApiClient.MAPPER.readTree(body.get().getBytes(UTF_8))));
    }
  }

  private static void headers(String at, JsonNode answer, HttpResponse<byte[]> response) {
    assertThat(response.headers().firstValue("X-Request-Id")).as(at).isPresent();
    for (var header : answer.path("headers").properties()) {
      if (!header.getValue().path("required").asBoolean(false)) continue;
      assertThat(response.headers().firstValue(header.getKey()))
          .as("%s: %s", at, header.getKey())
          .isPresent();
    }
  }

  private void answered(String at, JsonNode answer, HttpResponse<byte[]> response) {
    var type = response.headers().firstValue("Content-Type").orElse("").split(";")[0];
    var content = answer.path("content").path(type);
    assertThat(content.isMissingNode()).as("%s with %s is not documented", at, type).isFalse();
    if (type.endsWith("json") && content.has("schema")) {
      plainNumbers(response.body());
      hold(closed, content.path("schema"), ApiClient.MAPPER.readTree(response.body()));
    }
  }

  /// Fails unless the JSON is what the document says that schema is, and nothing more: the document
  /// lets answers grow, but here every field must be in it. A number with an exponent is a failure
  /// too: not every client reads it.
  public void valid(String schema, byte[] json) {
    assertThat(document.at("/components/schemas").has(schema)).as(schema).isTrue();
    plainNumbers(json);
    hold(closed, reference(schema), ApiClient.MAPPER.readTree(json));
  }

  /// Fails unless each schema's examples are what it says.
  ///
  /// @return how many there are
  public int examples() {
    int examples = 0;
    for (var schema : document.at("/components/schemas").properties()) {
      for (var example : schema.getValue().path("examples").values()) {
        valid(schema.getKey(), example.toString().getBytes(UTF_8));
        examples++;
      }
    }
    return examples;
  }

  /// Fails unless every reference leads somewhere and every component is referred to.
  public void references() {
    var named = new HashSet<String>();
    var references = Pattern.compile("\"#(/components/[^\"]+)\"").matcher(document.toString());
    while (references.find()) {
      named.add(references.group(1));
      assertThat(document.at(references.group(1)).isMissingNode())
          .as(references.group(1))
          .isFalse();
    }
    for (var kind : List.of("schemas", "responses", "parameters", "headers")) {
      for (var each : document.path("components").path(kind).properties()) {
        assertThat(named).contains("/components/" + kind + "/" + each.getKey());
      }
    }
  }

  /// A request's null is as a field that is not there.
  private static JsonNode stated(JsonNode request) {
    if (request instanceof ObjectNode object) object.removeIf(JsonNode::isNull);
    request.values().forEach(OpenApiContract::stated);
    return request;
  }

  private void hold(Map<JsonNode, Schema> schemas, JsonNode schema, JsonNode node) {
    var errors =
        schemas.computeIfAbsent(schema, each -> compile(each, schemas == closed)).validate(node);
    assertThat(errors).as("%s: %s", schema, node).isEmpty();
  }

  private static void plainNumbers(byte[] json) {
    try (var parser = ApiClient.MAPPER.createParser(json)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
          assertThat(parser.getString()).doesNotContainIgnoringCase("e");
        }
      }
    }
  }

  private Schema compile(JsonNode schema, boolean close) {
    var root = (ObjectNode) schema.deepCopy();
    root.putObject("components").set("schemas", document.at("/components/schemas").deepCopy());
    if (close) close(root);
    return SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()))
        .getSchema(root);
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    schema.values().forEach(OpenApiContract::close);
  }

  private record Operation(String template, JsonNode node) {}

  /// The one with the fewest parameters of those that have the method.
  private Optional<Operation> operation(String method, String path) {
    var bare = bare(path);
    if (bare.isEmpty()) return Optional.empty();
    return document.path("paths").properties().stream()
        .filter(each -> each.getValue().has(method.toLowerCase(Locale.ROOT)))
        .filter(each -> Pattern.matches(pattern(each.getKey()), bare.get()))
        .min(Comparator.comparingLong(each -> each.getKey().chars().filter(c -> c == '{').count()))
        .map(
            each ->
                new Operation(
                    each.getKey(), each.getValue().path(method.toLowerCase(Locale.ROOT))));
  }

  private static String pattern(String template) {
    return template.replaceAll("\\{[a-z_]+\\}", "[^/]+");
  }

  /// @return the path as the document writes it; empty if it is under no root
  private Optional<String> bare(String path) {
    var asked =
        path.split("\\?", 2)[0]
            .replaceAll("/+", "/")
            .replaceFirst("(?<=.)/$", ""); // the server does the same
    return roots.stream()
        .filter(root -> asked.equals(root) || asked.startsWith(root + "/"))
        .filter(root -> !root.isEmpty() || first().contains(asked.split("/", -1)[1]))
        .findFirst()
        .map(root -> asked.substring(root.length()));
  }

  /// The first segments of the document's paths: at the server's root no other ones are its own.
  private Set<String> first() {
    return document.path("paths").propertyNames().stream()
        .map(path -> path.split("/", -1)[1])
        .collect(Collectors.toSet());
  }

  private JsonNode resolve(JsonNode node) {
    var ref = node.path("$ref");
    return ref.isMissingNode() ? node : document.at(ref.stringValue().substring(1));
  }

  private static JsonNode reference(String schema) {
    return ApiClient.MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + schema);
  }
}
