package coffer.api.itispay;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.Mark;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import coffer.core.listing.InvoicesByPage.Stage;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every standing is called. A change of the file is a change of the API.
final class ItIsPayStatusTest {
  private static final List<Boolean> BOTH = List.of(false, true);
  private static final BigInteger PRICE = BigInteger.valueOf(100);
  private static final Path FILE = Path.of("src/test/resources/coffer/api/itispay/words.txt");

  /// With `-Dgolden.write=true` the file is written anew.
  @Test
  void everyStandingHasItsWord() throws Exception {
    var lines = standings().stream().map(ItIsPayStatusTest::line).toList();
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(FILE.getParent());
      Files.write(FILE, lines);
    }
    assertThat(lines).isEqualTo(Files.readAllLines(FILE));
  }

  /// What a list by status finds is what has that status.
  @Test
  void theStagesOfAWordAreTheStandingsThatItIsTheWordFor() {
    for (var standing : standings()) {
      for (var word : ItIsPayStatus.values()) {
        assertThat(word.stages().stream().anyMatch(stage -> fits(stage, standing)))
            .as("%s: %s", word, line(standing))
            .isEqualTo(ItIsPayStatus.of(standing) == word);
      }
    }
  }

  private static boolean fits(Stage stage, Standing standing) {
    return stage.status() == standing.status()
        && stage.seen().map(there -> there == standing.seen().signum() > 0).orElse(true)
        && stage.confirmed().map(there -> there == standing.confirmed().signum() > 0).orElse(true);
  }

  private static List<Standing> standings() {
    var all = new ArrayList<Standing>();
    for (var status : Status.values()) {
      for (var money : new int[][] {{0, 0}, {40, 0}, {40, 40}, {100, 0}, {100, 40}, {100, 100}}) {
        for (boolean quoted : BOTH) {
          for (boolean over : BOTH) {
            for (boolean late : BOTH) {
              for (var risk : Risk.values()) {
                var seen = BigInteger.valueOf(money[0]);
                var confirmed = BigInteger.valueOf(money[1]);
                all.add(
                    new Standing(
                        status,
                        quoted,
                        seen,
                        confirmed,
                        Optional.of(PRICE),
                        over,
                        late,
                        risk,
                        mark(status)));
              }
            }
          }
        }
      }
    }
    return all;
  }

  private static Optional<Mark.Kind> mark(Status status) {
    return Arrays.stream(Mark.Kind.values())
        .filter(kind -> kind.status() == status && kind != Mark.Kind.SETTLED)
        .findFirst();
  }

  private static String line(Standing s) {
    return "%s seen=%s confirmed=%s quoted=%s over=%s late=%s risk=%s -> %s"
        .formatted(
            s.status(),
            s.seen(),
            s.confirmed(),
            s.quoted(),
            s.over(),
            s.late(),
            s.risk(),
            ItIsPayStatus.of(s).text());
  }
}
