package coffer.web.widget;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.web.Language;
import coffer.web.MerchantCard;
import coffer.web.Messages;
import coffer.web.PaymentPage;
import coffer.web.checkout.States;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the widget shows of an invoice in each of its states.
final class WidgetStateTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # state        | stage      | tone     | last  | over  | meter                         | amount          | codes
          waiting        | waiting    | calm     | false | false | -                             | 161.284512      | 1
          waiting_native | waiting    | calm     | false | false | -                             | 0.00158764      | 2
          waiting_token  | waiting    | calm     | false | false | -                             | 161.284512      | 2
          large          | waiting    | calm     | false | false | -                             | 123456.12345678 | 2
          partial        | partial    | warning  | false | false | 92.38 of 149.00 EUR received. 56.62 EUR is missing. | 61.284512       | 1
          stale          | stale      | calm     | false | false | -                             | -               | 0
          time_up        | time_up    | calm     | false | false | -                             | -               | 0
          seen           | confirming | progress | false | false | Not in a block yet            | -               | 0
          confirming     | confirming | progress | false | false | Confirmations: 7 of 19        | -               | 0
          held           | held       | progress | false | false | -                             | -               | 0
          paid           | paid       | success  | true  | false | -                             | -               | 0
          over           | overpaid   | success  | true  | false | 160.50 of 149.00 EUR received. 11.50 EUR is too much.            | -               | 0
          expired        | expired    | quiet    | false | true  | -                             | -               | 0
          rest           | rest       | warning  | false | true  | 92.38 of 149.00 EUR received. 56.62 EUR is missing. | -               | 0
          short          | short      | warning  | false | true  | 92.38 of 149.00 EUR received. 56.62 EUR is missing. | -               | 0
          cancelled      | cancelled  | quiet    | false | true  | -                             | -               | 0
          """)
  void eachState(
      String name,
      String stage,
      String tone,
      boolean last,
      boolean over,
      String meter,
      String amount,
      int codes) {
    var state = shown(name, Language.EN);
    assertThat(state.stage()).isEqualTo(stage);
    assertThat(state.tone()).isEqualTo(tone);
    assertThat(state.last()).isEqualTo(last);
    assertThat(state.over()).isEqualTo(over);
    assertThat(state.meter().map(WidgetState.Meter::text)).isEqualTo(Optional.ofNullable(meter));
    assertThat(state.pay().flatMap(WidgetState.Pay::amount)).isEqualTo(Optional.ofNullable(amount));
    assertThat(state.pay().map(pay -> pay.codes().size()).orElse(0)).isEqualTo(codes);
    assertThat(state.again().isPresent()).isEqualTo(stage.equals("stale") || stage.equals("rest"));
  }

  @Test
  void whoHasAlreadySentIsToldWhatBecomesOfIt() {
    assertThat(shown("expired", Language.EN).notes())
        .containsExactly(
            "Have you already sent it? It still counts if a block of the network contains it by"
                + " 21 Nov 10:52 UTC. No payment has been seen so far.");
    assertThat(shown("cancelled", Language.EN).notes())
        .singleElement()
        .asString()
        .contains("The money is not lost", "Contact the shop");
  }

  @ParameterizedTest
  @CsvSource({
    "EN, Waiting for your payment, Only send USDT over the TRON (TRC20) network. Anything else may be lost., Amount valid for",
    "RU, Ждём ваш платёж, Отправляйте только USDT и только в сети TRON (TRC20). Остальное может быть потеряно., Сумма действует ещё"
  })
  void inTheLanguageThatWasAskedFor(
      Language language, String title, String warning, String deadline) {
    var state = shown("waiting", language);
    assertThat(state.title()).isEqualTo(title);
    assertThat(state.pay().orElseThrow().warning()).isEqualTo(warning);
    assertThat(state.deadline().orElseThrow().label()).isEqualTo(deadline);
  }

  private static WidgetState shown(String state, Language language) {
    var invoice = Objects.requireNonNull(States.all().get(state)).invoice();
    var page = PaymentPage.of(invoice, MerchantCard.named(""), Optional.empty(), false, States.NOW);
    return WidgetState.of(page, Objects.requireNonNull(Messages.load("checkout").get(language)));
  }
}
