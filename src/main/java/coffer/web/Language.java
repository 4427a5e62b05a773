package coffer.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A language of the pages.
public enum Language {
  EN("en", "English"),
  RU("ru", "Русский");

  private static final int MAX_HEADER_LENGTH = 500;

  private final String tag;
  private final String title;

  Language(String tag, String title) {
    this.tag = tag;
    this.title = title;
  }

  /// The language code in links and in the `lang` attribute, for example `en`.
  public String tag() {
    return tag;
  }

  /// The name in the language itself.
  public String title() {
    return title;
  }

  public static Optional<Language> of(String tag) {
    return Arrays.stream(values()).filter(language -> language.tag.equals(tag)).findFirst();
  }

  /// The language that the browser prefers; English if it prefers none that is available.
  ///
  /// @param header `Accept-Language` of the request; an invalid one is ignored
  public static Language accepted(String header) {
    if (header.isBlank() || header.length() > MAX_HEADER_LENGTH) return EN;
    try {
      var ranges = Locale.LanguageRange.parse(header);
      var tag = Locale.lookupTag(ranges, Arrays.stream(values()).map(Language::tag).toList());
      return Optional.ofNullable(tag).flatMap(Language::of).orElse(EN);
    } catch (IllegalArgumentException _) {
      return EN;
    }
  }

  public static List<Language> all() {
    return List.of(values());
  }
}
