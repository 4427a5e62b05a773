package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.Mark;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every way in which an invoice may stand, and its words: as an order and as an invoice.
final class OnchainPayStatusTest {
  private static final BigInteger PRICE = BigInteger.valueOf(100);
  private static final List<String> SUMS = List.of("none", "part", "all", "over");

  @Test
  void everyStandingHasItsWords() {
    var table = new StringBuilder();
    for (var status : Status.values()) {
      for (var quoted : List.of(false, true)) {
        for (var seen : SUMS) {
          for (var confirmed : SUMS.subList(0, SUMS.indexOf(seen) + 1)) {
            table.append(line(status, quoted, seen, confirmed));
          }
        }
      }
    }
    OnchainPayGolden.check("states.txt", table.toString());
  }

  @Test
  void everyWordIsUsed() {
    var table = OnchainPayGolden.read("states.txt");
    for (var word : OrderStatus.TEXTS) assertThat(table).contains("-> " + word + " ");
    for (var word : OnchainPayInvoiceStatus.TEXTS) assertThat(table).contains(" " + word + "\n");
  }

  private static String line(Status status, boolean quoted, String seen, String confirmed) {
    Set<String> words = new HashSet<>();
    for (var risk : Risk.values()) {
      for (var late : List.of(false, true)) {
        var mark = Arrays.stream(Mark.Kind.values()).filter(kind -> kind.status() == status);
        for (var said : List.of(Optional.<Mark.Kind>empty(), mark.findFirst())) {
          boolean over = seen.equals("over");
          var price = Optional.of(PRICE);
          var standing =
              new Standing(
                  status, quoted, sum(seen), sum(confirmed), price, over, late, risk, said);
          words.add(OrderStatus.of(standing).text() + " " + OnchainPayInvoiceStatus.of(standing));
        }
      }
    }
    assertThat(words).hasSize(1);
    return "%s, %s, seen %s, confirmed %s -> %s%n"
        .formatted(
            status, quoted ? "quoted" : "not quoted", seen, confirmed, words.iterator().next());
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
