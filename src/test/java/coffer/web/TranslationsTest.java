package coffer.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a language needs: docs/languages.md says how to add one. English is the measure.
final class TranslationsTest {
  private static final List<String> PARTS = List.of("checkout", "widget", "cabinet", "demo");
  private static final Path WEB = Path.of("src", "main", "resources", "web");
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");

  /// Words between tags, of which at least one has two letters or more.
  private static final Pattern HARD_TEXT = Pattern.compile(">([^<>{}@$]*\\p{L}{2}[^<>{}@$]*)<");

  private static final Pattern DIRECTIVE = Pattern.compile("\\$\\{|@(?:if|elseif|for)\\(");

  /// Names, and codes that are the same everywhere.
  private static final Set<String> NAMES =
      Set.of("Coffer", "EUR", "webhook-id:", "25.00 EUR", "USDT · TRON");

  private static Map<String, String> texts(String part, Language language) {
    var file = WEB.resolve("%s_%s.properties".formatted(part, language.tag()));
    var texts = new TreeMap<String, String>();
    for (var line : read(file).lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) continue;
      var pair = line.split("=", 2);
      assertThat(texts.put(pair[0], pair[1])).as("%s is there twice: %s", file, pair[0]).isNull();
    }
    return texts;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> places(String text) {
    var places = new TreeSet<String>();
    PLACE.matcher(text).results().forEach(it -> places.add(it.group()));
    return places;
  }

  @ParameterizedTest
  @EnumSource
  void aLanguageHasEveryTextWithTheSamePlaces(Language language) {
    var wrong = new ArrayList<String>();
    for (var part : PARTS) {
      var english = texts(part, Language.EN);
      var theirs = texts(part, language);
      assertThat(theirs.keySet()).as(part).isEqualTo(english.keySet());
      english.forEach(
          (key, text) -> {
            var other = theirs.getOrDefault(key, "");
            if (other.isBlank()) wrong.add(part + " has no text: " + key);
            if (!places(text).equals(places(other))) wrong.add(part + " places differ: " + key);
          });
    }
    assertThat(wrong).isEmpty();
  }

  /// Every word that people read comes from a file of texts.
  @Test
  void noTemplateHasTextOfItsOwn() throws IOException {
    var found = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "jte"))) {
      for (var file : files.filter(it -> it.toString().endsWith(".jte")).toList()) {
        var hard = HARD_TEXT.matcher(words(read(file)));
        while (hard.find()) {
          var words = hard.group(1).replaceAll("^[:·\\s]+|\\s+$", "");
          if (!NAMES.contains(words)) found.add(file.getFileName() + ": " + words);
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /// A template without its expressions and directives.
  private static String words(String template) {
    var text = template.replaceAll("(?m)^@(import|param).*|^\\s*!\\{.*", "");
    var left = new StringBuilder();
    int at = 0;
    var begin = DIRECTIVE.matcher(text);
    while (begin.find(at)) {
      left.append(text, at, begin.start());
      at = end(text, begin.end() - 1);
    }
    return left.append(text.substring(at)).toString();
  }

  /// The place behind the bracket that closes the one at a place.
  private static int end(String text, int open) {
    int depth = 0;
    for (int at = open; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '(' || c == '{') depth++;
      if (c == ')' || c == '}') depth--;
      if (depth == 0) return at + 1;
    }
    return text.length();
  }
}
