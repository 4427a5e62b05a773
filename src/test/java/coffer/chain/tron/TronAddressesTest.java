package coffer.chain.tron;

import static coffer.chain.AddressSamples.ABOUT;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.AddressSamples;
import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TronAddressesTest {
  private static final String USDT = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";

  private final TronAddresses format = new TronAddresses();
  private final Chain tron = AddressSamples.chain("tron", "", Mode.LIVE);

  @Test
  void knownContract() {
    var hex = "41a614f803b6fd780986a42c78ec9c7f77e6ded13c";
    var address = Address.of(HexFormat.of().parseHex(hex.substring(2)));
    assertThat(format.parse(USDT, tron)).contains(address);
    assertThat(format.parse(hex, tron)).contains(address);
    assertThat(format.parse(hex.toUpperCase(Locale.ROOT), tron)).contains(address);
    assertThat(format.text(address, tron)).isEqualTo(USDT);
    var coin = AddressSamples.asset("TRX", Optional.empty(), 6);
    assertThat(format.paymentUri(address, coin, tron, Optional.of(BigInteger.ONE))).isEqualTo(USDT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "T",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6T",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj60",
        "42a614f803b6fd780986a42c78ec9c7f77e6ded13c",
        "a614f803b6fd780986a42c78ec9c7f77e6ded13c",
        "0xa614f803b6fd780986a42c78ec9c7f77e6ded13c",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        " TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
      })
  void refuses(String text) {
    assertThat(format.parse(text, tron)).isEmpty();
  }

  @Test
  void derivesWhatEveryWalletShows() {
    var account = ABOUT.account("m/44'/195'/0'");
    assertThat(format.text(format.derive(account, 0), tron))
        .isEqualTo("TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdH");
    assertThat(format.refuseAccount(account, Mode.TEST)).isEmpty();
  }

  @Test
  void whateverIsWrittenIsReadAndSpoiledLettersAreNoticed() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      var bytes = new byte[20];
      random.nextBytes(bytes);
      var address = Address.of(bytes);
      var text = format.text(address, tron);
      assertThat(format.parse(text, tron)).as("seed %d", seed).contains(address);
      var spoiled = AddressSamples.spoiled(text, random);
      if (!spoiled.equals(text)) assertThat(format.parse(spoiled, tron)).as(spoiled).isEmpty();
    }
  }

  @Test
  void derivesFast() {
    assertThat(AddressSamples.speed(format)).isGreaterThan(1_000);
  }
}
