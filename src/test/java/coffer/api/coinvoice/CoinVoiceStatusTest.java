package coffer.api.coinvoice;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.Mark;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Every way in which an invoice may stand, and its word.
final class CoinVoiceStatusTest {
  private static final BigInteger PRICE = BigInteger.valueOf(100);
  private static final List<String> SUMS = List.of("none", "part", "all", "over");

  @Test
  void everyStandingHasItsWord() {
    var table = new StringBuilder();
    for (var status : Status.values()) {
      for (var quoted : List.of(false, true)) {
        for (var seen : SUMS) {
          for (var confirmed : SUMS.subList(0, SUMS.indexOf(seen) + 1)) {
            for (var risk : Risk.values())
              table.append(line(status, quoted, seen, confirmed, risk));
          }
        }
      }
    }
    Golden.check("states.txt", table.toString());
  }

  private static String line(
      Status status, boolean quoted, String seen, String confirmed, Risk risk) {
    var words = new ArrayList<String>();
    for (var late : List.of(false, true)) {
      var mark = Arrays.stream(Mark.Kind.values()).filter(kind -> kind.status() == status);
      for (var said : List.of(Optional.<Mark.Kind>empty(), mark.findFirst())) {
        var standing =
            new Standing(
                status,
                quoted,
                sum(seen),
                sum(confirmed),
                Optional.of(PRICE),
                seen.equals("over"),
                late,
                risk,
                said);
        words.add(CoinVoiceStatus.of(standing).text());
      }
    }
    assertThat(words.stream().distinct()).hasSize(1);
    return "%s, %s, seen %s, confirmed %s, risk %s -> %s%n"
        .formatted(
            status,
            quoted ? "quoted" : "not quoted",
            seen,
            confirmed,
            risk.name().toLowerCase(Locale.ROOT),
            words.getFirst());
  }

  private static BigInteger sum(String words) {
    return switch (SUMS.indexOf(words)) {
      case 0 -> BigInteger.ZERO;
      case 1 -> BigInteger.valueOf(40);
      case 2 -> PRICE;
      default -> BigInteger.valueOf(150);
    };
  }
}
