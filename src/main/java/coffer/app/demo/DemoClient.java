package coffer.app.demo;

import coffer.operator.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A merchant's client of the API.
public record DemoClient(String url, String key, HttpClient http) {
  private static final JsonMapper JSON = JsonMapper.shared();

  public DemoClient(String url, String key) {
    this(url, key, HttpClient.newHttpClient());
  }

  public JsonNode post(String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    return send(
        path, request -> request.POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  public JsonNode get(String path) throws IOException, InterruptedException {
    return send(path, HttpRequest.Builder::GET);
  }

  private JsonNode send(String path, java.util.function.UnaryOperator<HttpRequest.Builder> method)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json");
    var response = http.send(method.apply(request).build(), BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new UserError(path + " answered " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  @Override
  public String toString() {
    return url;
  }
}
