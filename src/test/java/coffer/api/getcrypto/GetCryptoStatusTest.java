package coffer.api.getcrypto;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.Mark;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Every combination of what a dialect may look at, and the word for it: a change here is a change
/// of the API.
final class GetCryptoStatusTest {
  private static final Path GOLDEN = Path.of("src/test/resources/coffer/api/getcrypto/status.txt");
  private static final BigInteger NOTHING = BigInteger.ZERO;
  private static final BigInteger PART = BigInteger.ONE;

  /// With `-Dgolden.write=true` the file is written anew.
  @Test
  void everyStandingHasItsWord() throws IOException {
    var lines = new ArrayList<String>();
    for (var status : Status.values()) {
      for (var money : List.of("nothing", "seen", "confirmed")) {
        for (var risk : Risk.values()) {
          for (var flags : List.of("", "over", "late", "mark")) {
            var word = GetCryptoStatus.of(standing(status, money, risk, flags)).text();
            lines.add("%s %s %s %s -> %s".formatted(status, money, risk, flags, word));
          }
        }
      }
    }
    var text = String.join("\n", lines) + "\n";
    if (Boolean.getBoolean("golden.write")) Files.writeString(GOLDEN, text);
    assertThat(text).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void everyWordIsUsed() throws IOException {
    var golden = Files.readString(GOLDEN);
    assertThat(Arrays.stream(GetCryptoStatus.values()).map(word -> " -> " + word.text() + "\n"))
        .allMatch(golden::contains);
  }

  private static Standing standing(Status status, String money, Risk risk, String flags) {
    return new Standing(
        status,
        !flags.equals("mark"),
        money.equals("nothing") ? NOTHING : PART,
        money.equals("confirmed") ? PART : NOTHING,
        Optional.of(BigInteger.TEN),
        flags.equals("over"),
        flags.equals("late"),
        risk,
        flags.equals("mark") ? Optional.of(Mark.Kind.SETTLED) : Optional.empty());
  }
}
