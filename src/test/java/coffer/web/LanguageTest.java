package coffer.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LanguageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | EN",
        "ru | RU",
        "ru-RU,ru;q=0.9,en;q=0.8 | RU",
        "en-US,en;q=0.9,ru;q=0.8 | EN",
        "de-DE,de;q=0.9 | EN",
        "de,ru;q=0.5 | RU",
        "fr, en;q=0.1, ru;q=0.4 | RU",
        "* | EN",
        "ru;q=2 | EN",
        ";;;=,, | EN"
      })
  void theBrowsersWishIsMet(String header, Language language) {
    assertThat(Language.accepted(header)).isEqualTo(language);
  }

  @Test
  void aHugeHeaderIsNoWish() {
    assertThat(Language.accepted("ru,".repeat(10_000))).isEqualTo(Language.EN);
  }

  @Test
  void valuesAreNotReadAgain() {
    var words = Messages.load("checkout").get(Language.EN);
    assertThat(words.say("received.of", "{1}", "$0")).isEqualTo("{1} of $0 received");
  }
}
