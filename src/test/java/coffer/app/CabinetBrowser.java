package coffer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser in the cabinet: it keeps cookies, sends forms with their hidden field, and does not
/// follow redirects by itself.
final class CabinetBrowser {
  private static final Pattern TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String url;
  private final Map<String, String> cookies = new TreeMap<>();
  private String formToken = "";

  CabinetBrowser(String url) {
    this.url = url;
  }

  record Page(int status, String text, Map<String, String> headers) {
    String to() {
      return headers.getOrDefault("location", "");
    }

    Page is(int expected) {
      assertThat(status).as(text).isEqualTo(expected);
      return this;
    }

    /// What follows a text, up to the next `<` or `"`.
    String after(String text) {
      int at = this.text.indexOf(text);
      assertThat(at).as(text + " in " + this.text).isNotNegative();
      var rest = this.text.substring(at + text.length());
      return rest.split("[<\"]", 2)[0];
    }
  }

  /// @param path of the server: `/cabinet/...`
  Page get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)));
  }

  /// Sends a form of a page of the cabinet.
  Page post(String path, String... fields) {
    var all = new LinkedHashMap<String, String>();
    all.put("form_token", formToken);
    for (int i = 0; i < fields.length; i += 2) all.put(fields[i], fields[i + 1]);
    return send(form(path, all).header("Origin", url).header("Sec-Fetch-Site", "same-origin"));
  }

  /// Sends a form with a file, as browsers do.
  Page upload(String path, String name, byte[] file, String... fields) {
    var body = new ByteArrayOutputStream();
    var all = new LinkedHashMap<String, String>();
    all.put("form_token", formToken);
    for (int i = 0; i < fields.length; i += 2) all.put(fields[i], fields[i + 1]);
    var part = "--edge\r\nContent-Disposition: form-data; name=\"%s\"";
    all.forEach(
        (key, value) ->
            body.writeBytes((part.formatted(key) + "\r\n\r\n" + value + "\r\n").getBytes(UTF_8)));
    var head = part + "; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
    body.writeBytes(head.formatted(name).getBytes(UTF_8));
    body.writeBytes(file);
    body.writeBytes("\r\n--edge--\r\n".getBytes(UTF_8));
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "multipart/form-data; boundary=edge")
            .header("Origin", url)
            .POST(BodyPublishers.ofByteArray(body.toByteArray())));
  }

  /// A form as another site would send it.
  ///
  /// @param headers of the browser: pairs of name and value
  Page forged(String path, Map<String, String> fields, String... headers) {
    var request = form(path, fields);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private HttpRequest.Builder form(String path, Map<String, String> fields) {
    var body =
        fields.entrySet().stream()
            .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body));
  }

  /// Follows the redirects of an answer.
  Page follow(Page page) {
    var at = page;
    for (int i = 0; i < 5 && !at.to().isEmpty(); i++) at = get(at.to());
    return at;
  }

  private Page send(HttpRequest.Builder request) {
    if (!cookies.isEmpty()) request.header("Cookie", cookies());
    try {
      return read(HTTP.send(request.build(), BodyHandlers.ofString(UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Page read(HttpResponse<String> answer) {
    for (var cookie : answer.headers().allValues("set-cookie")) {
      var parts = cookie.split(";")[0].split("=", 2);
      if (parts[1].isEmpty()) cookies.remove(parts[0]);
      else cookies.put(parts[0], parts[1]);
    }
    var token = TOKEN.matcher(answer.body());
    if (token.find()) formToken = token.group(1);
    var headers =
        answer.headers().map().entrySet().stream()
            .collect(
                Collectors.toMap(it -> it.getKey().toLowerCase(), it -> it.getValue().getLast()));
    return new Page(answer.statusCode(), answer.body(), headers);
  }

  /// The header of all cookies.
  String cookies() {
    return cookies.entrySet().stream()
        .map(it -> it.getKey() + "=" + it.getValue())
        .collect(Collectors.joining("; "));
  }

  Optional<String> cookie(String name) {
    return Optional.ofNullable(cookies.get(name));
  }

  void setCookie(String name, String value) {
    cookies.put(name, value);
  }

  String formToken() {
    return formToken;
  }
}
