package coffer.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Snapshots lie packed in the database for ever: what an older version packed must be read.
class SnapshotTextTest {
  private static final String TEXT =
      "{\"invoice\":null,\"payment\":{\"id\":\"2f984687-eea4-4c68-9d8b-74ee8063df9f\",\"status\":\"SEEN\"}}";

  @Test
  void whatWasPackedInTheFirstFormatIsRead() {
    var packed =
        HexFormat.of()
            .parseHex(
                "0123d8ac314ab3b43031b330d74d4d4d34d1354936b3d0b54cb148d23537494db53030334e49b34c53426fd3d7d60200");
    assertThat(SnapshotText.unpack(packed)).isEqualTo(TEXT);
  }

  @Test
  void whatWasPackedInTheSecondFormatIsRead() {
    var packed =
        HexFormat.of().parseHex("0223d8d261d49fe1d6fe6e894fc6dcee92770dc9f7e72ba1b7ed6b6b01");
    assertThat(SnapshotText.unpack(packed)).isEqualTo(TEXT);
    assertThat(SnapshotText.pack(TEXT)[0]).as("the format's number").isEqualTo((byte) 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2f984687-eea4-4c68-9d8b-74ee8063df9f",
        "2f984687-eea4-4c68-9d8b-74ee8063df9",
        "2f984687-eea4-4c68-9d8b-74ee8063df9f2f984687-eea4-4c68-9d8b-74ee8063df9f",
        "02f984687-eea4-4c68-9d8b-74ee8063df9f0",
        "2F984687-EEA4-4C68-9D8B-74EE8063DF9F",
        "0xc3d3860a5ea87a765d3aa28278c65d4aeeede6d555e762f6ecd2b8797f24b4f6",
        "c3d3860a5ea87a765d3aa28278c65d4aeeede6d555e762f6ecd2b8797f24b4f",
        "0c3d3860a5ea87a765d3aa28278c65d4aeeede6d555e762f6ecd2b8797f24b4f62f984687-eea4-4c68-9d8b-74ee8063df9f",
        "0101010101010101010101010101010101010101010101010101010101010101",
        "01020304-0101-0202-0102-010203040506",
        "Привет, 2f984687-eea4-4c68-9d8b-74ee8063df9f, \\u0001 \\u0002"
      })
  void idsAndHashesAreReadAsTheyWere(String text) {
    var json = "{\"id\":\"" + text + "\"}";
    assertThat(SnapshotText.unpack(SnapshotText.pack(json))).isEqualTo(json);
  }

  @RepeatedTest(20)
  void anyTextIsReadAsItWas() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var text = new StringBuilder();
    for (int i = random.nextInt(20_000); i > 0; i--) {
      text.appendCodePoint(
          random.nextInt(4) > 0 ? 32 + random.nextInt(90) : 0x400 + random.nextInt(0x200));
    }
    assertThat(SnapshotText.unpack(SnapshotText.pack(text.toString())))
        .as("seed " + seed)
        .isEqualTo(text.toString());
  }

  @Test
  void whatIsCutOffOrInAnUnknownFormatIsAnError() {
    var packed = SnapshotText.pack(TEXT);
    assertThatThrownBy(() -> SnapshotText.unpack(Arrays.copyOf(packed, packed.length - 5)))
        .isInstanceOf(IllegalStateException.class);
    packed[0] = 99;
    assertThatThrownBy(() -> SnapshotText.unpack(packed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("99");
  }
}
