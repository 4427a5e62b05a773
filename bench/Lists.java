package coffer.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// How long a page of a list takes over HTTP, one request after the other, beside whatever is
/// there.
final class Lists {
  private static final int TIMES = 300;
  private static final int WARM_UP = 50;
  private static final List<String> PATHS =
      List.of(
          "/invoices",
          "/invoices?status=open",
          "/invoices?status=cancelled,expired",
          "/invoices?order_id=A-1001",
          "/invoices?order_id=none",
          "/invoices?created_to=2001-01-01T00:00:00Z",
          "/invoices?status=open&created_from=2001-01-01T00:00:00Z&limit=100",
          "/payments?orphan=true",
          "/events",
          "/events?limit=100",
          "/deliveries?status=failed");

  private Lists() {}

  /// @return the slowest list's 99th percentile in milliseconds
  static double measure(BenchEnvironment environment, int port) throws IOException {
    var worst = 0.0;
    try (var line = new HttpLine(port)) {
      for (var path : PATHS) {
        var latencies = new Latencies();
        var request = get(environment, path);
        for (int i = 0; i < TIMES + WARM_UP; i++) {
          var began = System.nanoTime();
          var answer = line.ask(request);
          if (answer.status() != 200) throw new IOException(answer.text());
          if (i >= WARM_UP) latencies.add(System.nanoTime() - began);
        }
        worst = Math.max(worst, latencies.millis(0.99));
        System.out.printf(
            Locale.ROOT,
            "%-68s p50 %5.1f ms, p99 %5.1f ms%n",
            path,
            latencies.millis(0.5),
            latencies.millis(0.99));
      }
    }
    return worst;
  }

  private static byte[] get(BenchEnvironment environment, String path) {
    var head = "GET /coffer/v1%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n";
    return head.formatted(path, environment.key).getBytes(UTF_8);
  }
}
