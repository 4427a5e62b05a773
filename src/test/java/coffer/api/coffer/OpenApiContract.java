package coffer.api.coffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Holds real requests and answers against the OpenAPI document: a route, a status or a field that
/// it does not name is a failure.
final class OpenApiContract {
  private static final String ROOT = "/coffer/v1";

  /// What any address may answer, known to the document or not.
  private static final Set<Integer> ANYWHERE = Set.of(404, 405, 401, 429);

  private final JsonNode document;
  private final Map<String, Schema> closed = new ConcurrentHashMap<>();
  private final Map<String, Schema> open = new ConcurrentHashMap<>();
  private final Set<String> seen = Collections.synchronizedSet(new TreeSet<>());

  private OpenApiContract(JsonNode document) {
    this.document = document;
  }

  static OpenApiContract load() {
    return new OpenApiContract(Reference.load(ApiWorld.PUBLIC_URL).document());
  }

  JsonNode document() {
    return document;
  }

  /// What was seen: `POST /invoices 201`.
  Set<String> seen() {
    return seen;
  }

  void check(String method, String path, Optional<String> body, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 400 && response.headers().firstValue("X-Request-Id").isEmpty()) return; // unread
    var type = response.headers().firstValue("Content-Type").orElse("").split(";")[0];
    var template = template(path);
    var operation = template.map(t -> document.at("/paths").path(t).path(lower(method)));
    if (operation.isEmpty() || operation.get().isMissingNode()) {
      assertThat(status).as("%s %s is in no document", method, path).isIn(ANYWHERE);
      if (path.startsWith("/coffer")) valid("Problem", response.body());
      return;
    }
    var at = method + " " + template.get() + " " + status;
    var answer = resolve(operation.get().path("responses").path(String.valueOf(status)));
    assertThat(answer.isMissingNode()).as("%s is not documented", at).isFalse();
    seen.add(at);
    assertThat(response.headers().firstValue("X-Request-Id")).as(at).isPresent();
    if (status == 204) return;
    var schema = answer.path("content").path(type).path("schema");
    assertThat(schema.isMissingNode()).as("%s with %s is not documented", at, type).isFalse();
    if (schema.has("$ref")) valid(name(schema), response.body());
    var wanted = operation.get().at("/requestBody/content/application~1json/schema");
    if (status < 300 && body.isPresent() && !body.get().isBlank()) {
      hold(open, name(wanted), body.get().getBytes(UTF_8));
    }
  }

  /// Fails unless the JSON is what the document says that schema is, and nothing more: the document
  /// lets answers grow, but here every field must be in it.
  void valid(String schema, byte[] json) {
    hold(closed, schema, json);
  }

  private void hold(Map<String, Schema> schemas, String schema, byte[] json) {
    var node = ApiClient.MAPPER.readTree(json);
    var errors =
        schemas.computeIfAbsent(schema, name -> compile(name, schemas == closed)).validate(node);
    assertThat(errors).as("%s: %s", schema, node).isEmpty();
  }

  private Schema compile(String name, boolean close) {
    var all = ((ObjectNode) document.path("components").path("schemas")).deepCopy();
    if (close) all.values().forEach(OpenApiContract::close);
    var root = ApiClient.MAPPER.createObjectNode();
    root.put("$ref", "#/components/schemas/" + name);
    root.putObject("components").set("schemas", all);
    return SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder.schemaRegistryConfig(
                    com.networknt.schema.SchemaRegistryConfig.builder()
                        .formatAssertionsEnabled(true)
                        .build()))
        .getSchema(root);
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      if (object.path("properties").isObject() && !object.has("additionalProperties")) {
        object.put("additionalProperties", false);
      }
    }
    schema.values().forEach(OpenApiContract::close);
  }

  private Optional<String> template(String path) {
    if (!path.startsWith(ROOT)) return Optional.empty();
    var bare = path.substring(ROOT.length()).split("\\?")[0];
    return document.path("paths").properties().stream()
        .map(Map.Entry::getKey)
        .filter(t -> Pattern.matches(t.replaceAll("\\{[a-z]+\\}", "[^/]+"), bare))
        .findFirst();
  }

  private JsonNode resolve(JsonNode node) {
    var ref = node.path("$ref");
    return ref.isMissingNode() ? node : document.at(ref.stringValue().substring(1));
  }

  private static String name(JsonNode schema) {
    var ref = schema.path("$ref").stringValue();
    return ref.substring(ref.lastIndexOf('/') + 1);
  }

  private static String lower(String method) {
    return method.toLowerCase(java.util.Locale.ROOT);
  }
}
