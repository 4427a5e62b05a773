package coffer.web.widget;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.web.Language;
import coffer.web.Messages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The script as pages load it.
final class WidgetBundleTest {
  private static final String TEXT = new String(new WidgetBundle().bytes(), UTF_8);
  private static final Pattern SAID = Pattern.compile("say\\('([a-z_.]+)'");
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "DOMParser"
      })
  void nothingBecomesMarkupOrCode(String way) {
    assertThat(TEXT).doesNotContain(way);
  }

  @Test
  void itIsSmallOnItsWay() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(TEXT.getBytes(UTF_8));
    }
    assertThat(packed.size()).isLessThan(16 * 1024);
  }

  @Test
  void itAsksNobodyButItsOwnServer() {
    assertThat(TEXT.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "https://");
  }

  @Test
  void whatItSaysIsThere() {
    var own = Messages.load("widget").get(Language.EN).keys();
    var said = new TreeSet<String>();
    SAID.matcher(TEXT).results().forEach(found -> said.add(found.group(1)));
    assertThat(said)
        .hasSizeGreaterThan(20)
        .allMatch(key -> TEXT.contains("\"" + key + "\":\""), "is a text");
    for (var key : own) {
      boolean built = key.matches("(key|origin|request)_(title|text)");
      assertThat(built || TEXT.contains("'" + key + "'")).as(key + " is said").isTrue();
    }
  }

  @Test
  void everyTextIsThereInEveryLanguage() {
    var english = Messages.load("widget").get(Language.EN);
    for (var words : Messages.load("widget").values()) {
      assertThat(words.keys()).isEqualTo(english.keys());
      for (var key : words.keys()) {
        assertThat(places(words.say(key))).as(key).isEqualTo(places(english.say(key)));
      }
    }
  }

  private static TreeSet<String> places(String text) {
    var all = new TreeSet<String>();
    PLACE.matcher(text).results().forEach(found -> all.add(found.group()));
    return all;
  }
}
