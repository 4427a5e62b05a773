package coffer.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReorgHaltTest {
  @Test
  void aHaltIsReadAsItWasWritten() {
    var halt = new ReorgHalt(new BlockRef(95, "0xaa"), new BlockRef(96, "0xbb"));
    assertThat(ReorgHalt.of(halt.text())).contains(halt);
    assertThat(ReorgHalt.of("no block that we remember is in the branch that the node follows"))
        .isEmpty();
  }
}
