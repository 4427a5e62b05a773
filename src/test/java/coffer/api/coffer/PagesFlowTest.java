package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What is served without a key: the document and the reference.
final class PagesFlowTest {
  @AutoClose private static final ApiWorld world = new ApiWorld();
  @AutoClose private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void theDocumentAndThePageAreServed() throws Exception {
    var json = get("/coffer/v1/openapi.json");
    assertThat(json.statusCode()).isEqualTo(200);
    assertThat(ApiClient.MAPPER.readTree(json.body()).at("/servers/0/url").stringValue())
        .isEqualTo(ApiWorld.PUBLIC_URL + "/coffer/v1");
    var page = get("/docs");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; style-src 'self'");
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).contains("<h1>Coffer API</h1>");
    var style = get("/docs/style.css");
    assertThat(style.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/css");
    assertThat(get("/docs/other").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(world.url() + path)).build(), BodyHandlers.ofString());
  }
}
