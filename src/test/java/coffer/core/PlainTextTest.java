package coffer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PlainTextTest {
  /// Unicode's property Bidi_Control, with what controls, halves and separators there are.
  @Test
  void whatIsRefusedIsWhatTheDocumentationLists() {
    var refused =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(c -> !PlainText.is(Character.toString(c)))
            .boxed()
            .toList();
    var listed =
        IntStream.of(
                IntStream.concat(
                        IntStream.concat(
                            IntStream.rangeClosed(0, 0x1f)
                                .filter(c -> c != '\t' && c != '\n' && c != '\r'),
                            IntStream.rangeClosed(0x7f, 0x9f)),
                        IntStream.concat(
                            IntStream.concat(
                                IntStream.of(0x061c, 0x200e, 0x200f, 0x2028, 0x2029),
                                IntStream.rangeClosed(0x202a, 0x202e)),
                            IntStream.concat(
                                IntStream.rangeClosed(0x2066, 0x2069),
                                IntStream.rangeClosed(0xd800, 0xdfff))))
                    .toArray())
            .boxed()
            .toList();
    assertThat(refused).containsExactlyInAnyOrderElementsOf(listed);
  }

  @Test
  void aLineHasNoBreaks() {
    for (var text : new String[] {"a\tb", "a\nb", "a\rb"}) {
      assertThat(PlainText.is(text)).isTrue();
      assertThat(PlainText.isLine(text)).isFalse();
    }
    assertThat(PlainText.isLine("Caf\u00e9 \u05e9\u05dc\u05d5\u05dd \ud83d\ude00")).isTrue();
  }
}
