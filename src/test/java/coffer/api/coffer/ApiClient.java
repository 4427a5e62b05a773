package coffer.api.coffer;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends requests with one key, and holds each exchange against the OpenAPI document.
final class ApiClient {
  static final JsonMapper MAPPER = JsonMapper.shared();

  private final HttpClient http;
  private final String url;
  private final String key;
  private final OpenApiContract contract;
  private final Map<String, String> headers;

  ApiClient(String url, String key, OpenApiContract contract) {
    this(HttpClient.newHttpClient(), url, key, contract, Map.of());
  }

  private ApiClient(
      HttpClient http,
      String url,
      String key,
      OpenApiContract contract,
      Map<String, String> headers) {
    this.http = http;
    this.url = url;
    this.key = key;
    this.contract = contract;
    this.headers = headers;
  }

  record Answer(int status, HttpResponse<byte[]> response) {
    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
      return MAPPER.readTree(response.body());
    }

    Answer is(int expected) {
      assertThat(status).as("%s: %s", response.uri(), text()).isEqualTo(expected);
      return this;
    }

    String get(String pointer) {
      var node = json().at(pointer);
      return node.isString() ? node.stringValue() : node.toString();
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }
  }

  ApiClient with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ApiClient(http, url, key, contract, more);
  }

  /// One with connections of its own: after some refusals the server ends the connection.
  ApiClient fresh() {
    return new ApiClient(url, key, contract);
  }

  Answer get(String path) {
    return send("GET", path, Optional.empty());
  }

  Answer post(String path, String body) {
    return send("POST", path, Optional.of(body.replace('\'', '"')));
  }

  /// The body as it is.
  Answer postRaw(String path, String body) {
    return send("POST", path, Optional.of(body));
  }

  Answer delete(String path) {
    return send("DELETE", path, Optional.empty());
  }

  Answer send(String method, String path, Optional<String> body) {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Bearer " + key)
            .method(method, body.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()));
    if (body.isPresent() && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
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
