package coffer.web.checkout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;

/// A payer's browser at a payment widget. It follows no redirect and runs no script.
public final class WidgetVisitor implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  /// @param url of the server
  public WidgetVisitor(String url) {
    this.url = url;
  }

  /// @param path with a query
  public HttpResponse<String> get(String path) {
    return send(request(path));
  }

  /// Sends the form.
  ///
  /// @param fields names and values, one after the other
  public HttpResponse<String> post(String path, String... fields) {
    var form = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      form.append(form.isEmpty() ? "" : "&")
          .append(fields[i])
          .append('=')
          .append(encoded(fields[i + 1]));
    }
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString())));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).header("Accept-Language", "en");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The invoice to which an answer leads.
  public static String invoice(HttpResponse<String> answer) {
    return header(answer, "Location").replaceAll("^/pay/([0-9a-f-]{36})(\\?.*)?$", "$1");
  }

  public static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  /// @param parameters names and values, one after the other
  public static String path(UUID widget, String... parameters) {
    var query = new StringBuilder();
    for (int i = 0; i < parameters.length; i += 2) {
      query.append(query.isEmpty() ? '?' : '&').append(parameters[i]).append('=');
      query.append(encoded(parameters[i + 1]));
    }
    return "/widget/" + widget + query;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public void close() {
    http.close();
  }
}
