package coffer.chain;

import coffer.core.chain.AddressFormat;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Confirmations;
import coffer.core.chain.Mode;
import coffer.core.wallet.Mnemonic;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/// What the tests of all address formats need.
public final class AddressSamples {
  public static final Mnemonic ABOUT = Mnemonic.parse("abandon ".repeat(11) + "about");

  private static final int WARM = 3_000;
  private static final int TIMED = 3_000;

  private AddressSamples() {}

  public static Chain chain(String family, String reference, Mode mode) {
    var spec =
        new Chain.Spec(
            family, reference, Duration.ofSeconds(12), new Chain.Finality.Depth(1), "", false);
    return new Chain(1, family, family, family, mode, Optional.empty(), spec);
  }

  public static Asset asset(String code, Optional<String> contract, int decimals) {
    var none = BigInteger.ZERO;
    return new Asset(
        1,
        1,
        Mode.LIVE,
        code,
        contract,
        decimals,
        6,
        none,
        BigDecimal.ZERO,
        none,
        none,
        1,
        Confirmations.BY_FINALITY,
        true);
  }

  /// Text that looks like an address, and is not: one character was changed.
  public static String spoiled(String text, Random random) {
    int at = random.nextInt(text.length());
    char other =
        "0123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ".charAt(random.nextInt(59));
    return text.substring(0, at) + other + text.substring(at + 1);
  }

  /// Prints how many addresses a second one thread derives.
  public static long speed(AddressFormat format) {
    var account = ABOUT.account(format.accountPath(Mode.LIVE));
    int index = 0;
    while (index < WARM) format.derive(account, index++);
    long start = System.nanoTime();
    while (index < WARM + TIMED) format.derive(account, index++);
    long each = TIMED * 1_000_000_000L / (System.nanoTime() - start);
    System.out.printf("%s: %,d addresses a second%n", format.family(), each);
    return each;
  }
}
