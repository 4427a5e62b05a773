package coffer.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Snapshots lie packed in the database for ever: what an older version packed must be read.
class SnapshotTextTest {
  private static final String TEXT =
      "{\"invoice\":null,\"payment\":{\"id\":\"2f984687-eea4-4c68-9d8b-74ee8063df9f\",\"status\":\"SEEN\"}}";

  @Test
  void whatWasPackedWithTheFirstDictionaryIsRead() {
    var packed =
        HexFormat.of()
            .parseHex(
                "0123d8ac314ab3b43031b330d74d4d4d34d1354936b3d0b54cb148d23537494db53030334e49b34c53426fd3d7d60200");
    assertThat(SnapshotText.unpack(packed)).isEqualTo(TEXT);
    assertThat(SnapshotText.pack(TEXT)[0]).as("the dictionary's number").isEqualTo((byte) 1);
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
  void whatIsCutOffOrOfAnUnknownDictionaryIsAnError() {
    var packed = SnapshotText.pack(TEXT);
    assertThatThrownBy(() -> SnapshotText.unpack(Arrays.copyOf(packed, packed.length - 5)))
        .isInstanceOf(IllegalStateException.class);
    packed[0] = 99;
    assertThatThrownBy(() -> SnapshotText.unpack(packed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("99");
  }
}
