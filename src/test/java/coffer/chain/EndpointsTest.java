package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.SourceException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  private static final class Node extends Endpoint {
    Node() {
      super(
          "node:1",
          Redaction.of(List.of("http://node:1/0123456789"), Map.of(), List.of()),
          Duration.ofHours(1),
          Duration.ofHours(2));
    }

    @Override
    protected void ask() {}
  }

  private final Node node = new Node();
  private final Endpoints<Node> nodes = new Endpoints<>("chain", List.of(node));

  private void fails() {
    assertThatThrownBy(
            () ->
                nodes.ask(
                    _ -> {
                      throw new NodeErrorResponse(Kind.BROKEN, "no 0123456789");
                    }))
        .hasMessage("no ***");
  }

  private void answers(int times) {
    for (int i = 0; i < times; i++) assertThat(nodes.<Integer>ask(_ -> 1)).isEqualTo(1);
  }

  @Test
  void theSecondFailureInARowCostsARest() {
    fails();
    assertThat(node.rests()).isFalse();
    fails();
    assertThat(node.rests()).isTrue();
    assertThatThrownBy(() -> answers(1))
        .hasMessageContaining("rest after failures; node:1: no ***");
  }

  @Test
  void theLastFailureOfEachIsToldWithoutSecrets() {
    assertThat(nodes.states()).singleElement().returns(Optional.empty(), EndpointState::error);
    fails();
    var state = nodes.states().getFirst();
    assertThat(state.error()).contains("no ***");
    assertThat(state.age().orElseThrow()).isLessThan(Duration.ofMinutes(1));
    assertThat(state.rests()).isFalse();
    fails();
    assertThat(nodes.states()).singleElement().returns(true, EndpointState::rests);
  }

  @Test
  void eightAnswersMakeUpForAFailure() {
    for (int i = 0; i < 20; i++) {
      fails();
      answers(8);
    }
    assertThat(node.rests()).isFalse();
  }

  /// A node may answer what its newest block is, and never what is in it.
  @Test
  void anAnswerNowAndThenDoesNotMakeUpForFailures() {
    fails();
    answers(2);
    fails();
    assertThat(node.rests()).isTrue();
  }
}
