package coffer.chain.evm;

import static coffer.chain.evm.EvmWorld.BLOCKS;
import static coffer.chain.evm.EvmWorld.coin;
import static coffer.chain.evm.EvmWorld.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.testnet.Anvil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A real node behind proxies that write its answers in their own way.
final class ProxyFormsTest {
  @AutoClose private final MockWebServer proxy = new MockWebServer();
  @AutoClose private final HttpClient http = HttpClient.newHttpClient();
  @AutoClose private final Anvil anvil = Anvil.start("--slots-in-an-epoch", "2");

  private void isReadThrough(Function<String, MockResponse> form) throws IOException {
    proxy.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            return form.apply(ask(request.getBody().utf8()));
          }
        });
    proxy.start();
    anvil.mine(40);
    try (var source = source(anvil, BLOCKS, List.of(coin()), proxy.url("/").toString())) {
      var follower = new Follower(source, EvmWorld.ALICE);
      follower.catchUp(anvil.height());
      assertThat(source.errors()).isEmpty();
    }
  }

  private String ask(String body) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(anvil.url()))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void idsThatComeBackAsTexts() throws Exception {
    isReadThrough(
        answer ->
            new MockResponse.Builder()
                .body(answer.replaceAll("\"id\":(\\d+)", "\"id\":\"$1\""))
                .build());
  }

  @Test
  void gzipThatWasNotAskedFor() throws Exception {
    isReadThrough(
        answer ->
            new MockResponse.Builder()
                .addHeader("Content-Encoding", "gzip")
                .body(new Buffer().write(packed(answer)))
                .build());
  }

  private static byte[] packed(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
