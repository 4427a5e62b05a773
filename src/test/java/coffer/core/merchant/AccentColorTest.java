package coffer.core.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Every colour that a merchant may choose can be read on light and on dark pages.
final class AccentColorTest {
  private static AccentColor color(String text) {
    return AccentColor.parse(text).orElseThrow();
  }

  @Test
  void contrastIsThatOfWcag() {
    assertThat(color("#000000").contrast(color("#ffffff"))).isEqualTo(21.0);
    assertThat(color("#777777").contrast(color("#ffffff"))).isBetween(4.47, 4.49);
    assertThat(color("#ffffff").contrast(color("#ffffff"))).isEqualTo(1.0);
  }

  @Test
  void aColourThatIsTooLightHasANearestOne() {
    assertThat(color("#2f55d4").readable()).isTrue();
    assertThat(color("#2f55d4").nearest()).isEqualTo(color("#2f55d4"));
    for (var light : new String[] {"#ffffff", "#ffd400", "#7fffd4", "#ff8888", "#777777"}) {
      assertThat(color(light).readable()).as(light).isFalse();
      assertThat(color(light).nearest().readable()).as(light).isTrue();
    }
    assertThat(color("#ff0000").nearest().text()).matches("#[a-f][0-9a-f]0000");
  }

  @Test
  void eachColourIsReadableOnDarkPages() {
    for (int rgb : IntStream.range(0, 4096).map(it -> it * 4099 & 0xffffff).toArray()) {
      var chosen = new AccentColor(rgb).nearest();
      assertThat(chosen.dark().contrast(color("#1a2230")))
          .as(chosen.text())
          .isGreaterThanOrEqualTo(AccentColor.LEAST_CONTRAST);
      assertThat(chosen.readable()).as(chosen.text()).isTrue();
    }
  }

  @Test
  void onlySixDigitsAreAColour() {
    for (var text : new String[] {"", "red", "2f55d4", "#2f5", "#2f55d45", "#2f55d\0", "#2f55dg"}) {
      assertThat(AccentColor.parse(text)).as(text).isEqualTo(Optional.empty());
    }
    assertThat(color("#2F55D4").text()).isEqualTo("#2f55d4");
  }
}
