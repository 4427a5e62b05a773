package coffer.api.coffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import coffer.api.ApiClient;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The examples of the API reference are run as they are on the page, against a running server, in
/// each language that this machine has. The search finds names, paths and fields.
final class DocsExamplesFlowTest {
  @AutoClose private static final ApiWorld world = new ApiWorld();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private final ApiWorld.Shop shop = world.shop();
  private final String key = world.secret(shop.project());
  @TempDir private Path folder;

  private static final Map<ExampleLanguage, List<String>> PROGRAMS =
      Map.of(
          ExampleLanguage.CURL, List.of("sh", "example.sh"),
          ExampleLanguage.PYTHON, List.of("python3", "example.py"),
          ExampleLanguage.NODE, List.of("node", "example.mjs"),
          ExampleLanguage.PHP, List.of("php", "example.php"),
          ExampleLanguage.GO, List.of("go", "run", "example.go"),
          ExampleLanguage.JAVA, List.of("java", "Example.java"));

  @ParameterizedTest
  @EnumSource
  void examplesWorkAsTheyAre(ExampleLanguage language) throws Exception {
    assumeTrue(installed(language), () -> language.title() + " is not installed");
    var created = run(language, "createInvoice", "");
    var id = created.replaceAll("(?s).*?\"id\":\"([0-9a-f-]{36})\".*", "$1");
    assertThat(id).as(created).hasSize(36);
    assertThat(run(language, "getInvoice", id)).contains("\"order_id\":");
    assertThat(run(language, "listInvoices", "")).contains(id);
    assertThat(run(language, "getRate", "")).contains("\"rate\":");
    assertThat(run(language, "changeProject", "")).contains("\"tolerance_percent\":");
    var webhook = shop.client().post("/coffer/v1/webhooks", "{'url': 'https://shop.example/'}");
    run(language, "deleteWebhook", webhook.is(201).get("/id"));
    assertThat(shop.client().get("/coffer/v1/webhooks").json().at("/data")).isEmpty();
  }

  private static boolean installed(ExampleLanguage language) {
    var program = PROGRAMS.get(language).getFirst();
    var needed = language == ExampleLanguage.CURL ? List.of("curl", "openssl") : List.of(program);
    return needed.stream()
        .allMatch(
            name ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(place -> Files.isExecutable(Path.of(place, name))));
  }

  /// @return what the program prints
  private String run(ExampleLanguage language, String operation, String id) throws Exception {
    var command = PROGRAMS.get(language);
    Files.writeString(folder.resolve(command.getLast()), example(language, operation));
    var output = folder.resolve("output.txt");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("COFFER_KEY", key);
    builder.environment().put("ID", id);
    var process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    var text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private String example(ExampleLanguage language, String operation) throws Exception {
    var found =
        Pattern.compile("(?s)<article id=\"" + operation + "\">.*?class=\"example\">(.*?)</pre>")
            .matcher(page("/docs?lang=" + language.name().toLowerCase(Locale.ROOT)));
    assertThat(found.find()).as(operation).isTrue();
    return text(found.group(1)).replace(ApiWorld.PUBLIC_URL, world.url());
  }

  private static String text(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  private static String page(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(world.url() + path)).build();
    var answer = HTTP.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  /// The page without its table of contents.
  private static String search(String query) throws IOException, InterruptedException {
    var page = page("/docs/search?q=" + URLEncoder.encode(query, UTF_8));
    return page.substring(page.indexOf("<main>"));
  }

  @Test
  void theSearchFindsNamesPathsAndFields() throws Exception {
    assertThat(search("redeliver")).contains("#redeliver\"", "POST /deliveries/{id}/redeliver");
    assertThat(search("/webhook-secret/rotate")).contains("#rotateWebhookSecret\"");
    assertThat(search("OVERLAP_SECONDS")).contains("#rotateWebhookSecret\"");
    assertThat(search("failing_since")).contains("#object-Webhook\"");
    assertThat(search("rate_unavailable")).contains("#error-rate_unavailable\"");
    assertThat(search("sandbox mine")).contains("#sandboxMine\"").doesNotContain("#listInvoices\"");
    assertThat(search("zzzz")).contains("Nothing has all of these words.");
    assertThat(search("")).contains("Type a word.");
  }

  @Test
  void everyResultLeadsToItsPlace() throws Exception {
    var whole = page("/docs");
    for (var query : List.of("invoice", "webhook", "id", "a")) {
      var links =
          Pattern.compile("class=\"results\">(.*)</ul>", Pattern.DOTALL).matcher(search(query));
      assertThat(links.find()).isTrue();
      var anchors = Pattern.compile("href=\"/docs\\?lang=curl#([^\"]+)\"").matcher(links.group(1));
      int found = 0;
      for (; anchors.find(); found++) assertThat(whole).contains("id=\"" + anchors.group(1) + "\"");
      assertThat(found).isBetween(1, ReferenceIndex.MAX_RESULTS);
    }
  }

  @Test
  void hostileWordsAreOnlyText() throws Exception {
    for (var text : List.of("\0", "<script>alert(1)</script>", "\u202E", "x".repeat(5_000), "%")) {
      assertThat(search(text)).doesNotContain("<script>", "\u202E");
    }
    assertThat(page("/docs?lang=%00")).contains("curl ");
  }

  @Test
  void everyOperationHasAnExampleInEachLanguage() throws Exception {
    int operations =
        ApiClient.MAPPER
            .readTree(page("/coffer/v1/openapi.json"))
            .path("paths")
            .properties()
            .stream()
            .mapToInt(path -> path.getValue().size())
            .sum();
    for (var language : ExampleLanguage.values()) {
      var page = page("/docs?lang=" + language.tag());
      assertThat(page.split("class=\"example\"", -1)).hasSize(operations + 1);
    }
  }
}
