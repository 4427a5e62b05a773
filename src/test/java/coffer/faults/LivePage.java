package coffer.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/// A payer's open page on one server.
final class LivePage implements AutoCloseable {
  private static final Pattern STAGE = Pattern.compile("data-stage=\"([a-z_]+)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> stages = new CopyOnWriteArrayList<>();

  LivePage(int port, String invoice) throws Exception {
    var at = URI.create("http://127.0.0.1:" + port + "/pay/" + invoice + "/events");
    var response = http.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) throw new IOException("status " + response.statusCode());
    var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    Thread.ofVirtual().start(() -> read(lines));
  }

  private void read(BufferedReader lines) {
    try {
      lines.lines().map(STAGE::matcher).filter(m -> m.find()).forEach(m -> stages.add(m.group(1)));
    } catch (UncheckedIOException _) {
      // closed
    }
  }

  /// How the page looked, one after the other.
  List<String> stages() {
    return stages;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
