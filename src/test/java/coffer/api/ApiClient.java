package coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// Sends requests with one credential, and holds each exchange against the OpenAPI document.
public final class ApiClient {
  /// Numbers are read as they are written.
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final HttpClient http;
  private final String url;
  private final Credential credential;
  private final OpenApiContract contract;
  private final Map<String, String> headers;

  /// @param url of the server, without a slash at the end: paths are written whole
  public ApiClient(String url, Credential credential, OpenApiContract contract) {
    this(HttpClient.newHttpClient(), url, credential, contract, Map.of());
  }

  private ApiClient(
      HttpClient http,
      String url,
      Credential credential,
      OpenApiContract contract,
      Map<String, String> headers) {
    this.http = http;
    this.url = url;
    this.credential = credential;
    this.contract = contract;
    this.headers = headers;
  }

  public record Answer(int status, HttpResponse<byte[]> response) {
    public String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      return MAPPER.readTree(response.body());
    }

    public Answer is(int expected) {
      assertThat(status).as("%s: %s", response.uri(), text()).isEqualTo(expected);
      return this;
    }

    /// A text, or what stands there as JSON: `1.50`, `true`, `null`; nothing there is an empty one.
    public String get(String pointer) {
      var node = json().at(pointer);
      if (node.isBigDecimal()) return node.decimalValue().toPlainString();
      return node.isString() ? node.stringValue() : node.toString();
    }

    public Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }
  }

  public ApiClient with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ApiClient(http, url, credential, contract, more);
  }

  /// The same client under another credential.
  public ApiClient as(Credential other) {
    return new ApiClient(http, url, other, contract, headers);
  }

  /// One with connections of its own: after some refusals the server ends the connection.
  public ApiClient fresh() {
    return new ApiClient(HttpClient.newHttpClient(), url, credential, contract, headers);
  }

  public Answer get(String path) {
    return send("GET", path, Optional.empty());
  }

  /// With single quotes in the place of double ones.
  public Answer post(String path, String body) {
    return send("POST", path, Optional.of(body.replace('\'', '"')));
  }

  /// With single quotes in the place of double ones.
  public Answer patch(String path, String body) {
    return send("PATCH", path, Optional.of(body.replace('\'', '"')));
  }

  /// The body as it is.
  public Answer postRaw(String path, String body) {
    return send("POST", path, Optional.of(body));
  }

  public Answer delete(String path) {
    return send("DELETE", path, Optional.empty());
  }

  /// A body without a Content-Type of its own is said to be JSON.
  public Answer send(String method, String path, Optional<String> body) {
    boolean untold = body.isPresent() && !headers.containsKey("Content-Type");
    return untold
        ? with("Content-Type", "application/json").exactly(method, path, body)
        : exactly(method, path, body);
  }

  /// With no other headers than it was given.
  public Answer exactly(String method, String path, Optional<String> body) {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, body.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()));
    credential.sent().ifPresent(each -> request.header(each.header(), each.value()));
    headers.forEach(request::header);
    try {
      var response = http.send(request.build(), BodyHandlers.ofByteArray());
      contract.check(method, path, body, response);
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
