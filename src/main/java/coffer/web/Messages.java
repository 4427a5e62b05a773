package coffer.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/// The texts of one part of the pages in one language. Texts contain no markup; templates escape
/// them and the values in them.
public final class Messages {
  private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

  private final Language language;
  private final Properties texts;

  private Messages(Language language, Properties texts) {
    this.language = language;
    this.texts = texts;
  }

  /// Reads `web/{part}_{language}.properties` of every language.
  ///
  /// @throws IllegalStateException if a file is missing
  public static Map<Language, Messages> load(String part) {
    var all = new EnumMap<Language, Messages>(Language.class);
    for (var language : Language.values()) {
      var name = "/web/%s_%s.properties".formatted(part, language.tag());
      try (var file = Messages.class.getResourceAsStream(name)) {
        if (file == null) throw new IllegalStateException("missing: " + name);
        var texts = new Properties();
        texts.load(new InputStreamReader(file, UTF_8));
        all.put(language, new Messages(language, texts));
      } catch (IOException e) {
        throw new IllegalStateException(name, e);
      }
    }
    return all;
  }

  public Language language() {
    return language;
  }

  /// The text of a key, with `{0}` to `{9}` replaced by the values.
  ///
  /// @throws IllegalArgumentException if there is no such key
  public String say(String key, Object... values) {
    var text = texts.getProperty(key);
    if (text == null) throw new IllegalArgumentException("no text: " + key);
    if (values.length == 0) return text;
    // Replaces in one pass, because a value may itself contain {0}.
    return PLACE
        .matcher(text)
        .replaceAll(
            place ->
                java.util.regex.Matcher.quoteReplacement(
                    String.valueOf(values[Integer.parseInt(place.group(1))])));
  }

  public Set<String> keys() {
    return texts.stringPropertyNames();
  }
}
