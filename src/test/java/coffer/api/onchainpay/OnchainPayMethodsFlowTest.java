package coffer.api.onchainpay;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.onchainpay.OnchainPayStory.Exchange;
import coffer.app.Storefront;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each method of the API has a file with requests and answers. With `-Dgolden.write=true` the test
/// writes the files.
final class OnchainPayMethodsFlowTest {
  private static final Path FOLDER = Path.of("src/test/resources/coffer/api/onchainpay/methods");

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final OnchainPayMethods methods = OnchainPayMethods.of(front);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyMethodAnswersAsItsFileSays(boolean otherSpelling) {
    try (var story = new OnchainPayStory(front, otherSpelling ? methods::other : path -> path)) {
      story.tell();
      methods.first().forEach(story::tellIfNew);
      var sent = story.exchanges().stream().map(Exchange::sent).collect(Collectors.toSet());
      assertThat(sent).containsAll(otherSpelling ? others() : methods.first());
      var told =
          story.exchanges().stream()
              .collect(groupingBy(Exchange::path, TreeMap::new, mapping(it -> it, toList())));
      assertThat(told.keySet()).isEqualTo(methods.first());
      told.forEach((path, exchanges) -> check(story.mask(), path, exchanges));
    }
  }

  private TreeSet<String> others() {
    var others = new TreeSet<>(methods.all());
    others.removeAll(methods.first());
    return others;
  }

  private static void check(OnchainPayMask mask, String path, List<Exchange> exchanges) {
    var list = ApiClient.MAPPER.createArrayNode();
    for (var each : exchanges) {
      mask.literal(each.request().path("nonce").asString(), "<nonce>");
      var one = list.addObject();
      one.set("request", mask.of(each.request()));
      one.put("status", each.status());
      one.set("answer", mask.of(each.answer()));
    }
    OnchainPayGolden.check(
        "methods" + path + ".json",
        ApiClient.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n");
  }

  /// A method that answers that it is not offered shows nothing else.
  @Test
  void onlyWhatIsNotOfferedFails() throws IOException {
    for (var file : files().entrySet()) {
      for (var exchange : ApiClient.MAPPER.readTree(file.getValue()).values()) {
        boolean success = exchange.at("/answer/success").booleanValue();
        var name = exchange.at("/answer/error/name").asString("METHOD_NOT_ENABLED");
        assertThat(name).as(file.getKey()).isEqualTo("METHOD_NOT_ENABLED");
        assertThat(exchange.path("status").intValue()).isEqualTo(success ? 200 : 400);
      }
    }
  }

  @Test
  void everyFileIsOfAMethod() throws IOException {
    assertThat(files().keySet()).isEqualTo(methods.first());
  }

  private static Map<String, String> files() throws IOException {
    var files = new TreeMap<String, String>();
    try (var all = Files.walk(FOLDER)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        var path = "/" + FOLDER.relativize(file).toString().replace('\\', '/');
        files.put(path.replaceFirst("\\.json$", ""), Files.readString(file));
      }
    }
    return files;
  }
}
