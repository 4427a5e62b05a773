package coffer.chain.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Confirmations;
import coffer.core.chain.Mode;
import coffer.core.chain.SandboxControls.Output;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Simulated tokens that round and charge.
class FeeOnTransferTokenTest {
  private static final Address SHOP = Address.of(new byte[] {1});
  private static final Address OWNER = Address.of(new byte[] {2});

  private static Asset token(String slackPercent) {
    return new Asset(
        1,
        1,
        Mode.TEST,
        "TRUB",
        Optional.of("contract"),
        6,
        6,
        BigInteger.TWO,
        new BigDecimal(slackPercent),
        BigInteger.ONE,
        BigInteger.ONE,
        1,
        Confirmations.BY_FINALITY,
        true);
  }

  private static List<Output> pay(Asset token, long units) {
    return FeeOnTransferToken.arriving(
        List.of(new Output(token, SHOP, BigInteger.valueOf(units))), OWNER);
  }

  @ParameterizedTest
  @CsvSource({"100000000, 190000", "10000, 19", "1000, 1", "999999999999, 1899999999"})
  void theOwnerIsPaidFirstAndTheRestArrivesWithinTheSlack(long sent, long fee) {
    var token = token("0.2");
    var arriving = pay(token, sent);
    assertThat(arriving)
        .containsExactly(
            new Output(token, OWNER, BigInteger.valueOf(fee)),
            new Output(token, SHOP, BigInteger.valueOf(sent - fee - 2)));
    var lost = BigInteger.valueOf(fee + 2);
    assertThat(lost).isLessThanOrEqualTo(token.slack(BigInteger.valueOf(sent)));
  }

  @Test
  void sumsTooSmallForAFeeAreOnlyRounded() {
    var token = token("0.2");
    assertThat(pay(token, 100)).containsExactly(new Output(token, SHOP, BigInteger.valueOf(98)));
    assertThat(pay(token, 2)).containsExactly(new Output(token, SHOP, BigInteger.TWO));
  }

  @Test
  void otherTokensArriveWhole() {
    var token = token("0");
    assertThat(pay(token, 5_000))
        .containsExactly(new Output(token, SHOP, BigInteger.valueOf(5_000)));
  }
}
