package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ArgsTest {
  @Test
  void namesBecomePlacesInTheirOrder() {
    var parsed = Args.parse("UPDATE t SET a = :b, c = :a WHERE x = ANY (:b::bigint[])");
    assertThat(parsed.sql()).isEqualTo("UPDATE t SET a = ?, c = ? WHERE x = ANY (?::bigint[])");
    assertThat(parsed.names()).containsExactly("b", "a", "b");
    assertThat(Args.of("a", 1).with("b", null).in(parsed.names())).containsExactly(null, 1, null);
  }

  @Test
  void aCastIsNoName() {
    assertThat(Args.parse("SELECT '{}'::text[], now()::date").names()).isEmpty();
  }

  @Test
  void eachNameHasOneArgumentAndIsUsed() {
    assertThatThrownBy(() -> Args.of("a", 1).in(List.of("a", "b"))).hasMessage("no argument b");
    assertThatThrownBy(() -> Args.of("a", 1).with("c", 2).in(List.of("a")))
        .hasMessage("unused arguments [c]");
    assertThatThrownBy(() -> Args.of("a", 1).with("a", 2)).hasMessage("two arguments a");
  }
}
